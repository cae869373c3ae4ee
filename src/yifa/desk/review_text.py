"""The text of a review with its findings marked: what the page shows, block by block."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from yifa.review import Finding
from yifa.review.values import SEVERITIES

Numbered = tuple[int, Finding]


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
