"""A clock's card as a document for a court file: start, article in force, day by day, suspensions, extension, result."""

from __future__ import annotations

from datetime import timedelta

from yifa.foundation import clock as time
from yifa.law import DayMark, Due
from yifa.papers import Fields, OfficialDocument, Paragraph, SignatureLines, Table, pdf
from yifa.procedures.clocks import derive, waits_for_local
from yifa.procedures.models import Clock
from yifa.records.display import chinese_date

WEEK = ("一", "二", "三", "四", "五", "六", "日")
Blocks = list[Paragraph | Fields | Table | SignatureLines]


def make(clock: Clock) -> bytes:
    """The card as PDF."""
    return pdf.write(document(clock), at=time.now())


def document(clock: Clock) -> OfficialDocument:
    """The card as a document of plain form."""
    due = None if waits_for_local(clock) else derive(clock)
    blocks: Blocks = [_facts(clock, due)]
    if due is not None:
        blocks += [Paragraph.of("怎样算出来的"), *(Paragraph.of(line) for line in due.explanation)]
    if due is not None and due.days:
        blocks += [Paragraph.of("逐日计算"), _days(due.days)]
    blocks += [Paragraph.of("时限台账"), _entries(clock), SignatureLines(("承办人", "核对人"))]
    return OfficialDocument(
        kind="时限说明", form="plain", title="时限说明", issuer=clock.record.unit.name, blocks=tuple(blocks)
    )


def _facts(clock: Clock, due: Due | None) -> Fields:
    state = "进行中" if clock.stopped_on is None else f"已于{chinese_date(clock.stopped_on)}停止"
    pairs = [
        ("案件", f"{clock.record.number} {clock.record.title}"),
        ("时限", f"{clock.code} {clock.label}"),
        ("起算事由发生日", chinese_date(clock.started_on)),
    ]
    if due is not None:
        ends = chinese_date(due.day) if due.day else "法条未规定天数"
        pairs += [("当日有效的依据", due.basis)]
        pairs += [("届满日", f"{ends}{'（暂定：放假安排尚未公布）' if due.provisional else ''}")]
    else:
        pairs += [("届满日", "须由地方规定填写天数后才能计算")]
    pairs += [("状态", state), ("制表日期", chinese_date(time.today()))]
    return Fields(tuple(pairs), columns=1)


def _days(days: list[DayMark]) -> Table:
    """A calendar sheet: a row a week, each day with its part in the count."""
    by_day = {one.day: one for one in days}
    first = days[0].day - timedelta(days=days[0].day.weekday())
    weeks = (days[-1].day - first).days // 7 + 1
    rows = [
        tuple(_cell(by_day.get(first + timedelta(days=7 * week + n))) for n in range(7))
        for week in range(weeks)
    ]
    return Table((WEEK, *rows))


def _cell(mark: DayMark | None) -> str:
    if mark is None:
        return ""
    words = {"start": "起", "suspended": "停", "rolled": "顺延"}
    said = f"第{mark.number}" if mark.number else words.get(mark.role, "" if mark.works else "休")
    return f"{mark.day.month}/{mark.day.day} {said}".strip()


def _entries(clock: Clock) -> Table:
    rows = [("事项", "日期", "日数", "理由", "登记")]
    for one in clock.entries.select_related("by"):
        until = f"至{chinese_date(one.until)}" if one.until else ""
        days = str(one.amount) if one.amount else ""
        rows.append((one.what, f"{chinese_date(one.on)}{until}", days, one.reason, one.by.name))
    return Table(tuple(rows), widths=(1.2, 3.2, 1, 3.4, 1.4))
