"""The skeleton of a report: title, addressee, numbered headings, sections, signature and date."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from yifa.review.numerals import chinese_integer
from yifa.review.values import Block, Document

_NUMERALS = "一二三四五六七八九十"
_MARKERS = (
    (1, re.compile(rf"([{_NUMERALS}]+)(、)")),
    (2, re.compile(rf"[（(]([{_NUMERALS}]+)([)）])")),
    (3, re.compile(r"(\d{1,2})([.．、])(?!\d)")),
    (4, re.compile(r"[（(](\d{1,2})([)）])")),
)
_DRESS = re.compile(r"[#*\s　\ufeff]*")
_ENDS = "。！？；：，、!?;:,…"
_SIGNATURE = re.compile(
    r"[一-鿿（）]{2,30}(?:人民政府|办事处|党工委|委员会|街道|镇|乡|局|办公室|大队|司法所|厅|中心)"
)
_DATE = re.compile(
    r"(20\d\d|二[〇○零]二[〇○零一二三四五六七八九])\s*年\s*(\d{1,2}|[一二三四五六七八九十]{1,3})\s*月(?:\s*(\d{1,2}|[一二三四五六七八九十]{1,3})\s*日)?"
)
_ADDRESSEE = re.compile(r"[一-鿿、，（）\s]{2,40}[：:]")
_YEAR = re.compile(r"(20\d\d)\s*年")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: text[start:end] is its marker and title; `number` 0 means that it has none."""

    level: int
    number: int
    title: str
    start: int
    end: int
    block: int
    hashes: int = 0
    marker: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading of the first level with what stands under it: text[start:end]."""

    heading: Heading
    start: int
    end: int


class Outline:
    """The headings of a document, in order."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.blocks: Sequence[Block] = [one for one in document.body if one.kind != "textbox"]
        self.headings = [found for at, block in enumerate(self.blocks) if (found := self._heading(at, block))]
        self.plain = self._unnumbered()
        self.title = document.title or title_of(document)

    def _heading(self, at: int, block: Block) -> Heading | None:
        text = self.document.of(block)
        dress = _DRESS.match(text)
        offset = dress.end() if dress else 0
        for level, pattern in _MARKERS:
            if (found := pattern.match(text, offset)) and block.kind != "cell":
                return self._numbered(at, block, text, level, found)
        return None

    def _numbered(self, at: int, block: Block, text: str, level: int, found: re.Match[str]) -> Heading:
        stop = next((place for place in (text.find("。"), text.find("\n")) if place >= 0), len(text))
        number = int(found[1]) if found[1].isdigit() else chinese_integer(found[1]) or 0
        return Heading(
            level,
            number,
            text[found.end() : stop].strip("* 　"),
            block.start + found.start(),
            block.start + stop,
            at,
            len(text) - len(text.lstrip("#")),
            found[0],
        )

    def _unnumbered(self) -> list[Heading]:
        """Short lines that read as headings but have no number: no stop at the end, a paragraph after them."""
        numbered = {heading.block for heading in self.headings}
        return [
            Heading(
                0,
                0,
                self.document.of(block).strip("#* 　"),
                block.start,
                block.end,
                at,
                len(self.document.of(block)) - len(self.document.of(block).lstrip("#")),
            )
            for at, block in enumerate(self.blocks)
            if at not in numbered and self._reads_as_heading(at, block)
        ]

    def _reads_as_heading(self, at: int, block: Block) -> bool:
        text = self.document.of(block).strip("#* 　")
        if not 4 <= len(text) <= 36 or text[-1] in _ENDS or block.kind == "cell" or _DATE.search(text):
            return False
        if (
            re.search(r"[。；！？]|抄送|附件|印发|〔|送：", text)
            or _SIGNATURE.fullmatch(text)
            or not re.search("[一-鿿]{4}", text)
        ):
            return False
        after = self.blocks[at + 1] if at + 1 < len(self.blocks) else None
        before = self.document.of(self.blocks[at - 1]).rstrip() if at else "。"
        return (
            after is not None
            and before[-1:] in "。！？；：:" + before[-1:] * self._is_heading(at - 1)
            and (after.end - after.start >= 40 or self._is_heading(at + 1))
        )

    def _is_heading(self, at: int) -> bool:
        return any(heading.block == at for heading in self.headings)

    @property
    def sections(self) -> list[Section]:
        """The parts under first-level headings; an unnumbered first part counts where 一、 was forgotten."""
        tops = [heading for heading in self.headings if heading.level == 1]
        if tops and tops[0].number > 1 and (lost := self.lost_first):
            tops.insert(0, lost)
        if not tops:
            return []
        ends = [*(heading.start for heading in tops[1:]), self.blocks[-1].end]
        return [Section(heading, heading.start, end) for heading, end in zip(tops, ends, strict=True)]

    @property
    def lost_first(self) -> Heading | None:
        """The unnumbered line before 二、 that should carry 一、."""
        tops = [heading for heading in self.headings if heading.level == 1]
        before = [one for one in self.plain if not tops or one.start < tops[0].start]
        first_sub = next((one.start for one in self.headings if one.level == 2), None)
        if first_sub is not None:
            before = [one for one in before if one.start < first_sub]
        return before[-1] if before and before[-1].title != self.title else None

    @property
    def year(self) -> int | None:
        """The year the report is about: the title's, else the first one of the text."""
        for text in (self.title, self.document.text[:400]):
            if found := _YEAR.search(text):
                return int(found[1])
        return None

    @property
    def ending(self) -> list[Block]:
        """The last lines, where signature and date stand."""
        return list(self.blocks[-6:])

    def signature(self) -> Block | None:
        """The line that names the office at the end."""
        for block in reversed(self.ending):
            text = re.sub(r"\s", "", self.document.of(block))
            if _SIGNATURE.fullmatch(text) and not text.startswith("抄送"):
                return block
        return None

    def dated(self) -> tuple[date | None, bool]:
        """The day of the report and whether any date stands at its end or under its title."""
        places = [*reversed(self.ending), *self.blocks[:4]]
        for block in places:
            text = self.document.of(block)
            if len(text) <= 40 and (found := _DATE.search(text)) and not re.search("报告|情况", text):
                return _day(found), True
        return None, False

    def addressee(self) -> Block | None:
        """The line that names who the report is for."""
        return next(
            (block for block in self.blocks[1:6] if _ADDRESSEE.fullmatch(self.document.of(block).strip())),
            None,
        )


def title_of(document: Document) -> str:
    """The line among the first that reads as a report's title, else the first line."""
    lines = [document.of(block).strip("#* 　") for block in document.body[:4]]
    lines = [line for line in lines if line]
    named = (
        one
        for one in lines
        if re.search("报告|情况|总结|汇报", one) and len(one) < 80 and one[-1] not in "。；"
    )
    return next(named, lines[0][:80] if lines else "")


def _day(found: re.Match[str]) -> date | None:
    year, month, day = (_number(found[group]) for group in (1, 2, 3))
    try:
        return date(year, month, day or 1)
    except ValueError:
        return None


def _number(text: str | None) -> int:
    if not text:
        return 0
    return int(text) if text.isdigit() else chinese_integer(text.replace("○", "〇")) or 0
