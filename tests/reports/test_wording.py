"""Comparison words and roundings: said only when true."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yifa.figures.definitions import figure
from yifa.figures.rules import text as shown
from yifa.figures.values import FigureValue
from yifa.reports.values import Form
from yifa.reports.wording import rounded_above, rounded_below, token


def value(code: str, number: int | str) -> FigureValue:
    amount = Decimal(number)
    return FigureValue(code, amount, figure(code).unit, amount == 0, shown(amount, figure(code)))


@pytest.mark.parametrize(
    ("code", "number", "form", "words"),
    [
        ("outreach.leaflets", 5023, "over", "5000余份"),
        ("outreach.leaflets", 5000, "over", "5000份"),
        ("outreach.events", 23, "over", "20余场"),
        ("outreach.events", 7, "over", "7场"),
        ("outreach.sms", 153000, "over", "15万余条"),
        ("outreach.sms", 150000, "over", "150000条"),
        ("outreach.audience", 5980, "near", "近6000人次"),
        ("outreach.audience", 5100, "near", "5100人次"),
        ("outreach.audience", 6000, "near", "6000人次"),
        ("disputes.amount", 643500, "over", "64万余元"),
        ("disputes.success", "96.5", "over", "96.5%"),
        ("disputes.accepted", 484, "number", "484"),
        ("disputes.accepted", 484, "text", "484件"),
    ],
)
def test_how_a_figure_is_worded(code: str, number: int | str, form: Form, words: str) -> None:
    assert token(value(code, number), form).text == words


def test_a_rounding_stays_asked_for_when_it_is_not_true_yet() -> None:
    told = token(value("outreach.leaflets", 5000), "over")
    assert (told.form, told.text) == ("over", "5000份")


@given(st.integers(1, 10**9))
def test_a_rounding_never_says_more_than_is_true(number: int) -> None:
    amount = Decimal(number)
    below, above = rounded_below(amount), rounded_above(amount)
    assert below is None or 0 < below < amount
    assert above is None or amount < above <= amount / Decimal("0.95")
    assert below is None or below >= amount * Decimal("0.5")
