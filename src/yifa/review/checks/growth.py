"""Last year, this year and the growth between them, all in one sentence, that do not fit."""

from __future__ import annotations

from collections.abc import Iterable

from yifa.review.reading import Check, Reading
from yifa.review.values import Figure, Finding


def run(reading: Reading, check: Check) -> Iterable[Finding]:
    """A growth whose two counts stand just once each in its sentence."""
    for sentence in reading.sentences:
        growth = [one for one in sentence if one.scope == "growth" and one.unit == "%"]
        last = [one for one in sentence if one.scope == "last_year"]
        this = [one for one in sentence if one.scope == "year" and one.unit != "%" and one.parent is None]
        if len(growth) == len(last) == len(this) == 1 and last[0].unit == this[0].unit and last[0].value:
            yield from _judge(reading, check, growth[0], last[0], this[0])


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
