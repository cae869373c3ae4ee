"""Signature and date of issue; the date against 1 March (submission) and 1 April (publication)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from yifa.review.reading import Check, Reading
from yifa.review.values import Finding

_TIME = "《法治政府建设与责任落实督察工作规定》第二十三条、第二十四条（街道按本地通知执行）"


def run(reading: Reading, check: Check) -> Iterable[Finding]:
    """A signature without date, neither of both, or a date past the time."""
    if not reading.is_report:
        return
    day, dated = reading.outline.dated()
    signature = reading.outline.signature()
    last = reading.body[-1]
    if signature and not dated:
        yield check.at(reading, signature.start, signature.end, "落款没有成文日期")
    elif not dated:
        yield check.at(
            reading, max(last.start, last.end - 12), last.end, "文末没有落款和日期", severity="low"
        )
    if day:
        yield from _late(reading, check, day)


def _late(reading: Reading, check: Check, day: date) -> Iterable[Finding]:
    publish = date(reading.year + 1, *reading.settings.publish_by)
    submit = date(reading.year + 1, *reading.settings.submit_by)
    if day > publish:
        yield check.at(
            reading, 0, 0, f"成文日期 {day} 晚于公开时限 {publish}", basis=_TIME, severity="question"
        )
    elif day > submit:
        yield check.at(
            reading, 0, 0, f"成文日期 {day} 晚于报送时限 {submit}", basis=_TIME, severity="question"
        )
    elif day.year < reading.year:
        yield check.at(reading, 0, 0, f"成文日期 {day} 早于报告年度 {reading.year}", severity="high")


CHECK = Check(
    "structure.signature",
    "落款与日期",
    "medium",
    "《党政机关公文格式》GB/T 9704—2012（署名和成文日期）",
    ("示例街道办事处", "示例街道办事处\n2026年2月10日"),
    run,
)
