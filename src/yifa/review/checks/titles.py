"""Titles of acts that are misspelt: 《信访条列》, 《人民调节法》."""

from __future__ import annotations

import re
from collections.abc import Iterable

from yifa.review.acts import ActIndex, ActLike
from yifa.review.citations import ACT_WORDS, Citation
from yifa.review.reading import Check, Reading
from yifa.review.values import Finding

_PLACE = re.compile(r"^[一-鿿]{1,10}?(?:省|市|区|县|旗|州|街道|镇|乡|街)|工作|方案")


def run(reading: Reading, check: Check) -> Iterable[Finding]:
    """Each title the register does not know, where just one known title is near enough to be meant."""
    if reading.acts is None:
        return
    for one in reading.citations:
        meant = None if reading.acts.knows(one.title) else reading.acts.suggest(one.title)
        if meant is None or _local(one.title, meant):
            if not reading.acts.knows(one.title) and (right := _another_kind(reading.acts, one.title)):
                yield _named(reading, check, one, right)
            continue
        short = next(
            (name for name in (meant.title, *meant.shorts) if abs(len(name) - len(one.title)) <= 1),
            meant.title,
        )
        severity = "" if ACT_WORDS.search(one.title) or len(one.title) < 9 else "medium"
        yield _named(reading, check, one, short, severity)


def _named(reading: Reading, check: Check, one: Citation, right: str, severity: str = "") -> Finding:
    message = f"法律库中没有“{one.title}”，应为《{right}》"
    return check.at(reading, one.start, one.end, message, suggestion=f"《{right}》", severity=severity)


_STATE = "中华人民共和国"
_STATE_ALIKE = re.compile(r"中[一-鿿]{4,7}?国")
_KIND = re.compile(r"(?:(?:实施)?条例|规定|办法|法)+$")


def _stem(title: str) -> str:
    """What a national title is about, without its kind: 《中华人民共和国…》 names one act only. Empty for others."""
    stem = _KIND.sub("", title)
    return stem.removeprefix(_STATE) if title.startswith(_STATE) and stem != title else ""


def _another_kind(acts: ActIndex, title: str) -> str:
    """The national act on the same subject that is of another kind; empty where there is none."""
    stem = _stem(title)
    return _national(acts).get(stem, "") if stem else ""


def _national(acts: ActIndex) -> dict[str, str]:
    """What each national act is about -> its title; acts that share a subject (实施条例) are left out."""
    result: dict[str, str] = {}
    for act in acts.search(_STATE):
        stem = _stem(act.title)
        result[stem] = "" if stem in result else act.title
    return {stem: title for stem, title in result.items() if stem and title}


def _local(title: str, meant: ActLike) -> bool:
    """Whether this is a place's own act beside the national one: 示例区法治政府建设实施纲要."""
    names = (meant.title, *meant.shorts)
    if _STATE_ALIKE.match(title) and not title.startswith(_STATE):
        return False
    if any(name in title or title in name for name in names):
        return True
    return bool(_PLACE.search(title)) and not any(_PLACE.search(name) for name in names)


CHECK = Check(
    "law.title",
    "法规名称有误",
    "high",
    "法律法规名称以公布文本为准",
    ("按照《人民调节法》", "按照《人民调解法》"),
    run,
)
