"""The one function: what it refuses, and the edges it must get right."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest

from yifa import law
from yifa.law import LawError

START = date(2026, 2, 10)


def span(first: int, last: int) -> tuple[date, date]:
    return START + timedelta(days=first), START + timedelta(days=last)


@pytest.mark.parametrize(
    ("code", "spans", "extension", "words"),
    [
        ("PET-05", [span(-3, 2)], 0, "早于起算日"),
        ("PET-05", [span(5, 4)], 0, "止日早于起日"),
        ("PET-05", [span(1, 5), span(5, 9)], 0, "重叠"),
        ("PET-05", [span(8, 9), span(1, 8)], 0, "重叠"),
        ("PEN-11", [span(1, 2)], 0, "不适用中止"),
        ("PET-05", [], 31, "最多可延长30日"),
        ("INF-04", [], 21, "最多可延长20个工作日"),
        ("PEN-15", [], 1, "不得延长"),
        ("PET-05", [], -1, "不能为负数"),
        ("PEN-39", [], 1, "不得延长"),
        ("NOR-02", [], 0, "须由地方规定填写"),
    ],
)
def test_a_wrong_question_is_refused_with_what_and_what_now(
    code: str, spans: list[tuple[date, date]], extension: int, words: str
) -> None:
    with pytest.raises(LawError, match=words) as refused:
        law.due(code, START, suspensions=spans, extension=extension)
    assert refused.value.fix


def test_suspensions_may_come_in_any_order_and_touch() -> None:
    late, early = span(11, 15), span(1, 10)
    together = law.due("PET-05", START, suspensions=[span(1, 15)])
    assert law.due("PET-05", START, suspensions=[late, early]).day == together.day


def test_the_law_of_the_day_named_applies() -> None:
    before = law.due("INF-04", date(2019, 5, 10))
    assert law.due("INF-04", date(2019, 5, 10), on=date(2019, 5, 15)).limit.length.number == 20
    assert before.limit.length.number == 15


def test_a_suspension_on_the_day_of_the_event_takes_nothing_away() -> None:
    assert law.due("PET-05", START, suspensions=[(START, START)]).day == law.due("PET-05", START).day


def test_a_moment_counts_hours_and_a_plain_day_counts_from_its_beginning() -> None:
    beijing = timezone(timedelta(hours=8))
    exact = law.due("PEN-39", datetime(2026, 2, 10, 9, 30, tzinfo=beijing))
    assert exact.moment == datetime(2026, 2, 11, 9, 30, tzinfo=beijing)
    plain = law.due("PEN-39", START)
    assert plain.moment == datetime(2026, 2, 11)
    assert any("没有给出时刻" in text for text in plain.warnings)
    assert not any("没有给出时刻" in text for text in exact.warnings)


def test_hours_stand_still_while_suspended() -> None:
    start = datetime(2026, 2, 10, 12)
    paused = law.due("PEN-39", start, suspensions=[(date(2026, 2, 11), date(2026, 2, 12))])
    assert paused.moment == datetime(2026, 2, 13, 12)
    exact = law.due("PEN-39", start, suspensions=[(datetime(2026, 2, 10, 13), datetime(2026, 2, 10, 15))])
    assert exact.moment == datetime(2026, 2, 11, 14)
    over = law.due("PEN-39", start, suspensions=[(date(2026, 2, 12), date(2026, 2, 13))])
    assert over.moment == datetime(2026, 2, 11, 12)


def test_a_day_limit_takes_the_day_of_a_moment() -> None:
    assert law.due("PET-05", datetime(2026, 2, 10, 23, 59)).day == law.due("PET-05", START).day


def test_a_fixed_date_is_the_next_one_after_the_start() -> None:
    assert law.due("INF-09", date(2026, 1, 30)).day == date(2026, 1, 31)
    assert law.due("INF-09", date(2026, 1, 31)).day == date(2027, 1, 31)
    assert law.due("REP-01", date(2026, 2, 28)).day == date(2027, 2, 28)
    assert law.due("REP-01", date(2027, 3, 1)).day == date(2028, 2, 29)


def test_a_task_of_one_year_keeps_its_date() -> None:
    assert law.due("INS-01", date(2026, 3, 1)).day == date(2025, 6, 30)


def test_a_fixed_date_is_not_moved_by_a_suspension_and_says_so() -> None:
    found = law.due("REP-01", START, suspensions=[span(1, 5)])
    assert found.day == date(2026, 2, 28)
    assert any("不因中止而推后" in text for text in found.warnings)


def test_dates_outside_the_calendar_are_refused() -> None:
    with pytest.raises(LawError, match="日历只覆盖"):
        law.due("REV-11", date(2100, 12, 25), on=START)
    with pytest.raises(LawError, match="日历只覆盖"):
        law.due("REV-14", date(1980, 1, 3), on=START)
    with pytest.raises(LawError, match="日历只覆盖"):
        law.due("REV-01", date(2100, 12, 1), on=START)
    with pytest.raises(LawError, match="日历只覆盖"):
        law.due("REV-11", date(1975, 12, 1), on=START)
    with pytest.raises(LawError, match="超出日历范围"):
        law.due("PI-01", date(9998, 1, 1), on=START)


def test_affected_tells_provisional_dates_that_became_certain() -> None:
    calendar = law.calendar()
    whole = {date(2027, 1, 1) + timedelta(days=n): (True, "示例通知") for n in range(365)}
    sure = calendar.with_days({day: ((day.weekday() < 5), source) for day, (_, source) in whole.items()})
    (shift,) = law.affected([law.Running(7, "INF-04", date(2026, 12, 10))], calendar, sure)
    assert (shift.key, shift.moved) == (7, False)
    assert (shift.before.provisional, shift.after.provisional) == (True, False)


@pytest.mark.parametrize("code", ["INF-04", "LIT-07", "PEN-11"])
def test_a_holiday_on_the_very_last_day_moves_the_clock(code: str) -> None:
    calendar = law.calendar()
    last = law.due(code, date(2026, 7, 15)).day
    assert last is not None
    other = calendar.with_days({last: (False, "示例通知")})
    (shift,) = law.affected([law.Running(1, code, date(2026, 7, 15))], calendar, other)
    assert shift.moved
    assert shift.after.day == law.due(code, date(2026, 7, 15), calendar=other).day


def test_a_rolling_term_is_certain_as_soon_as_its_last_days_are_announced() -> None:
    last = {
        date(2027, 1, 9): (False, "示例通知"),
        date(2027, 1, 10): (False, "示例通知"),
        date(2027, 1, 11): (True, "示例通知"),
    }
    other = law.calendar().with_days(last)
    assert law.due("LIT-07", date(2026, 12, 25)).provisional
    found = law.due("LIT-07", date(2026, 12, 25), calendar=other)
    assert (found.day, found.provisional) == (date(2027, 1, 11), False)


def test_affected_by_nothing_is_nothing() -> None:
    calendar = law.calendar()
    clocks = [law.Running(1, "INF-04", START), law.Running(2, "PEN-04", START)]
    assert law.affected(clocks, calendar, calendar) == []
    far = calendar.with_days({date(2026, 9, 1): (False, "示例通知")})
    assert law.affected(clocks, calendar, far) == []


def test_two_answers_to_the_same_question_are_equal() -> None:
    assert law.due("REV-11", START) == law.due("REV-11", START)
    assert law.due("REV-11", START) != law.due("REV-11", START, suspensions=[span(1, 5)])
