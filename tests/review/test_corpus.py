"""The labelled passages: both halves, the one rules were written by and the one held back."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.review_score import Score, cases, score

CORPUS = Path(__file__).parents[1] / "corpus"


@pytest.fixture(scope="module", params=["open", "held", "second", "third"])
def result(request: pytest.FixtureRequest) -> Score:
    return score(cases(CORPUS / request.param))


def test_there_are_enough_passages() -> None:
    counts = {half: len(cases(CORPUS / half)) for half in ("open", "held", "second", "third")}
    assert sum(counts.values()) >= 60
    assert min(counts.values()) >= 30


def test_figures_are_found_with_value_unit_and_place(result: Score) -> None:
    assert result.precision >= 0.98, result.misses
    assert result.recall >= 0.98, result.misses


def test_kinds_and_approximation(result: Score) -> None:
    assert result.kind_accuracy >= 0.90, result.misses
    assert result.approx_accuracy >= 0.97, result.misses


def test_faults_are_found_without_false_alarms(result: Score) -> None:
    assert result.caught("high") >= 0.95, result.misses
    assert result.alarms <= result.texts // 20, result.misses


def test_the_score_itself_notices_what_is_wrong() -> None:
    from tools.review_score import passage

    row = {
        "id": "x",
        "text": "调解纠纷{13件|12 件 = meeting}，培训9人。",
        "findings": [{"check": "wording.repeat", "text": "调解"}],
    }
    result = score([passage(row)])
    assert (result.figures, result.found, result.right) == (1, 2, 0)
    assert result.caught("high") == 0
    assert result.caught("medium") == 1
    row["text"] = "调解纠纷{12件|12 件 > meeting}。"
    result = score([passage(row)])
    assert (result.kind, result.approx) == (0, 0)
    assert result.kind_accuracy == result.approx_accuracy == 0
    assert len(result.misses) == 3
