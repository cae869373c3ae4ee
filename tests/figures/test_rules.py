from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yifa.figures import rules
from yifa.figures.definitions import figure
from yifa.figures.values import FigureValue

SUCCESS = figure("disputes.success")


def success(settled: int, unsettled: int) -> FigureValue:
    sums = {("disputes.settled", "oral"): settled, ("disputes.unsettled", ""): unsettled}
    return rules.evaluate(SUCCESS, rules.with_totals(sums))


@pytest.mark.parametrize(
    ("settled", "unsettled", "text"),
    [(467, 17, "96.5%"), (811, 0, "100%"), (1, 2, "33.3%"), (2, 1, "66.7%"), (1, 15, "6.3%"), (0, 5, "0%")],
)
def test_a_rate_is_rounded_half_up_and_shows_both_parts(settled: int, unsettled: int, text: str):
    found = success(settled, unsettled)
    assert (found.text, found.parts, found.empty) == (text, f"{settled}/{settled + unsettled}", False)


def test_a_rate_of_nothing_is_empty():
    found = success(0, 0)
    assert (found.value, found.text, found.parts, found.empty) == (0, "", "0/0", True)


def test_a_sum_of_nothing_is_empty():
    found = rules.evaluate(figure("outreach.sms"), {})
    assert (found.value, found.text, found.parts, found.empty) == (0, "0条", "", True)


@pytest.mark.parametrize(
    ("fen", "text"),
    [
        (300_00, "300元"),
        (0, "0元"),
        (1234_50, "1234.5元"),
        (9999_99, "9999.99元"),
        (10_000_00, "1万元"),
        (21_000_00, "2.1万元"),
        (643_500_00, "64.35万元"),
        (643_512_00, "643512元"),
        (120_000_000_00, "12000万元"),
        (10_000_01, "10000.01元"),
    ],
)
def test_money_is_shown_in_wan_only_where_nothing_is_lost(fen: int, text: str):
    assert rules.evaluate(figure("disputes.amount"), {("disputes.amount", ""): fen}).text == text


def test_tenths_of_an_hour():
    assert rules.evaluate(figure("study.hours"), {("study.hours", ""): 25}).text == "2.5课时"


def test_an_average_has_its_unit():
    sums = {("study.attendance", ""): 1050, ("study.sessions", ""): 28}
    found = rules.evaluate(figure("study.attendance.average"), sums)
    assert (found.text, found.parts) == ("37.5人次/场", "1050/28")


@pytest.mark.parametrize(
    ("now", "before", "text"),
    [
        (112, 100, "增长12%"),
        (97, 100, "下降3%"),
        (100, 100, "持平"),
        (0, 8, "下降100%"),
        (811, 750, "增长8.1%"),
    ],
)
def test_growth_is_said_in_words(now: int, before: int, text: str):
    found = growth(now, before)
    assert (found.text, found.parts, found.empty) == (text, f"{now}/{before}", False)


def test_there_is_no_growth_from_nothing():
    assert (growth(5, 0).empty, growth(5, 0).text) == (True, "")


def growth(now: int, before: int) -> FigureValue:
    base = figure("outreach.events")
    values = [rules.evaluate(base, {("outreach.events", ""): count}) for count in (now, before)]
    return rules.change(figure("outreach.events.change"), *values)


def test_a_term_may_take_off():
    others = replace(figure("penalties.simple"), of=("penalties.simple", "-penalties.simple/fine"))
    sums = rules.with_totals({("penalties.simple", "warning"): 26, ("penalties.simple", "fine"): 2})
    assert rules.evaluate(others, sums).value == 26


def test_totals_stand_beside_details():
    sums = {
        ("disputes.settled", "oral"): 430,
        ("disputes.settled", "written"): 54,
        ("disputes.unsettled", ""): 3,
    }
    assert rules.with_totals(sums) == sums | {("disputes.settled", ""): 484}


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_a_rate_lies_within_half_a_digit_of_the_truth(settled: int, unsettled: int):
    found = success(settled, unsettled)
    if not found.empty:
        exact = Decimal(settled) * 100 / (settled + unsettled)
        assert abs(found.value - exact) <= Decimal("0.05")
        assert found.value == found.value.quantize(Decimal("0.1"))
