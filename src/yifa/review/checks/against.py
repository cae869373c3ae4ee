"""The text's figures that the office's own ledgers contradict."""

from __future__ import annotations

from collections.abc import Iterable

from yifa.review.comparison import compared
from yifa.review.numerals import shown
from yifa.review.reading import Check, Reading
from yifa.review.values import Finding


def run(reading: Reading, check: Check) -> Iterable[Finding]:
    """Each figure that differs from the ledger's value."""
    for row in compared(reading):
        if row.verdict == "different" and reading.ledger is not None and row.kept is not None:
            message = f"文中 {row.text}，{reading.ledger.name} 台账为 {shown(row.kept)}（{row.code}）"
            yield check.at(reading, row.start, row.end, message)


CHECK = Check(
    "ledger.differs",
    "与台账不一致",
    "high",
    "本单位台账",
    ("开展普法活动120场（台账118场）", "开展普法活动118场"),
    run,
)
