"""The security papers name files and tests that exist, and every requirement once."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# Requirements of ASVS 5.0.0 at levels 1 and 2 in each chapter.
CHAPTERS = {
    1: 27,
    2: 11,
    3: 19,
    4: 10,
    5: 9,
    6: 35,
    7: 18,
    8: 7,
    9: 7,
    10: 29,
    11: 14,
    12: 9,
    13: 13,
    14: 9,
    15: 13,
    16: 16,
    17: 7,
}


@pytest.mark.parametrize("paper", ["threat-model", "asvs"])
def test_named_files_exist(paper: str) -> None:
    text = (ROOT / "docs" / f"{paper}.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:src|tests|tools|docs)/[\w./-]+)`", text))
    assert len(named) > 10
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []
    decisions = {path.name[:4] for path in (ROOT / "docs" / "decisions").glob("*.md")}
    assert set(re.findall(r"decisions? (\d{4})", text)) <= decisions


def test_every_requirement_stands_once_with_a_state() -> None:
    text = (ROOT / "docs" / "asvs.md").read_text(encoding="utf-8")
    rows = re.findall(
        r"^\| (\d+)\.(\d+)\.(\d+) \| [12] \| .+ \| (met|partly|not|n\.a\.) \| (.+) \|$", text, re.M
    )
    numbers = [row[:3] for row in rows]
    assert len(numbers) == len(set(numbers))
    assert {chapter: sum(int(row[0]) == chapter for row in rows) for chapter in CHAPTERS} == CHAPTERS
    for *number, state, where in rows:
        assert where.strip(), (number, state)


def test_every_threat_has_a_test_or_says_none() -> None:
    text = (ROOT / "docs" / "threat-model.md").read_text(encoding="utf-8")
    rows = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| ")]
    threats = [row for row in rows if row[0] not in ("threat", "---")]
    assert len(threats) > 35
    for row in threats:
        assert len(row) == 4, row
        assert "`tests/" in row[3] or row[3] == "none", row
