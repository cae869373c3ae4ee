"""One figure told in two places with two values."""

from __future__ import annotations

import re
from collections.abc import Iterable

from yifa.review.reading import Check, Reading
from yifa.review.values import Figure, Finding

_WORDS = re.compile(r"[一-鿿]+")


def run(reading: Reading, check: Check) -> Iterable[Finding]:
    """Figures of one kind and unit after the same eight characters, in different sentences, with different values."""
    seen: dict[tuple[str, str, str, str], Figure] = {}
    for figure in reading.figures:
        if figure.parent is not None or figure.per or figure.unit == "%":
            continue
        words = "".join(_WORDS.findall(reading.text, max(0, figure.start - 20), figure.start))[-8:]
        if len(words) < 8:
            continue
        key = (figure.kind, figure.unit, figure.scope, words)
        first = seen.setdefault(key, figure)
        if first.value != figure.value and re.search(r"[。\n]", reading.text[first.end : figure.start]):
            yield check.at(
                reading, figure.start, figure.end, f"前文同一事项写 {first.text}，此处写 {figure.text}"
            )


CHECK = Check(
    "arithmetic.twice",
    "前后数据不一",
    "medium",
    "算术关系：同一份报告的数据应当对得上",
    (
        "全年共开展法治宣传活动20场。\n……全年共开展法治宣传活动25场。",
        "全年共开展法治宣传活动25场。\n……全年共开展法治宣传活动25场。",
    ),
    run,
)
