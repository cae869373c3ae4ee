"""The labelled passages: both halves, the one rules were written by and the one held back."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.review_score import TODAY, Score, cases, score
from yifa import law
from yifa.review import check, read

CORPUS = Path(__file__).parents[1] / "corpus"


@pytest.fixture(scope="module", params=["open", "held", "second", "third", "fourth", "fifth"])
def result(request: pytest.FixtureRequest) -> Score:
    return score(cases(CORPUS / request.param))


def test_there_are_enough_passages() -> None:
    counts = {
        half: len(cases(CORPUS / half)) for half in ("open", "held", "second", "third", "fourth", "fifth")
    }
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


@pytest.mark.parametrize("path", sorted((CORPUS / "whole").glob("*.txt")), ids=lambda path: path.stem)
def test_a_whole_report_without_faults_is_left_alone(path: Path) -> None:
    found = check(read(path), acts=law.register(), today=TODAY)
    assert [(one.check, one.text) for one in found] == []


def test_a_whole_report_that_lost_a_part_is_not_left_alone() -> None:
    text = (CORPUS / "whole" / "1-district-form.txt").read_text(encoding="utf-8")
    text = text.replace("二、党政主要负责人履行推进法治建设第一责任人职责情况\n", "二、有关情况\n")
    found = {one.check for one in check(read(text.encode(), "report.txt"), acts=law.register(), today=TODAY)}
    assert found == {"structure.parts"}


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
