"""More disputes settled than handled."""

from __future__ import annotations

from collections.abc import Iterable

from yifa.review.reading import Check, Reading
from yifa.review.values import Figure, Finding

_PAIRS = {
    "dispute_resolved": "dispute_handled",
    "petition_resolved": "petition",
    "mediation_written": "dispute_handled",
}


def run(reading: Reading, check: Check) -> Iterable[Finding]:
    """A result above the number it came from, in one sentence."""
    for sentence in reading.sentences:
        for this in sentence:
            whole = _whole(sentence, this)
            if whole and this.value > whole.value and whole.approx in ("exact", "under"):
                yield check.at(reading, this.start, this.end, f"成功 {this.text}，多于受理 {whole.text}")


def _whole(sentence: list[Figure], this: Figure) -> Figure | None:
    """The nearest handled figure before it that is neither a part nor for another time."""
    kind = _PAIRS.get(this.kind)
    before = [one for one in sentence if one.end <= this.start and one.kind == kind and one.parent is None]
    found = before[-1] if before else None
    return (
        found if found and found.unit == this.unit and found.scope == this.scope and not found.per else None
    )


CHECK = Check(
    "arithmetic.settled",
    "成功数与受理数",
    "high",
    "算术关系：同一份报告的数据应当对得上",
    ("调处纠纷120件，调解成功126件", "调处纠纷126件，调解成功120件"),
    run,
)
