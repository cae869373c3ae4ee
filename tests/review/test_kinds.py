"""The kinds of figure and the office's own figures name each other."""

from __future__ import annotations

import re

import pytest

from yifa.figures import definitions
from yifa.review.kinds import kinds
from yifa.review.tables import table

OWN = {figure.code: figure for figure in definitions.figures()}


@pytest.mark.parametrize("kind", [one for one in kinds().values() if one.code], ids=lambda one: one.kind)
def test_a_kind_names_a_figure_that_names_it_or_counts_the_same(kind) -> None:
    figure = OWN[kind.code]
    assert kind.kind in figure.review or kind.kind == "study_hours"


def test_every_kind_that_a_figure_stands_for_is_known() -> None:
    assert {kind for figure in OWN.values() for kind in figure.review} <= kinds().keys()


def test_rows_are_whole() -> None:
    units = {row["unit"] for row in table("units")} | {row.get("same") for row in table("units")}
    for row in table("kinds"):
        assert row["name"]
        assert row["units"]
        assert row["cues"]
        assert {str(unit) for unit in row["units"]} <= units, row["kind"]
        for pattern in row.get("phrases", {}):
            re.compile(pattern)
