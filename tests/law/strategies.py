"""What the properties are tried on: dated limits, days, suspensions in order and without overlap."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st

from yifa import law
from yifa.law import Limit

DAYS = st.dates(date(2019, 1, 1), date(2026, 9, 30))
COUNTED = ("working", "day", "month", "year")
FORWARD: list[Limit] = [
    one for one in law.limits() if one.unit in COUNTED and one.sense != "before" and one.length.number
]
BACKWARD: list[Limit] = [one for one in law.limits() if one.sense == "before"]


def forward() -> st.SearchStrategy[Limit]:
    return st.sampled_from(FORWARD)


def suspensions(start: date) -> st.SearchStrategy[list[tuple[date, date]]]:
    """Up to three spans after the start, in order: each begins some days after the last one ended."""
    gaps = st.tuples(st.integers(0, 40), st.integers(0, 40))
    return st.lists(gaps, max_size=3).map(lambda pairs: _spans(start, pairs))


def _spans(start: date, pairs: list[tuple[int, int]]) -> list[tuple[date, date]]:
    spans: list[tuple[date, date]] = []
    here = start
    for gap, length in pairs:
        first = here + timedelta(days=gap + bool(spans))
        here = first + timedelta(days=length)
        spans.append((first, here))
    return spans
