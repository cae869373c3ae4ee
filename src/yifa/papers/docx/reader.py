"""Takes an edited Word document back: its text as blocks, its figures still bound, and what became of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from yifa.papers.docx.inline import Figures, ReadFigure, runs
from yifa.papers.docx.opening import Package, main_part, open_package
from yifa.papers.docx.styles import STYLES
from yifa.papers.docx.xml import NAMES, Element, qualified
from yifa.papers.values import (
    Attachment,
    Block,
    FigureRun,
    Heading,
    Paragraph,
    Picture,
    Run,
    Table,
)

# Headings of a text whose styles were lost: 一、 （一） 1. （1）
HEADINGS = (
    (1, re.compile(r"[一二三四五六七八九十百]+、")),
    (2, re.compile(r"（[一二三四五六七八九十百]+）")),
    (3, re.compile(r"\d{1,3}[.．]\s?\D")),
    (4, re.compile(r"（\d{1,3}）")),
)
LONGEST_HEADING = 40
ROLES = {name: key for key, (name, _, _) in STYLES.items()}
# Paragraphs that are elements of their own, not text.
ELEMENTS = {
    "Head", "Mark", "Number", "DocTitle", "Addressee", "AttachmentList", "Signature", "DocDate", "Notes", "Imprint"
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """What a file says.

    key: names the document it was made from; empty for a file of other origin.
    elements: texts beside the body by style: Head, Number, DocTitle, Addressee, Signature, DocDate, Notes, Imprint.
    figures: every figure met, in order. lost: figures whose control is gone. remarks: what a person should know.
    """

    key: str
    title: str
    blocks: tuple[Block, ...]
    attachments: tuple[Attachment, ...]
    elements: dict[str, tuple[str, ...]]
    figures: tuple[ReadFigure, ...]
    lost: tuple[FigureRun, ...]
    remarks: tuple[str, ...]

    @property
    def overtyped(self) -> tuple[ReadFigure, ...]:
        """Figures whose text somebody changed."""
        return tuple(figure for figure in self.figures if figure.overtyped)

    @property
    def text(self) -> str:
        """The body as plain text, a line for each paragraph."""
        return "\n".join(line for block in self.blocks for line in _lines(block))


def _lines(block: Block) -> Iterator[str]:
    if isinstance(block, Heading | Paragraph):
        yield block.text
    elif isinstance(block, Table):
        for row in block.rows:
            yield "\t".join(cell if isinstance(cell, str) else cell.text for cell in row)


def read(data: bytes) -> ReadDocument:
    """Read a Word document.

    Raises:
        Unreadable: too large, damaged, with macros or a password, or not a Word document.
    """
    package = open_package(data)
    body = main_part(package)
    reader = _Reader(package, Figures.of(package), _roles(package))
    for node in _content(body):
        reader.take(node)
    return reader.result(_remarks(package, body))


def _roles(package: Package) -> dict[str, str]:
    """Style identifier -> role. Programs rename identifiers but keep the names that people see."""
    tree = package.xml("word/styles.xml")
    found = {}
    for style in tree.iterfind("w:style", NAMES) if tree is not None else ():
        name = style.find("w:name", NAMES)
        shown = name.get(qualified("w:val"), "") if name is not None else ""
        found[style.get(qualified("w:styleId"), "")] = ROLES.get(shown, ROLES.get(shown.lower(), ""))
    return found


def _content(node: Element) -> Iterator[Element]:
    """Paragraphs and tables in order, whatever is wrapped around them."""
    for child in node:
        name = str(child.tag).rpartition("}")[2]
        if name in ("p", "tbl"):
            yield child
        elif name not in ("sectPr", "sdtPr", "sdtEndPr", "del", "moveFrom"):
            yield from _content(child)


def _remarks(package: Package, body: Element) -> tuple[str, ...]:
    found = []
    if any(True for _ in body.iter(qualified("w:ins"), qualified("w:del"), qualified("w:moveFrom"))):
        found.append("文件带有修订痕迹：已按接受全部修订读取")
    comments = package.xml("word/comments.xml")
    if comments is not None and len(comments):
        found.append(f"文件带有 {len(comments)} 条批注，未读入")
    if any(True for _ in body.iter(qualified("w:footnoteReference"))):
        found.append("文件带有脚注，未读入")
    return tuple(found)


@dataclass(slots=True)
class _Reader:
    package: Package
    figures: Figures
    roles: dict[str, str]
    blocks: list[Block] = field(default_factory=list)
    elements: dict[str, list[str]] = field(default_factory=dict)
    attachments: list[tuple[list[str], list[Block]]] = field(default_factory=list)
    caption: str = ""

    def take(self, node: Element) -> None:
        """One paragraph or table."""
        if node.tag == qualified("w:tbl"):
            self.current.append(self.table(node))
        else:
            self.paragraph(node)

    @property
    def current(self) -> list[Block]:
        return self.attachments[-1][1] if self.attachments else self.blocks

    def paragraph(self, node: Element) -> None:
        role, inline = self.role(node), runs(node, self.figures)
        text = "".join(run.text for run in inline)
        if picture := self.picture(node):
            self.current.append(picture)
        elif role == "AttachmentLabel" and text.strip():
            self.attachments.append(([], []))
        elif role == "AttachmentTitle" and self.attachments:
            self.attachments[-1][0].append(text)
        elif role == "Caption":
            self.captioned(text)
        elif role in ELEMENTS:
            self.elements.setdefault(role, []).extend([text] if text.strip() else [])
        elif text.strip() and role != "PageNumber":
            self.current.append(self.block(node, role, inline, text))

    def role(self, node: Element) -> str:
        style = node.find("w:pPr/w:pStyle", NAMES)
        return self.roles.get(style.get(qualified("w:val"), ""), "") if style is not None else ""

    def captioned(self, text: str) -> None:
        """A caption belongs to the picture above it, otherwise to the table below."""
        if self.current and isinstance(self.current[-1], Picture) and not self.current[-1].caption:
            picture = self.current.pop()
            assert isinstance(picture, Picture)
            self.current.append(Picture(picture.data, text.strip(), picture.width_mm))
        else:
            self.caption = text.strip()

    def block(self, node: Element, role: str, inline: tuple[Run, ...], text: str) -> Block:
        level = int(role[-1]) if role.startswith("Heading") else _level(text) if not role else 0
        if level and all(not isinstance(run, FigureRun) for run in inline):
            return Heading(level, text.strip())
        return Paragraph(inline, _align(node))

    def picture(self, node: Element) -> Picture | None:
        blip = next(node.iter(qualified("a:blip")), None)
        data = self.media(blip.get(qualified("r:embed"), "")) if blip is not None else b""
        return Picture(data) if data else None

    def media(self, identifier: str) -> bytes:
        """The bytes of a picture by its relationship."""
        tree = self.package.xml("word/_rels/document.xml.rels")
        for relation in tree if tree is not None else ():
            if relation.get("Id") == identifier:
                return self.package.parts.get(f"word/{relation.get('Target', '')}", b"")
        return b""

    def table(self, node: Element) -> Table:
        rows = [
            [self.cell(cell) for cell in row.iterfind("w:tc", NAMES)] for row in node.iterfind("w:tr", NAMES)
        ]
        width = max((len(row) for row in rows), default=1)
        even = tuple((*row, *[""] * (width - len(row))) for row in rows) or (("",),)
        headers = sum(
            1 for row in node.iterfind("w:tr", NAMES) if row.find("w:trPr/w:tblHeader", NAMES) is not None
        )
        caption, self.caption = self.caption, ""
        return Table(even, caption, headers)

    def cell(self, node: Element) -> str | FigureRun:
        lines = [
            runs(paragraph, self.figures) for paragraph in _content(node) if paragraph.tag == qualified("w:p")
        ]
        if len(lines) == 1 and len(lines[0]) == 1 and isinstance(lines[0][0], FigureRun):
            return lines[0][0]
        return "\n".join("".join(run.text for run in line) for line in lines)

    def result(self, remarks: tuple[str, ...]) -> ReadDocument:
        if self.figures.untagged:
            remarks += (f"{self.figures.untagged} 处数据控件失去标识，已作普通文字读入",)
        return ReadDocument(
            key=self.figures.key,
            title="".join(self.elements.get("DocTitle", [])).replace("\n", ""),
            blocks=tuple(self.blocks),
            attachments=tuple(
                Attachment("".join(t).replace("\n", ""), tuple(b)) for t, b in self.attachments
            ),
            elements={role: tuple(texts) for role, texts in self.elements.items()},
            figures=tuple(self.figures.found),
            lost=self.figures.lost,
            remarks=remarks,
        )


def _level(text: str) -> int:
    """The level of a heading by its number; a whole paragraph that begins with one is none."""
    if len(text) > LONGEST_HEADING or text.rstrip().endswith(("；", ";")):
        return 0
    return next((level for level, pattern in HEADINGS if pattern.match(text.strip())), 0)


def _align(node: Element) -> str:
    side = node.find("w:pPr/w:jc", NAMES)
    value = side.get(qualified("w:val"), "") if side is not None else ""
    if value in ("center", "right", "end"):
        return "center" if value == "center" else "right"
    indent = node.find("w:pPr/w:ind", NAMES)
    names = ("w:firstLineChars", "w:firstLine")
    given = [indent.get(qualified(name)) for name in names] if indent is not None else []
    return "flush" if given and all(value in (None, "0") for value in given) else "body"
