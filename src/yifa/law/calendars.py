"""The calendar of working days: three states, every day with its source.

Days come from the State Council's yearly notices as the kept library chinesecalendar records them; an office's own
file overrides them. Beyond the last notice a day is *unannounced*: weekends are presumed to rest, and every date
that leans on such a day is provisional.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from itertools import accumulate, compress

from yifa.law.errors import LawError
from yifa.law.values import DayMark, State

FIRST, LAST = date(1980, 1, 1), date(2100, 12, 31)
_BASE = FIRST.toordinal()
_SIZE = LAST.toordinal() - _BASE + 1
# Ordinal 1 is a Monday; the pattern is turned so that it begins on the weekday of FIRST.
_WEEK = b"\1\1\1\1\1\0\0"
_TURN = (_BASE - 1) % 7

HOLIDAYS = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "Mid-autumn Festival": "中秋节",
    "National Day": "国庆节",
    "Anti-Fascist 70th Day": "抗战胜利70周年纪念日",
}
PRESUMED = "放假安排尚未公布，按周末推定"
Announced = bool | tuple[bool, str] | DayMark


class Calendar:
    """Which days are worked. Immutable: `with_days` gives another one."""

    __slots__ = ("_before", "_known", "_named", "_states", "_unknown", "_work", "known_until")

    def __init__(self, states: bytearray, known: bytearray, named: Mapping[int, tuple[str, str]]) -> None:
        self._states, self._known, self._named = states, known, named
        self._before = list(accumulate(states, initial=0))
        self._work = list(compress(range(_BASE, _BASE + _SIZE), states))
        self._unknown = list(accumulate((1 - flag for flag in known), initial=0))
        self.known_until = _known_until(known)

    def state(self, day: date) -> State:
        """work, rest, or unannounced."""
        at = _index(day.toordinal())
        if not self._known[at]:
            return "unannounced"
        return "work" if self._states[at] else "rest"

    def is_known(self, day: date) -> bool:
        """Whether a notice covers the day."""
        return bool(self._known[_index(day.toordinal())])

    def works(self, day: date) -> bool:
        """Whether the day is worked, weekends presumed to rest where no notice covers it."""
        return bool(self._states[_index(day.toordinal())])

    def mark(self, day: date) -> DayMark:
        """The day with its state and source."""
        ordinal = day.toordinal()
        name, source = self._named.get(ordinal, ("", ""))
        if not source:
            source = notice(day.year) if self._known[_index(ordinal)] else PRESUMED
        return DayMark(day, self.state(day), self.works(day), source, name)

    def with_days(self, days: Mapping[date, Announced]) -> Calendar:
        """Another calendar in which these days are as given: works or not, with the source."""
        states, known, named = bytearray(self._states), bytearray(self._known), dict(self._named)
        for day, announced in days.items():
            works, name, source = _announced(announced)
            at = _index(day.toordinal())
            states[at], known[at] = works, 1
            named[day.toordinal()] = (name, source)
        return Calendar(states, known, named)

    def changed(self, other: Calendar) -> list[date]:
        """The days on which two calendars differ, in work or in being announced."""
        pairs = zip(self._states, other._states, self._known, other._known, strict=True)
        return [date.fromordinal(_BASE + at) for at, (a, b, c, d) in enumerate(pairs) if a != b or c != d]

    def count(self, first: int, last: int) -> int:
        """Working days between two ordinals, both included."""
        return self._before[_index(last) + 1] - self._before[_index(first)] if last >= first else 0

    def after(self, start: int, number: int) -> int:
        """The ordinal of the number-th working day after an ordinal; before it when the number is negative."""
        at = start - _BASE
        if not 0 <= at < _SIZE:
            raise _outside()
        place = self._before[at + 1] + number - 1 if number > 0 else self._before[at] + number
        if not 0 <= place < len(self._work):
            raise _outside()
        return self._work[place]

    def roll(self, ordinal: int) -> int:
        """The ordinal itself when it is worked, else the first working day after it."""
        at = ordinal - _BASE
        if not 0 <= at < _SIZE:
            raise _outside()
        return ordinal if self._states[at] else self._work[self._before[at]]

    def leans(self, first: int, last: int) -> bool:
        """Whether any day between two ordinals, both included, is not announced."""
        if last < first:
            return False
        return self._unknown[_index(last) + 1] > self._unknown[_index(first)]


@lru_cache(maxsize=1)
def calendar() -> Calendar:
    """The calendar of the notices known to the library."""
    from chinese_calendar.constants import holidays, workdays

    states = bytearray((_WEEK * (_SIZE // 7 + 2))[_TURN : _TURN + _SIZE])
    named: dict[int, tuple[str, str]] = {}
    for days, works in ((holidays, 0), (workdays, 1)):
        for day, name in days.items():
            states[day.toordinal() - _BASE] = works
            named[day.toordinal()] = (_chinese(name, bool(works)), notice(day.year))
    return Calendar(states, _known_years({day.year for day in holidays}), named)


def notice(year: int) -> str:
    """The title of a year's notice."""
    return f"国务院办公厅关于{year}年部分节假日安排的通知"


def _chinese(name: str, works: bool) -> str:
    return HOLIDAYS.get(str(name), str(name)) + ("调休补班" if works else "")


def _known_years(years: Iterable[int]) -> bytearray:
    known = bytearray(_SIZE)
    for year in years:
        first, last = date(year, 1, 1).toordinal() - _BASE, date(year, 12, 31).toordinal() - _BASE
        known[first : last + 1] = b"\1" * (last - first + 1)
    return known


def _known_until(known: bytearray) -> date:
    """The last day of the first unbroken run of announced days."""
    start = known.find(1)
    end = known.find(0, start)
    return date.fromordinal(_BASE + (end if end >= 0 else _SIZE) - 1)


def _announced(value: Announced) -> tuple[bool, str, str]:
    if isinstance(value, DayMark):
        return value.works, value.name, value.source
    if isinstance(value, tuple):
        return value[0], "", value[1]
    return value, "", "本单位日历"


def _index(ordinal: int) -> int:
    at = ordinal - _BASE
    if not 0 <= at < _SIZE:
        raise _outside()
    return at


def _outside() -> LawError:
    return LawError(f"日历只覆盖{FIRST.year}年至{LAST.year}年", fix="请检查日期的年份是否写错")


def between(days: list[int], first: int, last: int) -> bool:
    """Whether a sorted list of ordinals has one between two, both included."""
    at = bisect_left(days, first)
    return at < len(days) and days[at] <= last
