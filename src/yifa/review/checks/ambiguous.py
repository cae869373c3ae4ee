"""Short titles that several acts could bear: 《组织法》."""

from __future__ import annotations

import re
from collections.abc import Iterable

from yifa.review.reading import Check, Reading
from yifa.review.values import Finding

_SHORT = re.compile(r"[一-鿿]{1,4}(?:法|条例|规定|办法|规划|纲要)")
_SAID = re.compile(r"以下简称[“\"]?")


def run(reading: Reading, check: Check) -> Iterable[Finding]:
    """The first place of each short title that the register does not know but that ends several of its titles."""
    if reading.acts is None:
        return
    seen: set[str] = set()
    for one in reading.citations:
        if one.title in seen or not _SHORT.fullmatch(one.title) or reading.acts.knows(one.title):
            continue
        seen.add(one.title)
        meant = [act.title for act in reading.acts.search(one.title) if act.title.endswith(one.title)]
        if len(meant) > 1 and not _declared(reading.text, one.title, one.start):
            named = "、".join(f"《{title}》" for title in meant[:3])
            yield check.at(reading, one.start, one.end, f"简称不明确，可能指{named}；首次出现应写全称")


def _declared(text: str, title: str, before: int) -> bool:
    """Whether the text itself said, earlier, what the short title stands for."""
    return any(
        text.startswith(("《" + title, title), found.end()) for found in _SAID.finditer(text, 0, before)
    )


CHECK = Check(
    "law.ambiguous",
    "简称不明确",
    "medium",
    "法律库",
    ("按照《组织法》的规定", "按照《中华人民共和国城市居民委员会组织法》的规定"),
    run,
)
