"""The mandatory parts of a yearly report and where they are.

法治政府建设与责任落实督察工作规定 art. 25: measures and results, shortcomings and causes, how the principal leaders
performed the first-responsibility duty, plan for the next year. A subdistrict's own duty comes from local documents.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from yifa.review.outline import Heading
from yifa.review.reading import Reading

BASIS = "《法治政府建设与责任落实督察工作规定》第二十五条（街道按本地通知执行）"
_PARTS = (
    ("measures", "上一年度主要举措和成效", re.compile(r"举措|成效|情况|进展|做法|成绩|亮点|开展|推进|完成")),
    ("shortcomings", "存在的不足和原因", re.compile(r"不足|问题|困难|短板|薄弱|差距")),
    (
        "duty",
        "党政主要负责人履行第一责任人职责情况",
        re.compile(r"第一责任人|主要(?:负责人|负责同志|领导).{0,12}(?:职责|履职)|履职.{0,8}主要负责人"),
    ),
    (
        "plan",
        "下一年度安排",
        re.compile(r"下一步|下一年|下年|下步|明年|今后|计划|打算|安排|思路|方向|规划|重点工作"),
    ),
)


@dataclass(frozen=True, slots=True)
class Part:
    """One mandatory part: where its heading stands, or that it is missing."""

    code: str
    name: str
    found: bool
    start: int = 0
    end: int = 0
    heading: str = ""

    def to_json(self) -> dict[str, Any]:
        """As a plain object."""
        return asdict(self)


def parts(reading: Reading) -> Iterable[Part]:
    """Each mandatory part, found or not; nothing for a text that is no whole report."""
    if not reading.is_report:
        return
    headings = [
        *(s.heading for s in reading.outline.sections),
        *reading.outline.headings,
        *reading.outline.plain,
    ]
    for code, name, words in _PARTS:
        found = _heading(code, words, headings)
        if found:
            yield Part(code, name, True, found.start, found.end, found.title)
        else:
            yield Part(code, name, False)


def _heading(code: str, words: re.Pattern[str], headings: list[Heading]) -> Heading | None:
    for heading in headings:
        if not words.search(heading.title):
            continue
        if code == "measures" and re.search("不足|问题|下一|计划|责任人", heading.title):
            continue
        if code == "plan" and (heading.level > 1 or re.search("成效|上一年", heading.title)):
            continue
        return heading
    return None
