"""Last year, this year and the growth between them, all in one sentence, that do not fit."""

from __future__ import annotations

import re
from collections.abc import Iterable

from yifa.review.reading import Check, Reading
from yifa.review.values import Figure, Finding

_FROM = re.compile(r"由|从")
_TO = re.compile(
    r"增加到|增加至|增至|上升到|上升至|升至|提高到|提升到|提升至|扩大到|发展到|下降到|下降至|降至|降到|减少到|减少至|减至|缩减至"
)
_YEAR = re.compile(r"(20\d\d)年")


def run(reading: Reading, check: Check) -> Iterable[Finding]:
    """A growth whose two counts stand just once each in its sentence."""
    for sentence in reading.sentences:
        growth = [one for one in sentence if one.scope == "growth" and one.unit == "%"]
        if len(growth) != 1:
            continue
        for last, this in _both(reading.text, sentence, growth[0]):
            if last.unit == this.unit and last.value:
                yield from _judge(reading, check, growth[0], last, this)


def _both(text: str, sentence: list[Figure], growth: Figure) -> Iterable[tuple[Figure, Figure]]:
    """Last year's count and this year's, in one of the ways reports tell them."""
    before = [one for one in sentence if one.end <= growth.start and one.unit != "%"]
    counts = [one for one in sentence if one.unit != "%" and one.parent is None]
    last = [one for one in counts if one.scope == "last_year"]
    this = [one for one in counts if one.scope == "year"]
    if len(last) == len(this) == 1:
        yield last[0], this[0]
    elif len(before) == len(counts) == 2 and _told(text, before[0], before[1]):
        yield before[0], before[1]


def _told(text: str, first: Figure, second: Figure) -> bool:
    """由40人增加到50人; 2023年80件，2024年100件."""
    start, gap = text[max(0, first.start - 16) : first.start], text[first.end : second.start]
    years = [_YEAR.findall(start), _YEAR.findall(gap)]
    follow = bool(years[0] and years[1] and int(years[1][-1]) == int(years[0][-1]) + 1)
    return follow or bool(_FROM.search(start) and _TO.search(gap))


def _judge(reading: Reading, check: Check, growth: Figure, last: Figure, this: Figure) -> Iterable[Finding]:
    if not growth.approx == last.approx == this.approx == "exact":
        return
    real = abs(this.value / last.value - 1) * 100
    decimals = len(growth.text.rstrip("%％").partition(".")[2])
    fell = any(word in reading.text[growth.start - 8 : growth.start] for word in ("降", "少", "减"))
    if abs(real - growth.value) > 10**-decimals:
        message = f"由 {last.text} 到 {this.text}，增减 {real:.{max(decimals, 1)}f}%，与 {growth.text} 不符"
        yield check.at(reading, growth.start, growth.end, message)
    elif fell == (this.value > last.value):
        yield check.at(reading, growth.start, growth.end, f"由 {last.text} 到 {this.text}，增减方向写反")


CHECK = Check(
    "arithmetic.growth",
    "增长率",
    "high",
    "算术关系：同一份报告的数据应当对得上",
    ("去年受理200件，今年受理230件，同比增长25%", "去年受理200件，今年受理230件，同比增长15%"),
    run,
)
