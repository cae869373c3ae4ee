"""Verbs that collide: 制定《要点》研究制定…, 参加…制度, 进一步…进一步 in one clause."""

from __future__ import annotations

import re
from collections.abc import Iterable

from yifa.review.reading import Check, Reading
from yifa.review.values import Finding

_MAKE = r"(?:研究制定|制定|印发|出台|修订|起草|编制|建立|下发)"
_TWO = re.compile(rf"{_MAKE}(?:了)?《[^》\n]{{2,60}}》{_MAKE}")
_JOIN_SYSTEM = re.compile(
    r"参加(?:了)?(?![^，。；：]{0,30}(?:执行|落实|完善|学习|建立))[^，。；：、\n的]{2,24}[^，。；：、\n]{0,8}(?:考试|培训|会议|活动|讲座|竞赛)制度(?=[，。；、])"
)
# 用法 is no thing to be pushed on: 推进基层治理用法; 学法用法, 守法用法 are.
_USAGE = re.compile(
    r"(?:推进|推动|加强|深化|提升|促进)(?![^，。；、,;]{0,12}[学守尊遇靠]法)[一-鿿]{2,8}(?<![学守尊靠法题])用法(?=[，。；,;])"
)
_RULES = (
    (_USAGE, "语义不通：“用法”前缺词，或者应为“依法……”"),
    (_TWO, "书名号后又接动词，中间缺标点，或者动词重复"),
    (_JOIN_SYSTEM, "“参加……制度”搭配不当，“制度”多余"),
)


def run(reading: Reading, check: Check) -> Iterable[Finding]:
    """Each collision."""
    for pattern, message in _RULES:
        for match in reading.matches(pattern):
            yield check.at(reading, *match.span(), message)


CHECK = Check(
    "wording.verbs",
    "动宾搭配",
    "medium",
    "《现代汉语词典》；公文用语规范",
    ("制定《工作要点》研究制定学法计划", "制定《工作要点》，研究学法计划"),
    run,
)
