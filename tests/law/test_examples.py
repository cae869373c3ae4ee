"""Due dates worked out by hand from the article and the wall calendar, against what the library says."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from yifa import law
from yifa.law import data

ROWS: list[list[str]] = data.parse((Path(__file__).parent / "examples.yaml").read_text(encoding="utf-8"))


def moment(text: str) -> date:
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def spans(text: str) -> list[tuple[date, date]]:
    pairs = [part.strip().split("..") for part in text.split(";") if part.strip()]
    return [(date.fromisoformat(first), date.fromisoformat(last)) for first, last in pairs]


@pytest.mark.parametrize("row", ROWS, ids=[f"{row[0]} {row[1]} {row[6]}" for row in ROWS])
def test_a_hand_count_and_the_library_agree(row: list[str]) -> None:
    code, start, pauses, extension, expected, article, _ = row
    found = law.due(code, moment(start), suspensions=spans(pauses), extension=int(extension))
    assert found.due == moment(expected.rstrip("~"))
    assert found.provisional == expected.endswith("~")
    assert all(part in found.basis for part in article.split(" "))


def test_there_are_two_hundred_examples_of_forty_kinds() -> None:
    assert len(ROWS) >= 200
    assert len({row[0] for row in ROWS}) >= 40


def test_every_example_is_another_question() -> None:
    questions: list[Any] = [tuple(row[:4]) for row in ROWS]
    assert len(set(questions)) == len(questions)
