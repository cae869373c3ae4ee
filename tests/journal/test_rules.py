from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from yifa.journal import rules
from yifa.journal.rules import Span

days = st.dates(date(2023, 1, 1), date(2027, 12, 31))


def test_a_year_is_twelve_whole_months():
    assert rules.split(date(2025, 1, 1), date(2025, 12, 31)) == Span(202501, 202512, ())


def test_a_span_leaves_edges():
    assert rules.split(date(2024, 12, 30), date(2025, 2, 3)) == Span(
        202501, 202501, ((date(2024, 12, 30), date(2024, 12, 31)), (date(2025, 2, 1), date(2025, 2, 3)))
    )


def test_a_span_inside_a_month_is_one_edge():
    found = rules.split(date(2025, 2, 2), date(2025, 2, 27))
    assert not found.whole
    assert found.edges == ((date(2025, 2, 2), date(2025, 2, 27)),)


def test_a_span_that_ends_before_it_starts_is_empty():
    found = rules.split(date(2025, 2, 2), date(2025, 2, 1))
    assert not found.whole
    assert found.edges == ()


def test_the_last_month_of_the_calendar_has_an_end():
    assert rules.last_day(999912) == date.max
    assert rules.split(date.min, date.max) == Span(101, 999912, ())


@given(days, days)
def test_whole_months_and_edges_cover_each_day_once(start: date, end: date):
    span = rules.split(start, end)
    covered = [day for low, high in span.edges for day in _days(low, high)]
    for month in rules.months_between(span.first, span.last) if span.whole else []:
        covered += _days(rules.first_day(month), rules.last_day(month))
    assert sorted(covered) == _days(start, end)
    assert all(rules.month_of(low) == rules.month_of(high) for low, high in span.edges)


def _days(low: date, high: date) -> list[date]:
    return [low + timedelta(n) for n in range((high - low).days + 1)]
