"""More disputes settled, cases closed or hazards mended than there were."""

from __future__ import annotations

from collections.abc import Iterable

from yifa.review.reading import Check, Reading
from yifa.review.steps import pairs
from yifa.review.values import Finding


def run(reading: Reading, check: Check) -> Iterable[Finding]:
    """A result above the number it came from, in one sentence."""
    for pair in pairs(reading):
        if pair.done.parent is not None:  # a part above its whole is told by arithmetic.parts
            continue
        if pair.done.value > pair.came.value and pair.came.approx in ("exact", "under"):
            message = f"办成 {pair.done.text}，多于前面的 {pair.came.text}"
            yield check.at(reading, pair.done.start, pair.done.end, message)


CHECK = Check(
    "arithmetic.settled",
    "成功数与受理数",
    "high",
    "算术关系：同一份报告的数据应当对得上",
    ("调处纠纷120件，调解成功126件", "调处纠纷126件，调解成功120件"),
    run,
)
