"""What every check is given: the document, its figures and outline, and what was handed in from outside."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from yifa.review.acts import ActIndex
from yifa.review.citations import Citation, citations
from yifa.review.extraction import figures
from yifa.review.ledger import LedgerFigures
from yifa.review.outline import Outline
from yifa.review.values import Block, Document, Figure, Finding, Settings

_END = re.compile(r"[。！？\n]")


@dataclass(frozen=True)
class Reading:
    """One document under review."""

    document: Document
    acts: ActIndex | None
    ledger: LedgerFigures | None
    peers: Sequence[Document]
    today: date
    settings: Settings

    @property
    def text(self) -> str:
        """The document's text."""
        return self.document.text

    @cached_property
    def figures(self) -> list[Figure]:
        """Every figure of the document."""
        return figures(self.document)

    @cached_property
    def outline(self) -> Outline:
        """Headings, sections, signature and date."""
        return Outline(self.document)

    @cached_property
    def year(self) -> int:
        """The year the report is about; where nothing tells it, last year."""
        return self.settings.year or self.outline.year or self.today.year - 1

    @cached_property
    def is_report(self) -> bool:
        """Whether this is a whole yearly report: only then are its parts asked for."""
        tops = [one for one in self.outline.headings if one.level == 1]
        return len(self.text) >= 600 and (len(tops) >= 2 or "法治政府建设" in self.text[:200])

    @cached_property
    def body(self) -> Sequence[Block]:
        """The blocks of the report itself."""
        return self.document.body

    def matches(self, pattern: re.Pattern[str]) -> Iterable[re.Match[str]]:
        """Matches of a pattern in the report itself, block by block, with offsets of the document."""
        if pattern.search(self.text) is None:  # one pass in C: most patterns stand nowhere in most texts
            return
        for block in self.body:
            yield from pattern.finditer(self.text, block.start, block.end)

    @cached_property
    def citations(self) -> list[Citation]:
        """Every 《…》 with the articles named after it."""
        return list(citations(self.document))

    @cached_property
    def sentences(self) -> list[list[Figure]]:
        """The figures of each sentence that has any."""
        groups: list[list[Figure]] = []
        for figure in self.figures:
            if groups and not _END.search(self.text, groups[-1][-1].end, figure.start):
                groups[-1].append(figure)
            else:
                groups.append([figure])
        return groups


@dataclass(frozen=True, slots=True)
class Check:
    """One check: `code` names it, `example` shows a text it flags and the same text as it should be."""

    code: str
    name: str
    severity: str
    basis: str
    example: tuple[str, str]
    run: Callable[[Reading, Check], Iterable[Finding]]

    def at(
        self,
        reading: Reading,
        start: int,
        end: int,
        message: str,
        *,
        suggestion: str = "",
        basis: str = "",
        severity: str = "",
    ) -> Finding:
        """A finding of this check at text[start:end]."""
        return Finding(
            self.code,
            severity or self.severity,
            start,
            end,
            reading.text[start:end],
            message,
            basis or self.basis,
            suggestion,
        )
