"""A success rate that its own counts contradict: 200 handled, 190 settled, 98 %."""

from __future__ import annotations

from collections.abc import Iterable

from yifa.review.reading import Check, Reading
from yifa.review.values import Figure, Finding


def run(reading: Reading, check: Check) -> Iterable[Finding]:
    """A rate whose numerator and denominator stand in its sentence, just once each, all exact."""
    for sentence in reading.sentences:
        rates = [one for one in sentence if one.kind == "mediation_success_rate" and one.scope == "year"]
        handled = [
            one for one in sentence if one.kind == "dispute_handled" and one.parent is None and not one.per
        ]
        settled = [
            one for one in sentence if one.kind == "dispute_resolved" and one.parent is None and not one.per
        ]
        if len(rates) == len(handled) == len(settled) == 1:
            yield from _judge(reading, check, rates[0], handled[0], settled[0])


def _judge(
    reading: Reading, check: Check, rate: Figure, handled: Figure, settled: Figure
) -> Iterable[Finding]:
    if "exact" not in {rate.approx} or not handled.approx == settled.approx == "exact" or not handled.value:
        return
    real = settled.value / handled.value * 100
    decimals = len(rate.text.rstrip("%％").partition(".")[2])
    if settled.value <= handled.value and abs(real - rate.value) > 10**-decimals:
        message = f"{settled.text}÷{handled.text}＝{real:.{max(decimals, 1)}f}%，与 {rate.text} 不符"
        yield check.at(reading, rate.start, rate.end, message)


CHECK = Check(
    "arithmetic.rate",
    "比率与计数",
    "high",
    "算术关系：同一份报告的数据应当对得上",
    ("调处200件，调解成功190件，成功率98%", "调处200件，调解成功190件，成功率95%"),
    run,
)
