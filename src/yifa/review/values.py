"""What a review is made of: the document read, the figures in it, what was found. Offsets count characters of `text`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

SEVERITIES = ("high", "medium", "low", "question")
SEVERITY_NAMES = {"high": "错误", "medium": "应改", "low": "建议", "question": "请核"}

BODY_KINDS = frozenset({"paragraph", "heading", "title", "cell", "textbox"})


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading or cell: text[start:end]. `level` is the heading's level, 0 elsewhere."""

    start: int
    end: int
    kind: str = "paragraph"
    level: int = 0


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: text[start:end], in a row and from a column on over `width` columns, all counted from 0."""

    start: int
    end: int
    row: int
    column: int
    width: int = 1


Grid = tuple[Cell, ...]


def _plain(value: Figure | Finding) -> dict[str, Any]:
    """Its fields by name: all are plain already, nothing needs a copy as asdict makes."""
    return {name: getattr(value, name) for name in value.__slots__}


@dataclass(frozen=True, slots=True)
class Document:
    """A file as text. `blocks` are its paragraphs in order, `tables` its tables; `format` is txt, md, html, docx, pdf."""

    name: str
    text: str
    blocks: tuple[Block, ...]
    format: str = "txt"
    title: str = ""
    tables: tuple[Grid, ...] = ()

    def of(self, block: Block) -> str:
        """The text of a block."""
        return self.text[block.start : block.end]

    @property
    def body(self) -> tuple[Block, ...]:
        """The blocks that are the report itself: no page headers, notes or comments."""
        return tuple(block for block in self.blocks if block.kind in BODY_KINDS)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with a unit: text[start:end].

    `value` is in the base unit (64余万元 is 640000 元; a percentage stays as written), `high` the upper end of a range.
    `approx` is exact, over, under, about or range. `per` says what it belongs to (各, 均, 每…), `scope` which time:
    year, cumulative, target, growth, threshold, last_year. `parent` is the index of the total it is a part of,
    `exhaustive` tells that all parts of that total are named. `code` is the office's own figure of that kind, if kept.
    """

    text: str
    start: int
    end: int
    value: int | float
    unit: str
    approx: str = "exact"
    kind: str = "count"
    high: int | float | None = None
    per: str = ""
    scope: str = "year"
    parent: int | None = None
    exhaustive: bool = False
    code: str = ""

    def to_json(self) -> dict[str, Any]:
        """As a plain object."""
        return _plain(self)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something an editor would flag at text[start:end]; an empty span points at the whole text.

    `severity` is high, medium, low or question (a question is never an accusation). `suggestion` is a safe
    replacement of the span, or empty.
    """

    check: str
    severity: str
    start: int
    end: int
    text: str
    message: str
    basis: str = ""
    suggestion: str = ""

    def to_json(self) -> dict[str, Any]:
        """As a plain object."""
        return _plain(self)


@dataclass(frozen=True, slots=True)
class SetAside:
    """A finding that somebody judged right as it stands: why, by whom, until when. It returns after `until`."""

    check: str
    text: str
    reason: str
    by: str
    until: date

    def covers(self, finding: Finding, day: date) -> bool:
        """Whether this sets the finding aside on that day. The same words elsewhere in the text count as the same."""
        return self.check == finding.check and self.text == finding.text and day <= self.until


@dataclass(frozen=True, slots=True)
class Settings:
    """How to review. `least` is the lowest severity shown; `year` the report's year, where the text does not tell it.

    `only` and `without` choose checks by code. `submit_by` and `publish_by` (month, day of the next year) follow the
    local notice. `yearly` says that a passage belongs to a yearly report, which a whole report tells by itself. `last_year` holds last year's values by kind, for the question whether a figure was copied.
    """

    least: str = "medium"
    year: int | None = None
    only: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()
    set_aside: tuple[SetAside, ...] = ()
    submit_by: tuple[int, int] = (3, 1)
    publish_by: tuple[int, int] = (4, 1)
    yearly: bool = False
    last_year: Mapping[str, Decimal] = field(default_factory=dict)

    def shows(self, severity: str) -> bool:
        """Whether findings of that severity are shown."""
        return SEVERITIES.index(severity) <= SEVERITIES.index(self.least)
