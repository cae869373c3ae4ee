"""What stands behind the text: a table of the main figures with last year's, and what each of them counts."""

from __future__ import annotations

from dataclasses import dataclass

from yifa.figures.definitions import figures
from yifa.figures.values import Figure, FigureValue, Group
from yifa.papers import Attachment, FigureRun, Paragraph, Table
from yifa.reports.drafting import numbers
from yifa.reports.models import Report
from yifa.reports.queries import groups_used
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
    """The table, and the list of what its figures count."""
    told = table(found)
    if not told:
        return ()
    tables = tuple(_table(group, rows, found.year) for group, rows in told)
    sources = tuple(Paragraph.of(f"{row.figure.name}：{row.figure.says}") for _, rows in told for row in rows)
    return (
        Attachment(f"{found.year}年度法治政府建设主要指标统计表", tables),
        Attachment("指标口径和数据来源说明", (Paragraph.of(SOURCE), *sources)),
    )


SOURCE = "统计表和正文中的数据取自本单位法治政府建设工作台账，各指标的口径如下。"


def _table(group: Group, rows: list[Row], year: int) -> Table:
    head = ("指标", f"{year}年", f"{year - 1}年", "增减")
    lines = [(row.figure.name, _figure(row), compared(row.last), row.change) for row in rows]
    return Table((head, *lines), caption=group.name, widths=WIDTHS)


def _figure(row: Row) -> str | FigureRun:
    text = compared(row.now)
    return text if text == NOTHING else FigureRun(row.figure.code, row.figure.name, text)
