"""What stands behind the text: a table of the main figures with last year's, their months, and what each counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.timezone import localtime

from yifa.figures.definitions import figures
from yifa.figures.periods import year as year_of
from yifa.figures.queries import records_behind, series
from yifa.figures.values import Figure, FigureValue, Group
from yifa.papers import Attachment, Chart, FigureRun, Paragraph, Table, Text
from yifa.records.registry import ledger
from yifa.reports.drafting import numbers
from yifa.reports.models import Report
from yifa.reports.queries import block_of, codes_in, groups_used, passages
from yifa.reports.statements import themes
from yifa.reports.wording import NOTHING, Numbers, compared

WIDTHS = (2.6, 1.2, 1.2, 1.4)


@dataclass(frozen=True, slots=True)
class Row:
    """A figure of the table: its name, this year, last year, and how it moved."""

    figure: Figure
    now: FigureValue
    last: FigureValue

    @property
    def change(self) -> str:
        """Growth against last year in percent; none where last year had nothing or the figure is a share."""
        if self.figure.kind != "sum" or self.last.value == 0:
            return "—"
        growth = (self.now.value - self.last.value) * 100 / self.last.value
        return f"{growth:+.1f}%" if growth else "持平"


def table(found: Report) -> list[tuple[Group, list[Row]]]:
    """The main figures of the fields of work the text speaks of, as they stand or were frozen."""
    groups = groups_used(found)
    wanted = [one for group in groups for one in figures(group.code) if one.kind != "change"]
    given = numbers(found.unit, found.year, codes=[one.code for one in wanted], as_of=found.as_of)
    return [(group, rows) for group in groups if (rows := _rows(wanted, group, given))]


def _rows(wanted: list[Figure], group: Group, given: Numbers) -> list[Row]:
    rows = [Row(one, given.now[one.code], given.last[one.code]) for one in wanted if one.group == group.code]
    return [row for row in rows if not (row.now.empty and row.last.empty)]


def attachments(found: Report) -> tuple[Attachment, ...]:
    """The table, charts of the leading figures by month, and the list of sources with what their figures count."""
    told = table(found)
    if not told:
        return ()
    tables = tuple(_table(group, rows, found.year) for group, rows in told)
    drawn = charts(found, told)
    resting = records_behind(
        [row.figure.code for _, rows in told for row in rows],
        unit=found.unit,
        period=year_of(found.year),
        as_of=found.as_of,
    )
    sources = tuple(paragraph for group, rows in told for paragraph in _source(group, rows, resting))
    return (
        Attachment(f"{found.year}年度法治政府建设主要指标统计表", tables),
        *((Attachment(f"{found.year}年度主要指标分月情况", drawn),) if drawn else ()),
        Attachment("指标口径和数据来源说明", (Paragraph.of(_about(found)), *sources)),
    )


def charts(found: Report, told: Sequence[tuple[Group, list[Row]]]) -> tuple[Chart, ...]:
    """The months of the figure that each field's text tells first, this year's beside last year's, as they stand or were frozen."""
    order = {code: at for at, code in enumerate(codes_in(block_of(one) for one in passages(found)))}
    flowing = [[row.figure for row in rows if _flows(row) and row.figure.code in order] for _, rows in told]
    chosen = [min(group, key=lambda one: order[one.code]) for group in flowing if group]
    codes = [one.code for one in chosen]
    if not codes:
        return ()
    this, last = (
        series(codes, unit=found.unit, year=year, as_of=found.as_of) for year in (found.year, found.year - 1)
    )
    sound = [one for one in chosen if all(month.value >= 0 for month in (*this[one.code], *last[one.code]))]
    return tuple(_chart(one, found.year, this[one.code], last[one.code]) for one in sound)


MONTHS = tuple(f"{month}月" for month in range(1, 13))


def _flows(row: Row) -> bool:
    return row.figure.kind == "sum" and row.now.value > 0


def _chart(one: Figure, year: int, this: Sequence[FigureValue], last: Sequence[FigureValue]) -> Chart:
    shown = [(f"{year}年", this)]
    shown += [(f"{year - 1}年", last)] if any(month.value for month in last) else []
    rows = tuple((name, tuple(float(month.value) for month in months)) for name, months in shown)
    return Chart(MONTHS, rows, this[0].unit, f"{one.name}分月情况")


SOURCE = "统计表和正文中的数据取自本单位法治政府建设工作台账，每个数字都由台账记录累计得出{at}。各指标的来源、口径和所依据的记录数如下。"


def _about(found: Report) -> str:
    at = f"，截至{localtime(found.as_of):%Y年%-m月%-d日%H时%M分}" if found.as_of else ""
    return SOURCE.format(at=at)


def _source(group: Group, rows: list[Row], resting: Mapping[str, int]) -> Iterator[Paragraph]:
    """The ledgers a field's figures come from, then what each figure counts and how many records it rests on."""
    theme = next((one for one in themes() if group.code in one.groups), None)
    names = "、".join(f"“{ledger(code).name}”台账" for code in theme.ledgers) if theme else ""
    yield Paragraph((Text(f"{group.name}{f'（来源：{names}）' if names else ''}", bold=True),))
    for row in rows:
        records = f"（依据{resting[row.figure.code]}条记录）" if resting[row.figure.code] else ""
        yield Paragraph.of(f"{row.figure.name}：{row.figure.says.removesuffix('。')}{records}。")


def _table(group: Group, rows: list[Row], year: int) -> Table:
    head = ("指标", f"{year}年", f"{year - 1}年", "增减")
    lines = [(row.figure.name, _figure(row), compared(row.last), row.change) for row in rows]
    return Table((head, *lines), caption=group.name, widths=WIDTHS)


def _figure(row: Row) -> str | FigureRun:
    text = compared(row.now)
    return text if text == NOTHING else FigureRun(row.figure.code, row.figure.name, text)
