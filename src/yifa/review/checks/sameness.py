"""Sentences that other files given have word for word."""

from __future__ import annotations

import re
from collections.abc import Iterable

from yifa.review.reading import Check, Reading
from yifa.review.values import Document, Finding

_SENTENCE = re.compile(r"[^。；！？\n]{20,}")
SHARE = 0.3


def run(reading: Reading, check: Check) -> Iterable[Finding]:
    """One finding for each file that shares more than three tenths of the long sentences."""
    if not reading.peers:
        return
    own = {_plain(match[0]): match for match in reading.matches(_SENTENCE)}
    for peer in reading.peers:
        shared = [own[sentence] for sentence in _sentences(peer) & own.keys()]
        if len(shared) >= 3 and len(shared) > SHARE * len(own):
            first = min(shared, key=lambda match: match.start())
            message = f"{len(own)} 个长句中有 {len(shared)} 个与“{peer.name}”逐字相同：请核对是否沿用他人或者往年的稿子"
            yield check.at(reading, first.start(), first.end(), message)


def _sentences(document: Document) -> set[str]:
    return {_plain(match[0]) for match in _SENTENCE.finditer(document.text)}


def _plain(text: str) -> str:
    return re.sub(r"[\s\d]", "", text)


CHECK = Check(
    "sameness.peers",
    "与其他文件雷同",
    "question",
    "《党政机关公文处理工作条例》第十九条：从实际出发（条号待核对）",
    ("（与另一份报告三成以上句子相同）", "（写本单位的情况）"),
    run,
)
