"""Another office's name where this office's should stand, as copying leaves it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from yifa.review.reading import Check, Reading
from yifa.review.values import Finding

_OFFICE = re.compile(
    r"([一-鿿]{2}(?:街道|镇|乡))(?=党工委|办事处|党委|综合执法|司法所|始终|坚持|认真|高度重视|深入|全面|积极)"
)
_PLAIN_WORDS = re.compile(
    r"我街道|本街道|全街道|各街道|该街道|和街道|由街道|在街道|对街道|为街道|将街道|按街道|与街道|以街道|让街道|使街道|是街道|、|年|度|[区市县省](?:街道|镇|乡)$|城镇|乡镇|集镇|村镇|古镇|小城|中心镇|建制镇|社区"
)


def run(reading: Reading, check: Check) -> Iterable[Finding]:
    """A name that stands once or twice as the subject, where another one is this office's."""
    own = _own(reading)
    if not own:
        return
    for match in reading.matches(_OFFICE):
        if match[1] != own and not _PLAIN_WORDS.search(match[1]) and not own.endswith(match[1][-3:]):
            yield check.at(
                reading,
                match.start(1),
                match.end(1),
                f"这是{own}的报告，此处写“{match[1]}”，请核对是否沿用他人稿子",
            )


def _own(reading: Reading) -> str:
    """The name that stands in the title, or by far the most often."""
    names = Counter(match[1] for match in reading.matches(_OFFICE) if not _PLAIN_WORDS.search(match[1]))
    title = re.search(r"([一-鿿]{2}(?:街道|镇|乡))", reading.outline.title)
    if title and names[title[1]] >= 2:
        return title[1]
    ranked = names.most_common(2)
    if ranked and ranked[0][1] >= 4 and (len(ranked) == 1 or ranked[1][1] <= 2):
        return ranked[0][0]
    return ""


CHECK = Check(
    "structure.office",
    "单位名称不符",
    "medium",
    "公文应当核对单位名称",
    ("（甲山街道的报告）乙水街道始终坚持……", "甲山街道始终坚持……"),
    run,
)
