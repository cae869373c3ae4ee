"""One thing counted in two measure words: 制作政府信息44条、主动公开信息44份."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from yifa.review.reading import Check, Reading
from yifa.review.values import Finding

_ALIKE = frozenset("条份件篇起宗例")


def run(reading: Reading, check: Check) -> Iterable[Finding]:
    """Neighbours of one kind and value, told in different measure words."""
    for sentence in reading.sentences:
        for one, two in pairwise(sentence):
            same = one.kind == two.kind and one.value == two.value and two.start - one.end < 24
            if same and one.unit != two.unit and {one.unit, two.unit} <= _ALIKE:
                yield check.at(reading, one.start, two.end, f"同类数据量词不一：{one.text}、{two.text}")


CHECK = Check(
    "arithmetic.units",
    "量词不一",
    "low",
    "公文用语前后一致",
    ("制作政府信息44条、公开信息44份", "制作政府信息44条、公开信息44条"),
    run,
)
