"""Word files: body, tables, text boxes, tracked changes (as accepted), page headers, notes and comments.

The text is what a reader of the finished paper sees. `trace` keeps where each piece of it comes from, so that a
comment can be put at its place again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from yifa.review.readers.errors import Unreadable
from yifa.review.readers.numbering import Numbering
from yifa.review.readers.package import Package, w
from yifa.review.values import Block, Cell, Document, Grid

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MARKS = {w("tab"): "\t", w("ptab"): "\t", w("br"): "\n", w("cr"): "\n", w("noBreakHyphen"): "-"}
# Deleted and moved-away text is gone from the finished paper; field codes and properties are never text.
_SKIP = frozenset(
    {
        w("del"),
        w("moveFrom"),
        w("instrText"),
        w("delText"),
        w("pPr"),
        w("rPr"),
        w("sectPr"),
        w("tblPr"),
        w("tcPr"),
        w("trPr"),
    }
) | {f"{_MC}Fallback"}
_BOXES = w("txbxContent")
_OTHERS = (
    ("header", "word/header"),
    ("footer", "word/footer"),
    ("note", "word/footnotes"),
    ("note", "word/endnotes"),
    ("comment", "word/comments"),
)
DEEPEST = 200


@dataclass(frozen=True, slots=True)
class Piece:
    """Text that one w:t holds: it stands at `start` of the document's text."""

    start: int
    text: str
    element: Any


class Trace:
    """The text of a docx while it is read, with the origin of each piece."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.length = 0
        self.blocks: list[Block] = []
        self.pieces: list[Piece] = []
        self.tables: list[Grid] = []

    @property
    def text(self) -> str:
        return "".join(self.parts)

    def write(self, text: str, element: Any = None) -> None:
        if element is not None and text:
            self.pieces.append(Piece(self.length, text, element))
        self.parts.append(text)
        self.length += len(text)


def read(data: bytes, name: str) -> Document:
    """The document in a Word file."""
    trace, _, _ = traced(data)
    if not trace.text.strip():
        raise Unreadable("Word 文件里没有文字，可能只有图片", fix="请先做文字识别，或者提供文字版")
    return Document(name, trace.text, tuple(trace.blocks), "docx", tables=tuple(filter(None, trace.tables)))


def traced(data: bytes) -> tuple[Trace, Package, Any]:
    """The text of a docx with its origins, the package, and the root of the main part."""
    package = Package(data)
    root = package.xml("word/document.xml")
    trace = Trace()
    body = root.find(w("body")) if root is not None else None
    if body is None:
        raise Unreadable("Word 文件没有正文部分", fix="请在 Word 或 WPS 中打开并重新保存")
    numbering = Numbering(package)
    _container(body, trace, numbering, "paragraph", 0)
    for kind, begin in _OTHERS:
        for part in package.matching(begin):
            other = package.xml(part)
            for holder in (other,) if kind in ("header", "footer") else other.iterchildren():
                _container(holder, trace, numbering, kind, 0)
    return trace, package, root


def _container(holder: Any, trace: Trace, numbering: Numbering, kind: str, depth: int) -> None:
    """Paragraphs and tables of a body, cell, text box, header or note, in order."""
    if depth > DEEPEST:
        return
    for child in holder.iterchildren():
        if child.tag == w("p"):
            _paragraph(child, trace, numbering, kind, depth)
        elif child.tag == w("tbl"):
            _table(child, trace, numbering, kind, depth)
        elif child.tag in (w("sdt"), w("sdtContent"), w("ins"), w("moveTo"), w("customXml"), w("smartTag")):
            _container(child, trace, numbering, kind, depth + 1)


def _table(table: Any, trace: Trace, numbering: Numbering, kind: str, depth: int) -> None:
    grid = list[Cell]()
    rows = (row for row in table.iter(w("tr")) if _nearest(row, w("tbl")) is table)
    for at, row in enumerate(rows):
        column = 0
        for cell in row.iter(w("tc")):
            if _nearest(cell, w("tr")) is row:
                start, width = trace.length, _width(cell)
                _container(
                    cell, trace, numbering, "cell" if kind in ("paragraph", "cell") else kind, depth + 1
                )
                grid.append(Cell(start, max(start, trace.length - 1), at, column, width))
                column += width
    trace.tables.append(tuple(grid))


def _width(cell: Any) -> int:
    """How many columns the cell runs over."""
    span = cell.find(f"{w('tcPr')}/{w('gridSpan')}")
    said = span.get(w("val")) if span is not None else ""
    return min(int(said), 200) if said and said.isdigit() and said != "0" else 1


def _nearest(element: Any, tag: str) -> Any:
    return next(element.iterancestors(tag), None)


def _paragraph(paragraph: Any, trace: Trace, numbering: Numbering, kind: str, depth: int) -> None:
    start, boxes = trace.length, list[Any]()
    trace.write(numbering.label(paragraph))
    _inline(paragraph, trace, boxes, depth)
    if trace.length > start:
        level = heading_level(paragraph) if kind == "paragraph" else 0
        trace.blocks.append(Block(start, trace.length, "heading" if level else kind, level))
        trace.write("\n")
    for box in boxes:
        _container(box, trace, numbering, "textbox", depth + 1)


def _inline(holder: Any, trace: Trace, boxes: list[Any], depth: int) -> None:
    if depth > DEEPEST:
        return
    for child in holder.iterchildren():
        if child.tag in _SKIP or not isinstance(child.tag, str):
            continue
        if child.tag == w("t"):
            trace.write(child.text or "", child)
        elif child.tag in _MARKS:
            trace.write(_MARKS[child.tag])
        elif child.tag == _BOXES:
            boxes.append(child)
        else:
            _inline(child, trace, boxes, depth + 1)


def heading_level(paragraph: Any) -> int:
    """The outline level that the paragraph's style or own property gives, 0 for body text."""
    properties = paragraph.find(w("pPr"))
    if properties is None:
        return 0
    style, outline = properties.find(w("pStyle")), properties.find(w("outlineLvl"))
    if outline is not None and (outline.get(w("val")) or "").isdigit():
        return min(int(outline.get(w("val"))), 8) + 1 if int(outline.get(w("val"))) < 9 else 0
    name = (style.get(w("val")) or "").lower() if style is not None else ""
    digits = name.removeprefix("heading").strip()
    return int(digits) if name.startswith("heading") and digits.isdigit() and len(digits) == 1 else 0
