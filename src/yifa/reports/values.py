"""A report as frozen values: parts of blocks of runs. A figure is a token, its words only what it shows now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

Form = Literal["text", "number", "over", "near", "last"]
Kind = Literal["heading", "paragraph"]
GAP = "【请填写】"


@dataclass(frozen=True, slots=True)
class Text:
    """Words. `source` names the record they were taken from, such as records:12."""

    text: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Token:
    """A figure in a sentence. `form` says how it is worded, `text` what that comes to.

    `numbers` are the value and, of a ratio or change, its two parts.
    """

    code: str
    text: str
    form: Form = "text"
    numbers: tuple[Decimal, ...] = ()


Run = Text | Token


@dataclass(frozen=True, slots=True)
class Block:
    """A heading (level 1 to 4) or a paragraph. `sources` are the records it rests on, `theme` its field of work."""

    kind: Kind
    runs: tuple[Run, ...]
    level: int = 0
    theme: str = ""
    sources: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The block as read."""
        return "".join(run.text for run in self.runs)

    @property
    def gap(self) -> bool:
        """Whether the office still has to write something here."""
        return GAP in self.text


@dataclass(frozen=True, slots=True)
class Part:
    """One of the parts the rule asks for, with its first-level heading."""

    code: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """The yearly report of a unit as its records stood at an instant."""

    unit: str
    office: str
    year: int
    title: str
    addressee: str
    opening: tuple[Block, ...]
    parts: tuple[Part, ...]
    as_of: datetime
    figures: Mapping[str, str] = field(default_factory=dict)

    def blocks(self) -> Iterator[tuple[str, Block]]:
        """Every block with the code of its part, in reading order, headings with their numbers."""
        plain = [("opening", block) for block in self.opening]
        for part in self.parts:
            plain.append((part.code, Block("heading", (Text(part.title),), 1)))
            plain += [(part.code, block) for block in part.blocks]
        told = numbered(block for _, block in plain)
        yield from zip((code for code, _ in plain), told, strict=True)

    def tokens(self) -> list[Token]:
        """Every figure of the report, in reading order."""
        return [run for _, block in self.blocks() for run in block.runs if isinstance(run, Token)]

    def gaps(self) -> list[str]:
        """What the office still has to write."""
        return [block.text for _, block in self.blocks() if block.gap]

    def text(self) -> str:
        """The whole report as plain text."""
        return "\n".join(
            [self.title, f"{self.addressee}：", *(block.text for _, block in self.blocks()), self.office]
        )


DIGITS = "零一二三四五六七八九"


def chinese(number: int) -> str:
    """A number below a hundred in Chinese, for the numbering of headings."""
    tens, ones = divmod(number, 10)
    if not tens:
        return DIGITS[ones]
    return ("" if tens == 1 else DIGITS[tens]) + "十" + (DIGITS[ones] if ones else "")


def numbered(blocks: Iterable[Block]) -> Iterator[Block]:
    """Blocks with their headings numbered 一、（一）1.（1）; a deeper level starts anew under each heading."""
    counts = [0, 0, 0, 0]
    for block in blocks:
        if block.kind == "heading":
            counts[block.level - 1] += 1
            counts[block.level :] = [0] * (4 - block.level)
            mark = heading_mark(block.level, counts[block.level - 1])
            block = replace(block, runs=(Text(mark), *block.runs))
        yield block


def heading_mark(level: int, number: int) -> str:
    """The number of a heading, as GB/T 9704-2012 writes it on each level."""
    return {1: f"{chinese(number)}、", 2: f"（{chinese(number)}）", 3: f"{number}.", 4: f"（{number}）"}[
        level
    ]


def to_json(draft: Draft) -> dict[str, Any]:
    """A draft for programs."""
    return {
        "unit": draft.unit,
        "office": draft.office,
        "year": draft.year,
        "title": draft.title,
        "addressee": draft.addressee,
        "as_of": draft.as_of.isoformat(),
        "opening": [block_to_json(block) for block in draft.opening],
        "parts": [
            {
                "code": part.code,
                "title": part.title,
                "blocks": [block_to_json(block) for block in part.blocks],
            }
            for part in draft.parts
        ],
        "figures": dict(draft.figures),
        "gaps": draft.gaps(),
    }


def block_to_json(block: Block) -> dict[str, Any]:
    """A block for programs."""
    return {
        "kind": block.kind,
        "level": block.level,
        "theme": block.theme,
        "sources": list(block.sources),
        "text": block.text,
        "runs": runs_to_json(block.runs),
    }


def runs_to_json(runs: tuple[Run, ...]) -> list[dict[str, Any]]:
    """Runs as they are stored and sent."""
    return [_run_to_json(run) for run in runs]


def _run_to_json(run: Run) -> dict[str, Any]:
    if isinstance(run, Text):
        return {"text": run.text, **({"source": run.source} if run.source else {})}
    return {
        "figure": run.code,
        "form": run.form,
        "text": run.text,
        **({"numbers": [str(number) for number in run.numbers]} if run.numbers else {}),
    }


def runs_from_json(rows: list[dict[str, Any]]) -> tuple[Run, ...]:
    """Stored runs back as values."""
    return tuple(_run_from_json(row) for row in rows)


def _run_from_json(row: dict[str, Any]) -> Run:
    if "figure" not in row:
        return Text(row["text"], row.get("source", ""))
    numbers = tuple(Decimal(number) for number in row.get("numbers", ()))
    return Token(row["figure"], row["text"], row.get("form", "text"), numbers)
