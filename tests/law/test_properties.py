"""What holds for every limit, on every day, with any suspensions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.law.strategies import BACKWARD, DAYS, FORWARD, forward, suspensions
from yifa import law
from yifa.law import Calendar, Limit
from yifa.law.counting import budget

MANY = settings(max_examples=200, deadline=None)
CALENDAR = law.calendar()


def by_walking(
    limit: Limit, start: date, pauses: list[tuple[date, date]], extension: int, calendar: Calendar
) -> date:
    """The due date found by taking one day after another: slow, and too plain to be wrong."""
    left, day = budget(start, limit.length) + extension, start
    while left:
        day += timedelta(days=1)
        paused = any(first <= day <= last for first, last in pauses)
        left -= not paused and (limit.unit != "working" or calendar.works(day))
    while limit.unit != "working" and limit.counting.roll and not calendar.works(day):
        day += timedelta(days=1)
    return day


@MANY
@given(limit=forward(), start=DAYS, data=st.data())
def test_the_date_is_the_one_found_by_walking_day_by_day(
    limit: Limit, start: date, data: st.DataObject
) -> None:
    pauses = data.draw(suspensions(start))
    extension = data.draw(st.integers(0, 20)) if limit.extension and not limit.extension.most else 0
    found = law.due(limit, start, suspensions=pauses, extension=extension)
    assert found.day == by_walking(limit, start, pauses, extension, CALENDAR)


@MANY
@given(limit=forward(), start=DAYS, later=st.integers(0, 400))
def test_a_later_start_never_ends_earlier(limit: Limit, start: date, later: int) -> None:
    first, second = (law.due(limit, day).day for day in (start, start + timedelta(days=later)))
    assert first is not None
    assert second is not None
    assert first <= second


@MANY
@given(limit=st.sampled_from(BACKWARD), event=DAYS, later=st.integers(0, 400))
def test_a_later_event_never_wants_its_notice_earlier(limit: Limit, event: date, later: int) -> None:
    first, second = (law.due(limit, day).day for day in (event, event + timedelta(days=later)))
    assert first is not None
    assert second is not None
    assert first <= second
    assert first < event


@MANY
@given(limit=forward(), start=DAYS)
def test_a_longer_limit_never_ends_earlier(limit: Limit, start: date) -> None:
    longer = replace(limit, length=replace(limit.length, number=limit.length.number + 1))
    first, second = law.due(limit, start).day, law.due(longer, start).day
    assert first is not None
    assert second is not None
    assert first <= second


@MANY
@given(
    limit=st.sampled_from([one for one in FORWARD if one.unit != "working" and not one.counting.roll]),
    start=DAYS,
    days=st.integers(1, 60),
)
def test_suspending_n_calendar_days_moves_the_date_by_n(limit: Limit, start: date, days: int) -> None:
    first = start + timedelta(days=1)
    plain = law.due(limit, start).day
    paused = law.due(limit, start, suspensions=[(first, first + timedelta(days=days - 1))]).day
    assert plain is not None
    assert paused == plain + timedelta(days=days)


@MANY
@given(
    limit=st.sampled_from([one for one in FORWARD if one.unit == "working"]),
    start=DAYS,
    days=st.integers(1, 60),
)
def test_suspending_working_days_moves_the_date_by_so_many_working_days(
    limit: Limit, start: date, days: int
) -> None:
    last = start + timedelta(days=days)
    lost = CALENDAR.count(start.toordinal() + 1, last.toordinal())
    plain = law.due(limit, start).day
    paused = law.due(limit, start, suspensions=[(start + timedelta(days=1), last)]).day
    assert plain is not None
    assert paused is not None
    assert CALENDAR.count(plain.toordinal() + 1, paused.toordinal()) == lost


@MANY
@given(limit=forward(), start=DAYS, data=st.data())
def test_a_suspension_after_the_end_changes_nothing(limit: Limit, start: date, data: st.DataObject) -> None:
    end = law.due(limit, start).day
    assert end is not None
    first = end + timedelta(days=data.draw(st.integers(1, 30)))
    paused = law.due(limit, start, suspensions=[(first, first + timedelta(days=9))])
    assert paused.day == end
    assert any("不影响届满日期" in text for text in paused.warnings)


@MANY
@given(limit=forward(), start=DAYS, data=st.data())
def test_the_day_strip_counts_what_the_date_counts(limit: Limit, start: date, data: st.DataObject) -> None:
    found = law.due(limit, start, suspensions=data.draw(suspensions(start)))
    strip = found.days
    if strip:
        assert max(mark.number for mark in strip) == budget(start, limit.length)
        assert strip[0].role == "start"
        assert strip[-1].day == found.day
        assert next(mark for mark in strip if mark.role == "last").number == budget(start, limit.length)
    else:
        assert (found.day or start) - start > timedelta(days=400)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_changed_day_moves_exactly_the_clocks_that_counting_all_again_moves(data: st.DataObject) -> None:
    limits = st.sampled_from([one for one in law.limits() if one.dated])
    one = st.tuples(limits, st.dates(date(2026, 5, 1), date(2026, 9, 30)))
    clocks = [
        law.Running(key, limit.code, start)
        for key, (limit, start) in enumerate(data.draw(st.lists(one, max_size=40)))
        if law.limit(limit.code, start).recorded
    ]
    day = data.draw(st.dates(date(2026, 7, 1), date(2026, 12, 31)))
    other = CALENDAR.with_days({day: (not CALENDAR.works(day), "示例通知")})
    brute = [
        clock.key
        for clock in clocks
        if law.due(clock.code, clock.start).due != law.due(clock.code, clock.start, calendar=other).due
    ]
    assert [shift.key for shift in law.affected(clocks, CALENDAR, other) if shift.moved] == brute


@MANY
@given(code=st.sampled_from(law.codes()), day=st.dates(date(2019, 1, 1), date(2028, 11, 30)))
def test_every_limit_has_exactly_one_rule_on_any_day(code: str, day: date) -> None:
    assert len([one for one in law.versions(code) if one.holds_on(day)]) == 1
