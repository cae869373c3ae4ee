"""People, cases and papers that are counted in fractions: 1.2人次, where 万 was left out."""

from __future__ import annotations

from collections.abc import Iterable

from yifa.review.reading import Check, Reading
from yifa.review.values import Figure, Finding

_COUNTED = frozenset(
    ["人", "人次", "名", "位", "件", "起", "份", "次", "场", "场次", "户", "家", "册", "本", "条", "个", "宗"]
)
_MEAN = ("均", "平均", "率")


def run(reading: Reading, check: Check) -> Iterable[Finding]:
    """Each such count that is no mean."""
    for figure in reading.figures:
        if figure.unit in _COUNTED and figure.value != int(figure.value) and not _mean(reading.text, figure):
            message = f"“{figure.text}”不是整数，多半漏写了“万”或者“千”"
            yield check.at(reading, figure.start, figure.end, message)


def _mean(text: str, figure: Figure) -> bool:
    before = text[max(0, figure.start - 14) : figure.start].rpartition("，")[2]
    return (
        bool(figure.per)
        or any(word in before for word in _MEAN)
        or text[figure.end : figure.end + 1] in "/／"
    )


CHECK = Check(
    "arithmetic.whole",
    "整数写成小数",
    "medium",
    "算术关系：计数应为整数",
    ("受众达1.2人次", "受众达1.2万人次"),
    run,
)
