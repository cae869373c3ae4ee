"""The table of published numbers says what the facts say, and no number waits for a figure that is already there."""

from __future__ import annotations

import pytest

from tests.acceptance.facts import offices
from tools import coverage


def test_the_table_is_up_to_date() -> None:
    assert coverage.TABLE.read_text("utf-8") == coverage.table(), "python -m tools.coverage"


@pytest.mark.parametrize("code", offices())
def test_every_number_that_has_a_figure_equals_it(code: str) -> None:
    office = offices()[code]
    told = {row["what"]: coverage.state(office, row) for row in office["published"] if "figure" in row}
    assert set(told.values()) <= {"一致", "约数成立"}, told


@pytest.mark.parametrize("code", offices())
def test_every_figure_of_the_replay_is_a_published_number_or_its_total(code: str) -> None:
    """What is replayed but was not published: totals that the published numbers are parts of, and their like."""
    office = offices()[code]
    published = {row["figure"] for row in office["published"] if "figure" in row}
    own = {
        "D": {"disputes.success"}, "L": {"disputes.settled", "petitions.resolved", "outreach.leaflets"},
        "C": {"petitions.old_taken"}, "X": {"receptions.closed"},
    }  # fmt: skip
    assert set(office["figures"]) - published == own.get(code, set())


@pytest.mark.parametrize(("said", "kept", "over", "state"), [
    (20, 20, False, "一致"), (20, 21, False, "不一致"), (20, 21, True, "约数成立"), (20, 19, True, "不一致"),
    (20, 23, True, "不一致"),
])  # fmt: skip
def test_an_approximation_holds_only_when_true(said: int, kept: int, over: bool, state: str) -> None:
    office = {"figures": {"x": kept}}
    assert coverage.state(office, {"value": said, "figure": "x", "over": over}) == state
    assert coverage.state(office, {"value": said, "waits": "会议台账"}) == "等待：会议台账"
