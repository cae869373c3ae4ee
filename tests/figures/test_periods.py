from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yifa.figures import periods
from yifa.figures.periods import Period, period
from yifa.foundation.errors import Invalid


@pytest.mark.parametrize(
    ("text", "start", "end", "label"),
    [
        ("2025", "2025-01-01", "2025-12-31", "2025年"),
        ("2025H1", "2025-01-01", "2025-06-30", "2025年上半年"),
        ("2025h2", "2025-07-01", "2025-12-31", "2025年下半年"),
        ("2025Q1", "2025-01-01", "2025-03-31", "2025年第一季度"),
        ("2025q4", "2025-10-01", "2025-12-31", "2025年第四季度"),
        ("2024-02", "2024-02-01", "2024-02-29", "2024年2月"),
        ("2025-3", "2025-03-01", "2025-03-31", "2025年3月"),
        ("2025-03-05", "2025-03-05", "2025-03-05", "2025年3月5日"),
        (" 2025-01..2025-05 ", "2025-01-01", "2025-05-31", "2025年1月至5月"),
        ("2024..2025", "2024-01-01", "2025-12-31", "2024年1月1日至2025年12月31日"),
        ("2025-03-05..2025-04-10", "2025-03-05", "2025-04-10", "2025年3月5日至2025年4月10日"),
    ],
)
def test_a_period_is_read_as_written(text: str, start: str, end: str, label: str):
    assert period(text) == Period(date.fromisoformat(start), date.fromisoformat(end), label)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "今年",
        "25",
        "2025Q5",
        "2025H3",
        "2025-13",
        "2025-00",
        "2025-02-30",
        "2025..",
        "..2025",
        "1900",
        "99999",
    ],
)
def test_what_is_no_period_is_told_with_examples(text: str):
    with pytest.raises(Invalid, match=r"无法识别。请写年（2025）"):
        period(text)


def test_a_period_does_not_end_before_it_starts():
    with pytest.raises(Invalid, match="截止日早于起始日，请对调"):
        period("2025-03..2025-01")


@pytest.mark.parametrize(
    ("text", "before"),
    [
        ("2025", "2024"),
        ("2025Q1", "2024Q1"),
        ("2024-02", "2023-02"),
        ("2025-02", "2024-02"),
        ("2025-03-05", "2024-03-05"),
    ],
)
def test_last_year_is_the_same_period(text: str, before: str):
    assert period(text).last_year() == period(before)


def test_last_year_of_a_leap_day_exists():
    assert periods.spanning(date(2024, 2, 29), date(2024, 3, 10)).last_year().start == date(2023, 2, 28)


def test_a_start_keeps_its_day():
    assert periods.spanning(date(2025, 2, 28), date(2025, 3, 31)).last_year().start == date(2024, 2, 28)


def test_months_and_years():
    assert periods.month(2025, 2) == period("2025-02")
    assert periods.year(2025) == period("2025")


@given(st.dates(date(1950, 1, 1), date(2199, 12, 31)), st.integers(0, 800))
def test_last_year_never_turns_round(start: date, length: int):
    end = date.fromordinal(start.toordinal() + length)
    before = periods.spanning(start, end).last_year()
    assert before.start <= before.end < end
