"""Reading a length as the law writes it: 7日, 20个工作日, 3个月, 每年3月1日前."""

from __future__ import annotations

import re
from collections.abc import Callable

from yifa.law.values import Counting, Length, Unit

_PLAIN = re.compile(r"(\d+)(个工作日|个自然日|日|周|个月|年|小时)")
_YEARLY = re.compile(r"每年(\d+)月(\d+)日(前|止)")
_ONCE = re.compile(r"(\d{4})年(\d+)月(\d+)日止")
_KINDS: dict[str, Unit] = {
    "个工作日": "working",
    "个自然日": "day",
    "周": "day",
    "个月": "month",
    "年": "year",
    "小时": "hour",
}
SAME_DAY, LOCAL = "当日", "由地方规定"


def length(text: str, counting: Counting) -> Length:
    """The length; bare 日 is counted as the act says. A text without a number is kept as it is."""
    for pattern, make in _FORMS:
        if found := pattern.fullmatch(text):
            return make(text, found, counting)
    if text == SAME_DAY:
        return Length(text, "day")
    return Length(text, "local" if text == LOCAL else "none")


def _plain(text: str, found: re.Match[str], counting: Counting) -> Length:
    number, word = int(found[1]), found[2]
    unit = _KINDS.get(word) or _days(number, counting)
    return Length(text, unit, number * 7 if word == "周" else number)


def _days(number: int, counting: Counting) -> Unit:
    return "working" if counting.all_working or number in counting.working else "day"


def _yearly(text: str, found: re.Match[str], counting: Counting) -> Length:
    return Length(text, "yearly", month=int(found[1]), day=int(found[2]), inclusive=found[3] == "止")


def _once(text: str, found: re.Match[str], counting: Counting) -> Length:
    return Length(text, "once", year=int(found[1]), month=int(found[2]), day=int(found[3]))


_FORMS: list[tuple[re.Pattern[str], Callable[[str, re.Match[str], Counting], Length]]] = [
    (_PLAIN, _plain),
    (_YEARLY, _yearly),
    (_ONCE, _once),
]
