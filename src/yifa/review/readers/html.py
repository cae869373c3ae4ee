"""HTML pages: the text a reader sees, a block for each paragraph, heading and cell."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from yifa.review.readers.errors import Unreadable
from yifa.review.readers.text import decode
from yifa.review.values import Block, Cell, Document, Grid

_SKIP = frozenset({"script", "style", "noscript", "template", "nav", "head", "button", "select", "svg"})
_BLOCKS = frozenset(
    [
        "p",
        "div",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "li",
        "tr",
        "td",
        "th",
        "table",
        "section",
        "article",
        "header",
        "footer",
        "ul",
        "ol",
        "br",
        "hr",
        "blockquote",
        "pre",
        "dd",
        "dt",
        "form",
    ]
)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]+)", re.I)


def looks_like(data: bytes) -> bool:
    """Whether the bytes begin as a page does."""
    return bool(re.match(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+html|html|head|body)\b", data[:512], re.I))


def read(data: bytes, name: str) -> Document:
    """The document in an HTML page."""
    import lxml.html
    from lxml import etree

    text = _decoded(data)
    try:
        root = lxml.html.document_fromstring(
            text.encode("utf-8"), parser=lxml.html.HTMLParser(encoding="utf-8")
        )
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError) as error:
        raise Unreadable("网页里没有正文", fix="请把正文另存为 docx 或 txt") from error
    writer = _Writer()
    writer.walk(root)
    writer.close()
    whole = "".join(writer.parts)
    if not whole.strip():
        raise Unreadable("网页里没有正文", fix="请把正文另存为 docx 或 txt")
    return Document(name, whole, tuple(writer.blocks), "html", tables=writer.grids())


def _decoded(data: bytes) -> str:
    """As the page says it is encoded, if that works; else as any text file."""
    said = _CHARSET.search(data[:2048])
    if said:
        try:
            return data.decode("gb18030" if said[1].lower().startswith(b"gb") else said[1].decode())
        except (UnicodeError, LookupError):
            pass
    return decode(data)


class _Writer:
    """Gathers text and blocks while walking the tree, without recursion."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.length = 0
        self.start = 0
        self.blocks: list[Block] = []
        self.kind: tuple[str, int] = ("paragraph", 0)
        self.tables: list[_Rows] = []
        self.open: list[_Rows] = []

    def walk(self, root: Any) -> None:
        from lxml import etree

        for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
            tag = element.tag if isinstance(element.tag, str) else ""
            if event == "start":
                self._open(element, tag)
            elif event == "end" and tag in _BLOCKS:
                self.close()
                self._leave(tag)
            if event != "start" and not _hidden(element.getparent()):
                self.write(element.tail or "")

    def _open(self, element: Any, tag: str) -> None:
        if tag in _BLOCKS:
            self.close()
            self.kind = _kind(tag)
            self._enter(element, tag)
        if not _hidden(element):
            self.write(element.text or "")

    def _enter(self, element: Any, tag: str) -> None:
        if tag == "table":
            self.open.append(_Rows([]))
            self.tables.append(self.open[-1])
        elif self.open and tag == "tr":
            self.open[-1].row()
        elif self.open and tag in ("td", "th"):
            self.open[-1].cell(self.length, _span(element, "colspan"), _span(element, "rowspan"))

    def _leave(self, tag: str) -> None:
        if tag == "table" and self.open:
            self.open.pop()
        elif self.open and tag in ("td", "th"):
            self.open[-1].end(self.length)

    def grids(self) -> tuple[Grid, ...]:
        """The tables that have cells."""
        return tuple(tuple(one.cells) for one in self.tables if one.cells)

    def write(self, text: str) -> None:
        text = re.sub(r"[ \t\r\n\xa0]+", " ", text)
        if self.length == self.start:
            text = text.lstrip(" ")
        self.parts.append(text)
        self.length += len(text)

    def close(self) -> None:
        if self.length > self.start:
            self.blocks.append(Block(self.start, self.length, *self.kind))
            self.parts.append("\n")
            self.length += 1
        self.start, self.kind = self.length, ("paragraph", 0)


class _Rows:
    """A table being read: a cell that runs down over rows keeps its column there."""

    def __init__(self, cells: list[Cell]) -> None:
        self.cells = cells
        self.at, self.column = -1, 0
        self.taken: set[tuple[int, int]] = set()

    def row(self) -> None:
        self.at, self.column = self.at + 1, 0

    def cell(self, start: int, width: int, height: int) -> None:
        while (self.at, self.column) in self.taken:
            self.column += 1
        self.taken |= {
            (self.at + down, self.column + right) for down in range(1, height) for right in range(width)
        }
        self.cells.append(Cell(start, start, max(self.at, 0), self.column, width))
        self.column += width

    def end(self, length: int) -> None:
        if self.cells:
            last = self.cells[-1]
            self.cells[-1] = replace(last, end=max(last.start, length - 1))


def _span(element: Any, name: str) -> int:
    said = element.get(name) or ""
    return min(int(said), 200) if said.isascii() and said.isdigit() and int(said) else 1


def _hidden(element: Any) -> bool:
    while element is not None:
        if element.tag in _SKIP:
            return True
        element = element.getparent()
    return False


def _kind(tag: str) -> tuple[str, int]:
    if tag in ("td", "th"):
        return "cell", 0
    return ("heading", int(tag[1])) if tag[0] == "h" and tag[1:].isdigit() else ("paragraph", 0)
