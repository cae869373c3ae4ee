"""When a time limit runs out. `due` is the one function that says so; everything shown is derived from its answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from itertools import pairwise
from typing import NamedTuple

from yifa.law import counting
from yifa.law.calendars import Calendar, between
from yifa.law.calendars import calendar as base_calendar
from yifa.law.errors import LawError
from yifa.law.limit_table import limit as find_limit
from yifa.law.packs import Pack
from yifa.law.values import DayMark, Limit

Suspension = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Due:
    """The end of one limit. `day` is None where the law gives no number; `moment` is set where it counts hours.

    `provisional`: the date leans on days the State Council has not announced yet.
    """

    code: str
    start: date
    day: date | None
    moment: datetime | None
    provisional: bool
    limit: Limit
    suspensions: tuple[Suspension, ...] = ()
    extension: int = 0
    pack: Pack | None = field(default=None, compare=False, repr=False)
    calendar: Calendar | None = field(default=None, compare=False, repr=False)
    # The last counted day before it moved on because it was a day of rest.
    counted: date | None = field(default=None, compare=False, repr=False)

    @property
    def due(self) -> date | datetime | None:
        """The moment where hours are counted, else the day, else None."""
        return self.moment or self.day

    @property
    def basis(self) -> str:
        """The law and article in force on the day it began."""
        return self.limit.basis

    @property
    def explanation(self) -> list[str]:
        """How the date comes about, step by step, in Chinese."""
        from yifa.law.explain import explanation

        return explanation(self)

    @property
    def warnings(self) -> list[str]:
        """What must be checked by a person before the date is relied on."""
        from yifa.law.explain import warnings

        return warnings(self)

    @property
    def days(self) -> list[DayMark]:
        """The day strip from the trigger to the due date; empty for terms longer than a year and a bit."""
        from yifa.law.explain import strip

        return strip(self)


def due(
    code: str | Limit,
    start: date,
    *,
    suspensions: Iterable[Suspension] = (),
    extension: int = 0,
    calendar: Calendar | None = None,
    pack: Pack | None = None,
    on: date | None = None,
) -> Due:
    """When the limit `code` that began on `start` runs out.

    `start` is the day of the trigger (a datetime where hours are counted) and does not count itself. `suspensions`
    are days, first and last included. `extension` is in the limit's own kind of day. `on` names the day whose law
    applies, by default the start. LawError says what is wrong: an unknown code, a suspension before the start or over
    another, an extension past its cap, a local value that is missing, law of that day not recorded.
    """
    day = start.date() if isinstance(start, datetime) else start
    rule = code if isinstance(code, Limit) else find_limit(code, on or day)
    if pack is not None:
        rule = pack.limit(rule, on or day)
    using = calendar or base_calendar()
    pauses = _ordered(suspensions, day, rule) if suspensions else ()
    if extension:
        check_extension(rule, extension)
    unit = rule.length.unit
    if unit == "working" or unit == "day" or unit == "month" or unit == "year":
        return _counted(rule, day, pauses, extension, using, pack)
    if unit == "hour":
        return _hours(rule, start, pauses, extension, using, pack)
    return _fixed(rule, day, pauses, extension, using, pack)


def _counted(
    rule: Limit, day: date, pauses: tuple[Suspension, ...], extension: int, using: Calendar, pack: Pack | None
) -> Due:
    start = day.toordinal()
    working = using if rule.length.unit == "working" else None
    if rule.sense == "before":
        end = last = _back(rule, day, working)
    else:
        total = counting.budget(day, rule.length) + extension
        spans = [(a.toordinal(), b.toordinal()) for a, b in pauses] if pauses else ()
        last = counting.walk(start, total, working, spans) if total else start
        end = using.roll(last) if rule.counting.roll and total else last
    leans = _leans(rule, using, start, last, end)
    counted = date.fromordinal(last)
    ends = counted if end == last else date.fromordinal(end)
    return Due(rule.code, day, ends, None, leans, rule, pauses, extension, pack, using, counted)


def _back(rule: Limit, day: date, working: Calendar | None) -> int:
    """The latest day that still leaves the whole length before an event; the event's day does not count."""
    if rule.length.unit in ("month", "year"):
        return counting.months_on(
            day, -rule.length.number * (12 if rule.length.unit == "year" else 1)
        ).toordinal()
    start = day.toordinal()
    return start - rule.length.number if working is None else working.after(start, -rule.length.number)


def _leans(rule: Limit, using: Calendar, start: int, last: int, end: int) -> bool:
    """Whether unannounced days had a say: all counted days for working days, the last ones where a day may roll."""
    if rule.length.unit == "working":
        return using.leans(start + 1, end) if end > start else using.leans(end, start - 1)
    return rule.counting.roll and rule.sense != "before" and last > start and using.leans(last, end)


def _hours(
    rule: Limit,
    start: date,
    pauses: tuple[Suspension, ...],
    extension: int,
    using: Calendar,
    pack: Pack | None,
) -> Due:
    begin = start if isinstance(start, datetime) else datetime.combine(start, time())
    spans = [tuple(_aware(one, begin) for one in counting.moments(span)) for span in pauses]
    end = counting.hours_on(begin, rule.length.number + extension, [(a, b) for a, b in spans])
    return Due(rule.code, begin, end.date(), end, False, rule, pauses, extension, pack, using, end.date())


