"""A sentence cut by a line break, as copying from a paged file leaves it."""

from __future__ import annotations

import itertools
from collections.abc import Iterable

from yifa.review.reading import Check, Reading
from yifa.review.values import Block, Finding

_STOPS = "。！？；：!?;:”》）)…"


# Characters no sentence begins with: a line that does goes on from the one before.
_NEVER_FIRST = "了的得地着和与及们吗呢"


def run(reading: Reading, check: Check) -> Iterable[Finding]:
    """Each long line that ends in the middle of a sentence and goes on in the next one."""
    if reading.document.format in ("pdf", "html"):
        return
    blocks = [block for block in reading.body if block.kind == "paragraph"]
    starts = {heading.start for heading in reading.outline.headings} | {
        one.start for one in reading.outline.plain
    }
    wrapped = sum(_cut(reading, one, two, starts) for one, two in itertools.pairwise(blocks))
    if wrapped > max(6, len(blocks) // 3):
        return
    for one, two in itertools.pairwise(blocks):
        if _cut(reading, one, two, starts):
            start, end = max(one.start, one.end - 6), min(two.end, two.start + 6)
            yield check.at(reading, start, end, "句子中间断行，多半是分页复制留下的", suggestion="")


def _cut(reading: Reading, one: Block, two: Block, starts: set[int]) -> bool:
    text = reading.text
    particle = text[two.start] in _NEVER_FIRST and one.end - one.start >= 20
    listing = text[one.end - 1] == "、" and one.end - one.start >= 12
    if (
        (one.end - one.start < 60 and not particle and not listing)
        or two.start in starts
        or text[one.end - 1] in _STOPS
    ):
        return False
    first = text[two.start]
    return (
        "一" <= first <= "鿿"
        and not text[two.start : two.start + 3].startswith(("附件", "抄送"))
        and two.end - two.start > 1
    )


CHECK = Check(
    "wording.broken", "句中断行", "medium", "公文版式要求", ("有计划、\n有重点", "有计划、有重点"), run
)
