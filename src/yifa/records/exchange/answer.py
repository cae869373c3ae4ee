"""The user's own sheet back, with a column that says beside each row what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO

from yifa.records.exchange.columns import RESULT
from yifa.records.exchange.export import cell, saved
from yifa.records.exchange.workbook import Sheet

# A larger sheet comes back with its values alone: with the user's formats it would not fit in memory.
MOST_STYLED = 5_000
BAD = "FCE4D6"
GOOD = "E2EFDA"


def answer(
    content: bytes, sheet: Sheet, said: Mapping[int, str], good: frozenset[int] = frozenset()
) -> bytes:
    """The sheet with a result column; `said` by row number, rows in `good` went well."""

    from openpyxl import load_workbook
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    place = next((place for place, one in sheet.columns.items() if one is RESULT), len(sheet.head.cells))
    if len(sheet.lines) > MOST_STYLED:
        return _plain(sheet, said, place)
    book = load_workbook(BytesIO(content))
    page = book[sheet.title]
    head = page.cell(sheet.head.number, place + 1, str(RESULT.label))
    head.font = Font(bold=True)
    page.column_dimensions[get_column_letter(place + 1)].width = 60
    for line in sheet.lines:
        text = said.get(line.number, "")
        found = page.cell(line.number, place + 1)
        found.value, found.data_type = text, "s"
        found.alignment = Alignment(wrap_text=True, vertical="top")
        if text:
            color = GOOD if line.number in good else BAD
            found.fill = PatternFill("solid", fgColor=color)
    return saved(book)


def _plain(sheet: Sheet, said: Mapping[int, str], place: int) -> bytes:

    from openpyxl import Workbook

    book = Workbook(write_only=True)
    page = book.create_sheet(sheet.title)
    head = [str(one) if one is not None else "" for one in sheet.head.cells[:place]]
    page.append([cell(page, one) for one in [*head, str(RESULT.label)]])
    for line in sheet.lines:
        values = [*line.cells[:place], *[None] * (place - len(line.cells)), said.get(line.number, "")]
        page.append([cell(page, one) for one in values])
    return saved(book)
