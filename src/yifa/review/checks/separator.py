"""Dates such as “3·15” and “6.26” written with different dots in one text."""

from __future__ import annotations

import re
from collections.abc import Iterable

from yifa.review.reading import Check, Reading
from yifa.review.values import Finding

_DAY = re.compile(r"[“\"](1[0-2]|[1-9])([·.．•・‧])([12]\d|3[01]|[1-9])[”\"]?")


def run(reading: Reading, check: Check) -> Iterable[Finding]:
    """One finding at the first date that differs from the others."""
    found = list(reading.matches(_DAY))
    right = [one for one in found if one[2] == "·"]
    wrong = [one for one in found if one[2] != "·"]
    if right and wrong:
        nearest = min(wrong, key=lambda one: min(abs(one.start() - other.start()) for other in right))
        other = min(right, key=lambda one: abs(one.start() - nearest.start()))
        start, end = sorted([nearest.span(), other.span()])[0][0], max(nearest.end(), other.end())
        start = start if end - start < 40 else nearest.start()
        end = end if end - start < 40 else nearest.end()
        yield check.at(reading, start, end, f"日期间隔号“·”与“{nearest[2]}”混用，应统一用“·”")


CHECK = Check(
    "wording.separator",
    "日期间隔号",
    "medium",
    "GB/T 15835—2011；GB/T 15834—2011",
    ("“3·15”“6.26”", "“3·15”“6·26”"),
    run,
)
