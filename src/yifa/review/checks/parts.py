"""Mandatory parts of the yearly report that are missing, and shortcomings without their causes."""

from __future__ import annotations

import re
from collections.abc import Iterable

from yifa.review.parts import BASIS, parts
from yifa.review.reading import Check, Reading
from yifa.review.values import Finding

_CAUSE = re.compile(r"原因|由于|因为|源于|根源|归因|究其|缘于|所致|导致这")


def run(reading: Reading, check: Check) -> Iterable[Finding]:
    """Each part that has no heading; a part on shortcomings in which no cause is named."""
    for part in parts(reading):
        if not part.found:
            yield check.at(reading, 0, 0, f"缺“{part.name}”部分")
        elif part.code == "shortcomings" and not _names_cause(reading, part.start):
            yield check.at(reading, part.start, part.end, "不足部分只列问题，没有写原因", severity="medium")


def _names_cause(reading: Reading, start: int) -> bool:
    section = next((one for one in reading.outline.sections if one.start <= start < one.end), None)
    return bool(_CAUSE.search(reading.text, start, section.end if section else len(reading.text)))


CHECK = Check(
    "structure.parts",
    "必备部分",
    "high",
    BASIS,
    ("（全文没有第一责任人履职部分）", "二、党政主要负责人履行推进法治建设第一责任人职责情况"),
    run,
)
