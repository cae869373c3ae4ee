"""PDF with a text layer. Lines that were only wrapped are joined again; page numbers are left out; ruled tables are read."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from yifa.review.readers.errors import Unreadable
from yifa.review.readers.ruled import Boxed, Ruled, tables
from yifa.review.readers.text import blocks
from yifa.review.values import Block, Cell, Document, Grid

MOST_PAGES = 2000
_PAGE_NUMBER = re.compile(r"\s*[—–-]?\s*(?:第\s*)?\d{1,4}(?:\s*页)?(?:\s*[/／]\s*\d{1,4})?\s*[—–-]?\s*")
_STOPS = "。！？；：:;!?"
_BEGINS = re.compile(
    r"\s*(?:[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[）)]|\d+[.．、]|附件|抄送)"
)
# The library is not thread-safe.
_LOCK = threading.Lock()


def read(data: bytes, name: str) -> Document:
    """The document in a PDF; Unreadable for scanned, protected and broken ones."""
    import pypdfium2

    with _LOCK:
        pages = _pages(pypdfium2, data)
    made = _Made()
    for piece in _joined([piece for page in pages for piece in page]):
        made.add(piece)
    if len(re.sub(r"\s", "", made.text)) < 8 * len(pages):
        raise Unreadable("这份 PDF 没有文字，多半是扫描件", fix="请先做文字识别，或者提供 Word 文件")
    return Document(name, made.text, tuple(made.blocks), "pdf", tables=tuple(made.tables))


Piece = str | Ruled


def _joined(pieces: list[Piece]) -> list[Piece]:
    """A table that goes on at the top of the next page is one table."""
    result: list[Piece] = []
    for piece in pieces:
        last = result[-1] if result else ""
        if isinstance(piece, Ruled) and isinstance(last, Ruled) and last.goes_on(piece):
            result[-1] = last.followed_by(piece)
        else:
            result.append(piece)
    return result


class _Made:
    """The text as it grows, with its blocks and tables."""

    def __init__(self) -> None:
        self.text = ""
        self.blocks: list[Block] = []
        self.tables: list[Grid] = []

    def add(self, piece: Piece) -> None:
        """Flowing text, or a table: each cell a line."""
        if isinstance(piece, Ruled):
            self.tables.append(tuple([self._cell(cell) for cell in piece.cells]))
            return
        begin = self._begin()
        self.text += piece
        self.blocks += [replace(one, start=one.start + begin, end=one.end + begin) for one in blocks(piece)]

    def _begin(self) -> int:
        self.text += "\n" if self.text else ""
        return len(self.text)

    def _cell(self, cell: Boxed) -> Cell:
        start = self._begin()
        self.text += cell.text
        if cell.text:
            self.blocks.append(Block(start, len(self.text), "cell"))
        return Cell(start, len(self.text), cell.row, cell.column, cell.width)


def _pages(pdfium: Any, data: bytes) -> list[list[Piece]]:
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            raise Unreadable("这份 PDF 设了打开密码", fix="请提供没有密码的文件") from error
        raise Unreadable("PDF 已损坏，打不开", fix="请重新导出一份") from error
    try:
        if len(document) > MOST_PAGES:
            raise Unreadable(f"PDF 超过 {MOST_PAGES} 页", fix="请只提供报告正文")
        return [_pieces(document, number) for number in range(len(document))]
    except pdfium.PdfiumError as error:
        raise Unreadable("PDF 已损坏，读不出文字", fix="请重新导出一份") from error
    finally:
        document.close()


def _pieces(document: Any, number: int) -> list[Piece]:
    """What stands on a page, from its top down: text, and tables by their rules."""
    page = document[number]
    textpage = page.get_textpage()
    try:
        found = tables(page, textpage)
        if not found:
            return [_flow(_plain(textpage.get_text_range()))]
        return [piece for piece in _around(textpage, found, page.get_size()) if piece]
    finally:
        textpage.close()
        page.close()


def _around(textpage: Any, found: list[Ruled], size: tuple[float, float]) -> Iterator[Piece]:
    width, top = size
    for table in found:
        yield _between(textpage, width, top, table.top)
        yield table
        top = table.bottom
    yield _between(textpage, width, top, 0)


def _between(textpage: Any, width: float, top: float, bottom: float) -> str:
    if top <= bottom:
        return ""
    return _flow(_plain(textpage.get_text_bounded(left=0, bottom=bottom, right=width, top=top)))


def _plain(found: str) -> str:
    return re.sub(r"[\ufffe\uffff\x00-\x08\x0b-\x1f]", "", found.replace("\r\n", "\n").replace("\r", "\n"))


def _flow(page: str) -> str:
    """Join lines that were broken only because the page ended at the right."""
    lines = [line.rstrip() for line in page.split("\n") if line.strip() and not _PAGE_NUMBER.fullmatch(line)]
    width = max((len(line) for line in lines), default=0)
    result = ""
    for index, line in enumerate(lines):
        result += line
        following = lines[index + 1] if index + 1 < len(lines) else ""
        result += "" if following and _wrapped(line, following, width) else "\n"
    return result.rstrip("\n")


def _wrapped(line: str, following: str, width: int) -> bool:
    full = len(line) >= width * 0.8
    return full and not _BEGINS.match(following) and not (line[-1] in _STOPS and following[:1] in "　 ")
