"""Read a user's xlsx without trusting it: size, structure, merged cells, blank rows, headings below a title."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from yifa.foundation.errors import Invalid
from yifa.records.exchange.columns import Column
from yifa.records.exchange.headings import Headings

MOST_BYTES = 30 << 20
MOST_UNPACKED = 400 << 20
MOST_PARTS = 2000
# Written in one transaction, half a minute at most: on SQLite nobody else can write meanwhile.
MOST_ROWS = 20_000
MOST_COLUMNS = 300
BLANK_END = 5000  # so many blank rows in a row end the sheet: the rest is formatting
HEAD_ROWS = 15  # headings are looked for in so many rows
MERGED = re.compile(rb'<mergeCell[^>]*\bref="([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})"')
DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the sheet: its number there, and its cells."""

    number: int
    cells: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The sheet that was found: its name, headings and their columns, the rows below, rows that merged cells touch."""

    title: str
    epoch: datetime
    head: Line
    columns: dict[int, Column]
    lines: list[Line]
    merged: frozenset[int]
    cut: bool = False

    @property
    def unknown(self) -> list[str]:
        """Headings that mean no column."""
        return [
            str(text).strip()
            for place, text in enumerate(self.head.cells)
            if place not in self.columns and text is not None and str(text).strip()
        ]


def wrong(message: str) -> Invalid:
    """A file that cannot be read as a table."""
    return Invalid({"file": message})


def check(content: bytes, name: str) -> None:
    """Refuse what is no honest xlsx, before any of it is parsed."""
    if len(content) > MOST_BYTES:
        raise wrong(f"“{name}”超过{MOST_BYTES >> 20}兆，请拆分后导入")
    if content[:4] == b"\xd0\xcf\x11\xe0":
        raise wrong(f"“{name}”是旧版 xls、et 或者加密的文件，请用 Excel 或 WPS 另存为不加密的 xlsx 后导入")
    if content[:2] != b"PK":
        raise wrong(f"“{name}”不是 xlsx 文件。请用 Excel 或 WPS 打开原文件，另存为 xlsx 后导入")
    try:
        archive = zipfile.ZipFile(BytesIO(content))
        parts = archive.infolist()
    except zipfile.BadZipFile:
        raise wrong(f"“{name}”已损坏，请重新保存或重新导出") from None
    if "xl/workbook.xml" not in {part.filename for part in parts}:
        raise wrong(f"“{name}”不是 xlsx 表格（可能是改了扩展名的其他文件），请另存为 xlsx 后导入")
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise wrong(f"“{name}”解压后过大，不能导入。请只保留数据，删去图片和多余的格式后再试")
    if any(_defines(archive, part) for part in parts if part.filename.endswith((".xml", ".rels"))):
        raise wrong(f"“{name}”含有不允许的定义，不能导入，请另存为普通 xlsx")


def _defines(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Whether a part declares entities of its own, which no spreadsheet program writes."""
    try:
        with archive.open(part) as file:
            return DOCTYPE.search(file.read(2000)) is not None
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError):
        return False  # broken or locked: reading the sheet says so


def read(content: bytes, name: str, headings: Headings) -> Sheet:
    """The sheet whose headings fit best, with its rows. Invalid says what is wrong with the file."""

    from openpyxl import load_workbook

    check(content, name)
    try:
        book = load_workbook(BytesIO(content), read_only=True, data_only=True)
        try:
            found = [sheet for one in _visible(book) if (sheet := _sheet(one, book, headings))]
        finally:
            book.close()
    except Invalid:
        raise
    except Exception as error:  # openpyxl raises whatever a broken part led it to
        raise wrong(f"“{name}”无法读取，文件可能已损坏，请重新保存后导入") from error
    if not found:
        raise wrong(
            f"“{name}”里没有找到可以识别的表头。请下载模板，或者让表头的列名与模板一致，放在前{HEAD_ROWS}行内"
        )
    return max(found, key=lambda sheet: len(sheet.columns))


def _visible(book: Any) -> list[Any]:
    return [one for one in book.worksheets if one.sheet_state == "visible"]


def _sheet(sheet: Any, book: Any, headings: Headings) -> Sheet | None:
    merged = _merged(sheet)
    sheet.reset_dimensions()  # what a file says of its own size is not believed
    rows = _rows(sheet)
    first = [line for _, line in zip(range(HEAD_ROWS), rows, strict=False)]
    scored = [(len(headings.match(_spread(line, merged, first).cells)), -line.number, line) for line in first]
    if not scored:
        return None
    score, _, head = max(scored, key=lambda one: one[:2])
    if score < 2:
        return None
    head = _spread(head, merged, first)
    rest = [line for line in first if line.number > head.number]
    lines, cut = _body([*rest, *rows])
    touched = {row for low, high, *_ in merged for row in range(low, min(high, low + MOST_ROWS) + 1)}
    return Sheet(
        sheet.title,
        book.epoch,
        head,
        headings.match(head.cells),
        lines,
        frozenset(touched - {head.number}),
        cut,
    )


def _rows(sheet: Any) -> Iterator[Line]:
    """Rows that hold anything, with their numbers; a long stretch of blank ones ends the sheet."""
    blank = 0
    for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
        if any(cell is not None and cell != "" for cell in cells):
            blank = 0
            yield Line(number, tuple(cells[:MOST_COLUMNS]))
        else:
            blank += 1
            if blank > BLANK_END:
                return


def _body(rows: Sequence[Line] | Iterator[Line]) -> tuple[list[Line], bool]:
    lines: list[Line] = []
    for line in rows:
        if not any(str(cell).strip() for cell in line.cells if cell is not None):
            continue
        if len(lines) == MOST_ROWS:
            return lines, True
        lines.append(line)
    return lines, False


def _merged(sheet: Any) -> list[tuple[int, int, int, int]]:
    """Merged areas as (first row, last row, first column, last column); openpyxl's quick reader leaves them out."""

    from openpyxl.utils import range_boundaries

    with sheet.parent._archive.open(sheet._worksheet_path) as file:
        text = file.read()
    areas = [range_boundaries(found.decode()) for found in MERGED.findall(text)]
    return [(low, high, left, right) for left, low, right, high in areas if low and high and left and right]


def _spread(line: Line, merged: list[tuple[int, int, int, int]], first: list[Line]) -> Line:
    """Headings with those that a cell merged from rows above holds: a heading two rows high stands in the upper one."""
    cells = list(line.cells)
    above = {one.number: one.cells for one in first}
    for low, high, left, right in merged:
        if not (low <= line.number <= high) or left != right or low == line.number:
            continue
        place, upper = left - 1, above.get(low, ())
        if place < len(upper):
            cells += [None] * (place + 1 - len(cells))
            cells[place] = cells[place] or upper[place]
    return Line(line.number, tuple(cells))
