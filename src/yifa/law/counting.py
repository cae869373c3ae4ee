"""Counting days, as pure functions over ordinals (day numbers). One walk serves the pause and the end.

The day of the event does not count. Suspended days do not count. A month or a year ends on the same day of the
month, or on its last day where there is no such day (民法典 第二百零二条).
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta

from yifa.law.calendars import Calendar
from yifa.law.errors import LawError
from yifa.law.values import Length

Span = tuple[int, int]


def walk(start: int, number: int, working: Calendar | None, pauses: Sequence[Span]) -> int:
    """The day on which the number-th counted day after `start` falls; `working` None counts every day."""
    here, left = start, number
    for first, last in pauses:
        if first > _ahead(here, left, working):
            break
        left -= _between(here + 1, first - 1, working)
        here = max(here, last)
    return _ahead(here, left, working)


def _ahead(here: int, left: int, working: Calendar | None) -> int:
    return here + left if working is None else working.after(here, left)


def _between(first: int, last: int, working: Calendar | None) -> int:
    return max(0, last - first + 1) if working is None else working.count(first, last)


def months_on(start: date, number: int) -> date:
    """The same day so many months later (earlier when negative), or the month's last day."""
    years, month = divmod(start.month - 1 + number, 12)
    year = start.year + years
    if not 1 <= year <= 9998:
        raise LawError("推算出的日期超出日历范围", fix="请检查起算日期")
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def budget(start: date, length: Length) -> int:
    """The days of a length counted from a start, extension not included."""
    if length.unit in ("month", "year"):
        return (months_on(start, length.number * (12 if length.unit == "year" else 1)) - start).days
    return length.number


def yearly(start: date, length: Length) -> date:
    """The first such date of the year after the start; 前 means that the named day itself is too late."""
    ends = (_named(start.year + years, length) for years in range(3))
    return next(end for end in ends if end > start)


def _named(year: int, length: Length) -> date:
    named = date(year, length.month, length.day)
    return named if length.inclusive else named - timedelta(days=1)


def hours_on(start: datetime, hours: int, pauses: Iterable[tuple[datetime, datetime]]) -> datetime:
    """So many hours after a moment, suspended time left out. Hours count from the moment itself."""
    end = start + timedelta(hours=hours)
    for first, last in pauses:
        if first >= end:
            break
        end += max(last - max(first, start), timedelta())
    return end


def moments(span: tuple[date, date]) -> tuple[datetime, datetime]:
    """A span of whole days as moments: from its first day's beginning to its last day's end."""
    first, last = span
    begin = first if isinstance(first, datetime) else datetime.combine(first, time())
    end = last if isinstance(last, datetime) else datetime.combine(last, time()) + timedelta(days=1)
    return begin, end
