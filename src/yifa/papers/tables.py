"""Tables and form fields as one grid of cells, ready to draw in Word and PDF alike."""

from __future__ import annotations

from dataclasses import dataclass

from yifa.papers.rules import width
from yifa.papers.values import Fields, FigureRun, Table

LONG_CELL = 10  # characters from which a cell is set flush left instead of centred
LONG_FIELD = 12  # characters from which a form field takes the whole row
LABEL_PART = 0.5  # width of a label beside its value


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: how many columns it spans, whether its text is long, whether it names others."""

    content: str | FigureRun
    span: int = 1
    head: bool = False

    @property
    def text(self) -> str:
        return self.content if isinstance(self.content, str) else self.content.text

    @property
    def long(self) -> bool:
        return not self.head and width(self.text) > LONG_CELL


@dataclass(frozen=True, slots=True)
class Grid:
    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[float, ...]
    header_rows: int = 0
    caption: str = ""


def of_table(table: Table) -> Grid:
    """The cells of a table; its first rows name the columns."""
    rows = tuple(
        tuple(Cell(content, head=number < table.header_rows) for content in row)
        for number, row in enumerate(table.rows)
    )
    return Grid(rows, table.widths or _even(table), table.header_rows, table.caption)


def _even(table: Table) -> tuple[float, ...]:
    """Widths by the longest text of each column, within two to one."""
    longest = [max(width(Cell(row[n]).text) for row in table.rows) for n in range(table.columns)]
    return tuple(min(max(chars, 4.0), 16.0) ** 0.5 for chars in longest)


def of_fields(fields: Fields) -> Grid:
    """Labels and values side by side; a long value has a row of its own."""
    rows: list[tuple[Cell, ...]] = []
    row: tuple[Cell, ...] = ()
    for label, value in fields.pairs:
        pair = (Cell(label, head=True), Cell(value))
        if pair[1].long and width(pair[1].text) > LONG_FIELD:
            rows += [_filled(row, fields.columns)] if row else []
            rows.append(_filled(pair, fields.columns))
            row = ()
            continue
        row += pair
        if len(row) == 2 * fields.columns:
            rows.append(row)
            row = ()
    rows += [_filled(row, fields.columns)] if row else []
    return Grid(tuple(rows), (LABEL_PART, 1.0) * fields.columns)


def _filled(row: tuple[Cell, ...], columns: int) -> tuple[Cell, ...]:
    """The row with its last cell drawn out to the right edge."""
    last = row[-1]
    return (*row[:-1], Cell(last.content, span=2 * columns - len(row) + 1, head=last.head))
