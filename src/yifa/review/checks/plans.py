"""Plans named by number whose period has ended: 八五普法 ran from 2021 to 2025."""

from __future__ import annotations

import re
from collections.abc import Iterable

from yifa.review.reading import Check, Reading
from yifa.review.values import Finding

_PLANS = (
    (re.compile(r"[“\"]?七五[”\"]?普法"), 2020, "“七五”普法期为2016年至2020年"),
    (re.compile(r"[“\"]?八五[”\"]?普法"), 2025, "“八五”普法期为2021年至2025年"),
    (re.compile(r"[“\"]十三五[”\"]"), 2020, "“十三五”时期为2016年至2020年"),
    (re.compile(r"[“\"]十四五[”\"]"), 2025, "“十四五”时期为2021年至2025年"),
)
_LOOKING_BACK = re.compile(r"总结|验收|收官|回顾|期间|以来|圆满|成果|末|终期|评估|迈向|衔接|向|到")


def run(reading: Reading, check: Check) -> Iterable[Finding]:
    """The first mention of each ended plan that does not look back."""
    for pattern, last, why in _PLANS:
        if reading.year <= last:
            continue
        for match in reading.matches(pattern):
            around = reading.text[max(0, match.start() - 12) : match.end() + 12]
            if not _LOOKING_BACK.search(around):
                yield check.at(reading, *match.span(), f"{why}，报告年度已经结束")
                break


CHECK = Check(
    "law.plan",
    "规划期已满",
    "medium",
    "中央宣传部、司法部关于开展法治宣传教育的第八个五年规划（2021—2025年）",
    ("（2026年度）深入推进“八五”普法", "（2026年度）深入推进“九五”普法"),
    run,
)
