"""Small matters of headings: half-width brackets, a heading left as the form had it, no addressee."""

from __future__ import annotations

import re
from collections.abc import Iterable

from yifa.review.parts import parts
from yifa.review.reading import Check, Reading
from yifa.review.values import Finding

_FORM = re.compile(r"上一年度|下一年度|××|XX年|\*{2,}年")


def run(reading: Reading, check: Check) -> Iterable[Finding]:
    """Hints only: each may be an office's habit."""
    if not reading.is_report:
        return
    yield from _brackets(reading, check)
    for heading in reading.outline.headings:
        if heading.level == 1 and (found := _FORM.search(heading.title)):
            message = f"标题沿用模板的“{found[0]}”，应写明年份"
            yield check.at(reading, heading.start, heading.end, message)
            break
    yield from _order(reading, check)
    if reading.outline.addressee() is None and reading.document.format in ("docx", "pdf"):
        yield check.at(reading, 0, 0, "没有主送机关；报送上级的报告应当写明，公开稿可以不写")


def _order(reading: Reading, check: Check) -> Iterable[Finding]:
    """Plans before shortcomings."""
    found = {part.code: part for part in parts(reading) if part.found}
    plan, faults = found.get("plan"), found.get("shortcomings")
    if plan and faults and plan.start < faults.start:
        yield check.at(
            reading, plan.start, plan.end, "下一年度安排写在不足之前，通常先写不足和原因，再写安排"
        )


def _brackets(reading: Reading, check: Check) -> Iterable[Finding]:
    """（一） in some headings and (一) in others."""
    marks = [one for one in reading.outline.headings if one.level == 2]
    half = [one for one in marks if one.marker[0] == "("]
    if half and len(half) < len(marks):
        yield check.at(reading, half[0].start, half[0].end, "序号用半角括号，其他标题用全角")


CHECK = Check(
    "structure.headings",
    "标题细节",
    "low",
    "《党政机关公文格式》GB/T 9704—2012",
    ("(一)强化学习……（二）依法行政", "（一）强化学习……（二）依法行政"),
    run,
)
