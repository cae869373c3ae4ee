"""The text of a review with its findings marked: what the page shows, block by block."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Generic, TypeVar

from yifa.review import Finding
from yifa.review.values import SEVERITIES

Numbered = tuple[int, Finding]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text under one finding (number 0: none). `begins` are the findings that begin here."""

    text: str
    number: int = 0
    severity: str = ""
    begins: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One block of the document."""

    kind: str
    level: int
    pieces: list[Piece] = field(default_factory=list)


def marked(text: str, blocks: Sequence[Sequence[object]], findings: Sequence[Numbered]) -> list[Paragraph]:
    """The blocks with the findings in them. Where findings lie over each other the gravest shows."""
    spans = [(int(str(one[0])), int(str(one[1])), str(one[2]), int(str(one[3]))) for one in blocks]
    held: list[list[Numbered]] = [[] for _ in spans]
    starts, ends = [span[0] for span in spans], [span[1] for span in spans]
    for number, one in findings:
        if one.end > one.start:
            for at in range(bisect_right(ends, one.start), bisect_left(starts, one.end)):
                held[at].append((number, one))
    return [
        Paragraph(kind, level, pieces(text, start, end, inside))
        for (start, end, kind, level), inside in zip(spans, held, strict=True)
    ]


def pieces(text: str, start: int, end: int, findings: Sequence[Numbered]) -> list[Piece]:
    """text[start:end] cut wherever a finding begins or ends."""
    cuts = {start, end}
    for _number, one in findings:
        cuts |= {max(start, one.start), min(end, one.end)}
    edges = sorted(cuts)
    return [_piece(text, low, high, findings) for low, high in pairwise(edges)]


def _piece(text: str, low: int, high: int, findings: Sequence[Numbered]) -> Piece:
    over = [(number, one) for number, one in findings if one.start <= low and high <= one.end]
    begins = tuple(number for number, one in over if one.start == low)
    if not over:
        return Piece(text[low:high])
    number, gravest = min(over, key=lambda row: (SEVERITIES.index(row[1].severity), row[0]))
    return Piece(text[low:high], number, gravest.severity, begins)


@dataclass(frozen=True, slots=True)
class Laid(Generic[T]):
    """What stands at one place of the page: a paragraph, or a table by rows of cells, each its width and paragraphs."""

    paragraph: T | None = None
    rows: list[list[tuple[int, list[T]]]] = field(default_factory=list)


def laid(
    paragraphs: Sequence[T], blocks: Sequence[Sequence[object]], tables: Sequence[Sequence[Sequence[int]]]
) -> list[Laid[T]]:
    """The paragraphs of the blocks, with those that are cells put into their tables; of nested ones the outermost."""
    starts = [int(str(one[0])) for one in blocks]
    result: list[Laid[T]] = []
    at = 0
    for grid in sorted((one for one in tables if one), key=lambda one: (one[0][0], -one[-1][1])):
        begin, end = bisect_left(starts, grid[0][0]), bisect_right(starts, grid[-1][1])
        if begin < at or begin == end or any(one[2] != "cell" for one in blocks[begin:end]):
            continue
        result += [Laid(one) for one in paragraphs[at:begin]]
        result.append(Laid(rows=_rows(paragraphs, starts, grid)))
        at = end
    return [*result, *(Laid(one) for one in paragraphs[at:])]


def _rows(
    paragraphs: Sequence[T], starts: Sequence[int], grid: Sequence[Sequence[int]]
) -> list[list[tuple[int, list[T]]]]:
    """The cells row by row; where a cell above runs on, an empty one stands."""
    rows: dict[int, list[tuple[int, list[T]]]] = {}
    filled: dict[int, int] = {}
    for start, end, row, column, width in grid:
        cells = rows.setdefault(row, [])
        if (gap := column - filled.get(row, 0)) > 0:
            cells.append((gap, []))
        inside = paragraphs[bisect_left(starts, start) : bisect_left(starts, max(end, start))]
        cells.append((width, list(inside)))
        filled[row] = column + width
    return [rows[row] for row in sorted(rows)]