def _aware(moment: datetime, like: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=like.tzinfo)


def _fixed(
    rule: Limit, day: date, pauses: tuple[Suspension, ...], extension: int, using: Calendar, pack: Pack | None
) -> Due:
    """Dates the law names, and limits without a number."""
    if not rule.recorded:
        raise _unrecorded(rule, day)
    if rule.length.unit == "local":
        raise LawError(
            f"{rule.code}（{rule.procedure}）的天数须由地方规定填写", fix="请在本地规则包中填写天数及其依据"
        )
    end: date | None = None
    if rule.length.unit == "yearly":
        end = counting.yearly(day, rule.length)
    elif rule.length.unit == "once":
        end = date(rule.length.year, rule.length.month, rule.length.day)
    return Due(rule.code, day, end, None, False, rule, pauses, extension, pack, using, end)


def _unrecorded(rule: Limit, day: date) -> LawError:
    ended = rule.until is None
    when = f"自{rule.since}起不再适用" if ended else f"的规定只收录到{rule.until}之后的版本"
    return LawError(
        f"{rule.code}（{rule.procedure}，{rule.basis}）{when}，{day} 适用的规定没有收录",
        fix="请按当日有效的规定人工计算，或核对起算日",
    )


def check_extension(rule: Limit, days: int) -> None:
    """Refuse an extension the law does not give, or past its cap."""
    if days < 0:
        raise LawError("延长天数不能为负数", fix="请填写正整数")
    allowed = rule.extension
    if allowed is None:
        raise LawError(
            f"{rule.code}（{rule.procedure}）不得延长：{rule.basis} 没有规定可以延长",
            fix="请按原期限办理；另有法律、法规、规章规定可以延长的，请改用相应编号的时限",
        )
    if allowed.most is not None and days > allowed.most:
        raise LawError(
            f"{rule.code}（{rule.procedure}）最多可延长{allowed.most}{_unit(rule)}，不能延长{days}{_unit(rule)}"
            f"（{allowed.basis or rule.basis}）",
            fix=f"请改为不超过{allowed.most}，批准人：{allowed.by}",
        )


def _unit(rule: Limit) -> str:
    return {"working": "个工作日", "hour": "小时"}.get(rule.length.unit, "日")


def _ordered(suspensions: Iterable[Suspension], start: date, rule: Limit) -> tuple[Suspension, ...]:
    """The suspensions in order of time; LawError when one is turned round, before the start, or over another."""
    spans = tuple(sorted(suspensions, key=_bounds))
    if spans and rule.sense == "before":
        raise LawError(f"{rule.code} 从事项日期向前倒数，不适用中止", fix="请删去中止期间")
    for first, last in spans:
        begin, end = _bounds((first, last))
        if end <= begin:
            raise LawError(f"中止期间 {first} 至 {last} 的止日早于起日", fix="请更正中止的起止日期")
        if begin.date() < start:
            raise LawError(f"中止起日 {first} 早于起算日 {start}", fix="请检查起算日或中止起日是否填错")
    for before, after in pairwise(spans):
        if _bounds(after)[0] < _bounds(before)[1]:
            raise LawError(
                f"两段中止期间重叠：{before[0]} 至 {before[1]} 与 {after[0]} 至 {after[1]}",
                fix="请合并或更正中止期间",
            )
    return spans


def _bounds(span: Suspension) -> tuple[datetime, datetime]:
    """When a suspension begins and ends, as moments that can be compared."""
    begin, end = counting.moments(span)
    return begin.replace(tzinfo=None), end.replace(tzinfo=None)


class Running(NamedTuple):
    """A running clock, as `affected` wants it."""

    key: object
    code: str
    start: date
    suspensions: Sequence[Suspension] = ()
    extension: int = 0


class Shift(NamedTuple):
    """A clock whose date moved, or whose date is no longer (or newly) provisional."""

    key: object
    code: str
    before: Due
    after: Due

    @property
    def moved(self) -> bool:
        """Whether the date itself is another."""
        return self.before.due != self.after.due


def affected(
    clocks: Iterable[Running], old: Calendar, new: Calendar, *, pack: Pack | None = None
) -> list[Shift]:
    """The clocks that a change of calendar touches, each with its date before and after.

    A clock is counted again only when a changed day lies inside it: the answer is that of counting all again.
    """
    days = [day.toordinal() for day in old.changed(new)]
    shifts: list[Shift] = []
    if not days:
        return shifts
    for key, code, start, suspensions, extension in clocks:
        before = due(code, start, suspensions=suspensions, extension=extension, calendar=old, pack=pack)
        if not _touched(before, days):
            continue
        after = due(code, start, suspensions=suspensions, extension=extension, calendar=new, pack=pack)
        if before.due != after.due or before.provisional != after.provisional:
            shifts.append(Shift(key, code, before, after))
    return shifts


def _touched(before: Due, days: list[int]) -> bool:
    if before.day is None:
        return False
    here, there = before.start.toordinal(), before.day.toordinal()
    return between(days, min(here, there), max(here, there))
