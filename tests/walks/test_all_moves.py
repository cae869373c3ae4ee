"""Every move of the hard procedures is walked by a test in this folder."""

from __future__ import annotations

from pathlib import Path

import pytest

HERE = Path(__file__).parent


@pytest.mark.parametrize(
    ("code", "story"),
    [
        ("mediation", "test_mediation.py"),
        ("petition", "test_petitions.py"),
        ("general_penalty", "test_cases.py"),
        ("disclosure", "test_disclosure.py"),
        ("inspection", "test_inspections.py"),
        ("roster", "test_roster.py"),
        ("tasks", "test_tasks.py"),
    ],
)
def test_every_move_is_walked(code: str, story: str) -> None:
    from yifa.procedures.registry import procedures

    text = (HERE / story).read_text(encoding="utf-8")
    procedure = next(one for one in procedures() if one.code == code)
    missing = [
        move.code
        for move in procedure.moves
        if f'("{move.code}", ' not in text and f'"{move.code}",\n' not in text
    ]
    assert missing == []
