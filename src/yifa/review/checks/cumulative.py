"""A figure counted since something began, in a report about one year."""

from __future__ import annotations

import re
from collections.abc import Iterable

from yifa.review.reading import Check, Reading
from yifa.review.values import Figure, Finding

_THIS_YEAR = re.compile(r"今年|本年|全年|年内|当年")
_NEXT = re.compile(r"[^。\d]*[。；]\s?(?:其中，?)?(?:今年|本年|全年|20\d\d年)[^。\d]{2,40}\d")


def run(reading: Reading, check: Check) -> Iterable[Finding]:
    """The first cumulative figure of each sentence."""
    if not (reading.is_report or reading.settings.yearly):
        return
    for sentence in reading.sentences:
        total = next((one for one in sentence if one.scope == "cumulative"), None)
        if total and not _told_apart(reading, total, sentence):
            yield check.at(
                reading,
                total.start,
                total.end,
                f"“{total.text}”是成立以来的累计数，不是本年度的；请写本年度数，累计数另注明",
            )


def _told_apart(reading: Reading, total: Figure, sentence: list[Figure]) -> bool:
    """累计1200名；今年新增96名: both are told, in the sentence itself or at the beginning of the next."""
    last = sentence[-1]
    if found := _NEXT.match(reading.text, last.end, last.end + 60):
        after = next((one for one in reading.figures if one.start >= found.end() - 1), None)
        if after and after.kind == total.kind:
            return True
    own = [one for one in sentence if one.scope == "year"]
    return any(_THIS_YEAR.search(reading.text, max(0, one.start - 16), one.start) for one in own)


CHECK = Check(
    "figures.cumulative",
    "累计口径",
    "medium",
    "年度报告只报告上一年度情况：《法治政府建设与责任落实督察工作规定》第二十五条",
    ("平台成立至今共接待咨询525人次", "全年接待咨询120人次（平台成立以来累计525人次）"),
    run,
)
