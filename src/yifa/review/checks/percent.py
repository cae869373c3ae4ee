"""A share above 100 %: only growth may be."""

from __future__ import annotations

import re
from collections.abc import Iterable

from yifa.review.reading import Check, Reading
from yifa.review.values import Finding

_SHARE = re.compile(
    r"(?:率|占比|占|比例|满意度)(?:为|达|达到|均|均为|均达|约|约为|约占)*[^，。；一-鿿]{0,3}$"
)
_GROWTH = re.compile(r"增长|上升|提高|增幅|完成|增加|超额|同比|进度")


def run(reading: Reading, check: Check) -> Iterable[Finding]:
    """Each percentage over 100 straight after a word for a share."""
    for figure in reading.figures:
        if figure.unit != "%" or figure.value <= 100:
            continue
        before = reading.text[max(0, figure.start - 14) : figure.start]
        if _SHARE.search(before) and not _GROWTH.search(before):
            yield check.at(reading, figure.start, figure.end, f"比率 {figure.text} 超过100%")


CHECK = Check(
    "arithmetic.percent",
    "比率超过100%",
    "high",
    "算术关系：同一份报告的数据应当对得上",
    ("参训率达102%", "参训率达100%"),
    run,
)
