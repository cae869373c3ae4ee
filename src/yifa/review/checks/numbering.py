"""Headings without a number among numbered ones, numbers that jump or repeat, levels that differ."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from yifa.review.outline import Heading
from yifa.review.reading import Check, Reading
from yifa.review.values import Finding

_PART = re.compile(r"第[一二三四五六七八九十]+(?:部分|章|节)")
_NAMES = {1: "一、", 2: "（一）", 3: "1.", 4: "（1）"}


def run(reading: Reading, check: Check) -> Iterable[Finding]:
    """Everything wrong with the order of headings."""
    yield from _jumps(reading, check)
    if not reading.is_report:
        return
    yield from _lost_first(reading, check)
    yield from _unnumbered(reading, check)
    yield from _levels(reading, check)


def _lost_first(reading: Reading, check: Check) -> Iterable[Finding]:
    tops = [one for one in reading.outline.headings if one.level == 1]
    if tops and tops[0].number == 2:
        lost = reading.outline.lost_first
        start, end = (lost.start, lost.end) if lost else (tops[0].start, tops[0].end)
        yield check.at(reading, start, end, "后文有“二、”，此处缺“一、”")


def _jumps(reading: Reading, check: Check) -> Iterable[Finding]:
    """A number that does not follow the one before it under the same heading. Level 4 is left alone: lists in prose."""
    last: dict[int, Heading] = {}
    for heading in reading.outline.headings:
        before = last.get(heading.level)
        for deeper in [level for level in last if level > heading.level]:
            del last[deeper]
        last[heading.level] = heading
        if before is None or heading.level > 3 or heading.number in (before.number + 1, 1):
            continue
        if not reading.is_report and not _sure(before, heading):
            continue
        word = "重复" if heading.number == before.number else "不连续"
        yield check.at(
            reading,
            heading.start,
            heading.end,
            f"序号{word}：前一个是“{before.marker}”，这里是“{heading.marker}”",
        )


def _sure(before: Heading, heading: Heading) -> bool:
    """An excerpt may begin and end anywhere: only 一、二、四 and 一、二、二 are sure."""
    return heading.level < 3 and before.number == 2 and heading.number in (2, 4)


def _unnumbered(reading: Reading, check: Check) -> Iterable[Finding]:
    """Two or more bare headings in a part while others carry （一）: the first of them is pointed at."""
    numbered_elsewhere = any(one.level == 2 for one in reading.outline.headings)
    for section in reading.outline.sections:
        inside = [one for one in reading.outline.plain if section.heading.end < one.start < section.end]
        parts = [at for at, one in enumerate(inside) if _PART.match(one.title)]
        inside = inside[: parts[0]] if parts else inside  # 第二部分 ends whatever stood before it
        if len(inside) >= 2 and numbered_elsewhere:
            yield check.at(
                reading,
                inside[0].start,
                inside[0].end,
                f"本部分有 {len(inside)} 个小标题没有序号，其他部分用“（一）”",
            )


def _levels(reading: Reading, check: Check) -> Iterable[Finding]:
    """Headings of one level set at different levels of the file: one finding a text."""
    for level in (2, 1):
        for group in _siblings(reading.outline.headings, level):
            depths = [_depth(reading, one) for one in group]
            if 0 in depths or len(set(depths)) < 2:
                continue
            usual = Counter(depths).most_common(1)[0][0]
            odd = [one for one, depth in zip(group, depths, strict=True) if depth != usual][-1]
            yield check.at(
                reading,
                reading.outline.blocks[odd.block].start,
                odd.end,
                f"“{_NAMES[level]}”一级的标题层级不一",
                severity="medium",
            )
            return


def _depth(reading: Reading, heading: Heading) -> int:
    return reading.outline.blocks[heading.block].level


def _siblings(headings: Sequence[Heading], level: int) -> Iterable[list[Heading]]:
    group: list[Heading] = []
    for heading in headings:
        if heading.level < level and group:
            yield group
            group = []
        elif heading.level == level:
            group.append(heading)
    if group:
        yield group


CHECK = Check(
    "structure.numbering",
    "标题序号",
    "high",
    "《党政机关公文格式》GB/T 9704—2012（层次序数：一、（一）1.（1））",
    ("（一）…（三）…", "（一）…（二）…"),
    run,
)
