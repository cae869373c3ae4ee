"""A rate that its own counts contradict: 200 handled, 190 settled, 98 %."""

from __future__ import annotations

from collections.abc import Iterable

from yifa.review.reading import Check, Reading
from yifa.review.steps import Pair, pairs, said
from yifa.review.values import Figure, Finding


def run(reading: Reading, check: Check) -> Iterable[Finding]:
    """A rate whose numerator and denominator stand in its sentence, just once each, all exact."""
    found = list(pairs(reading)) if "率" in reading.text else []
    for sentence in reading.sentences if found else ():
        rates = [one for one in sentence if one.unit == "%" and one.scope == "year" and one.approx == "exact"]
        inside = [one for one in found if sentence[0].start <= one.came.start <= sentence[-1].start]
        for rate in rates:
            words = said(reading.text, 0, rate)
            fitting = [one for one in inside if one.rate.search(words)]
            if len(fitting) == 1:
                yield from _judge(reading, check, rate, fitting[0])


def _judge(reading: Reading, check: Check, rate: Figure, pair: Pair) -> Iterable[Finding]:
    came, done = pair.came, pair.done
    if not came.approx == done.approx == "exact" or not came.value or done.value > came.value:
        return
    real = done.value / came.value * 100
    decimals = len(rate.text.rstrip("%％").partition(".")[2])
    if abs(real - rate.value) > 10**-decimals:
        message = f"{done.text}÷{came.text}＝{real:.{max(decimals, 1)}f}%，与 {rate.text} 不符"
        yield check.at(reading, rate.start, rate.end, message)


CHECK = Check(
    "arithmetic.rate",
    "比率与计数",
    "high",
    "算术关系：同一份报告的数据应当对得上",
    ("调处200件，调解成功190件，成功率98%", "调处200件，调解成功190件，成功率95%"),
    run,
)
