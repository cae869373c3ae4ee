"""Periods as people write them: 2025, 2025H1, 2025Q1, 2025-03, 2025-03-05, or two with `..` between."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from yifa.foundation.errors import Invalid

FORM = re.compile(
    r"(?P<year>\d{4})(?:[Qq](?P<quarter>[1-4])|[Hh](?P<half>[12])|-(?P<month>\d\d?)(?:-(?P<day>\d\d?))?)?"
)
EXAMPLES = "请写年（2025）、半年（2025H1）、季度（2025Q1）、月（2025-03）、日（2025-03-05）或者起止（2025-01..2025-06）"
FIRST_YEAR, LAST_YEAR = 1949, 2200


@dataclass(frozen=True, slots=True)
class Period:
    """A span of days, both included, and how it is called."""

    start: date
    end: date
    label: str

    def last_year(self) -> Period:
        """The same period a year before; the last day of a month stays the last day."""
        return spanning(year_before(self.start), year_before(self.end, last=True))


def period(text: str) -> Period:
    """The period a text names; Invalid when it names none."""
    low, dots, high = text.strip().partition("..")
    start, end = _span(low, text)[0], _span(high if dots else low, text)[1]
    if end < start:
        raise Invalid({"period": f"统计期“{text}”的截止日早于起始日，请对调"})
    return spanning(start, end)


def spanning(start: date, end: date) -> Period:
    """The period from one day to another."""
    return Period(start, end, called(start, end))


def month(year: int, number: int) -> Period:
    """A calendar month."""
    return spanning(date(year, number, 1), date(year, number, monthrange(year, number)[1]))


def year(number: int) -> Period:
    """A calendar year."""
    return spanning(date(number, 1, 1), date(number, 12, 31))


def _span(text: str, whole: str) -> tuple[date, date]:
    found = FORM.fullmatch(text.strip())
    try:
        if not found or not FIRST_YEAR <= int(found["year"]) <= LAST_YEAR:
            raise ValueError
        return _of(
            int(found["year"]), {name: int(value) for name, value in found.groupdict().items() if value}
        )
    except ValueError:
        raise Invalid({"period": f"统计期“{whole}”无法识别。{EXAMPLES}"}) from None


def _of(year: int, parts: dict[str, int]) -> tuple[date, date]:
    if "day" in parts:
        day = date(year, parts["month"], parts["day"])
        return day, day
    if "month" in parts:
        first = last = parts["month"]
    elif "quarter" in parts:
        first, last = 3 * parts["quarter"] - 2, 3 * parts["quarter"]
    elif "half" in parts:
        first, last = 6 * parts["half"] - 5, 6 * parts["half"]
    else:
        first, last = 1, 12
    return date(year, first, 1), date(year, last, monthrange(year, last)[1])


def called(start: date, end: date) -> str:
    """How a span is called in a report: 2025年, 2025年第一季度, 2025年3月, or its two days."""
    whole = start.day == 1 and end.day == monthrange(end.year, end.month)[1] and start.year == end.year
    name = NAMES.get((start.month, end.month)) if whole else None
    if name is not None:
        return f"{start.year}年{name}"
    if whole and start.month == end.month:
        return f"{start.year}年{start.month}月"
    if whole:
        return f"{start.year}年{start.month}月至{end.month}月"
    days = f"{start.year}年{start.month}月{start.day}日"
    return days if start == end else f"{days}至{end.year}年{end.month}月{end.day}日"


NAMES = {
    (1, 12): "",
    (1, 6): "上半年",
    (7, 12): "下半年",
    (1, 3): "第一季度",
    (4, 6): "第二季度",
    (7, 9): "第三季度",
    (10, 12): "第四季度",
}


def year_before(day: date, *, last: bool = False) -> date:
    """The same day a year before; with `last`, the last day of a month becomes the last day of that month."""
    length = monthrange(day.year - 1, day.month)[1]
    if last and day.day == monthrange(day.year, day.month)[1]:
        return date(day.year - 1, day.month, length)
    return date(day.year - 1, day.month, min(day.day, length))
