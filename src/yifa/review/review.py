"""The review itself: run every check, leave out what was set aside, put the rest in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from yifa.foundation import clock
from yifa.review import kinds
from yifa.review.acts import ActIndex
from yifa.review.checks import CHECKS
from yifa.review.comparison import Comparison, compared
from yifa.review.grids import in_lines
from yifa.review.ledger import LedgerFigures
from yifa.review.parts import Part, parts
from yifa.review.readers.text import blocks
from yifa.review.reading import Reading
from yifa.review.values import SEVERITIES, Document, Figure, Finding, Settings


@dataclass(frozen=True, slots=True)
class Review:
    """What was found in one document."""

    document: Document
    figures: tuple[Figure, ...]
    findings: tuple[Finding, ...]
    parts: tuple[Part, ...]
    comparison: tuple[Comparison, ...] = ()
    year: int = 0

    def to_json(self) -> dict[str, Any]:
        """One plain object: file, figures, findings, parts, comparison."""
        return {
            "file": self.document.name,
            "title": self.document.title,
            "year": self.year,
            "parts": [part.to_json() for part in self.parts],
            "figures": [{**figure.to_json(), "name": kinds.name(figure.kind)} for figure in self.figures],
            "findings": [finding.to_json() for finding in self.findings],
            "comparison": [row.to_json() for row in self.comparison],
        }


def report(
    document: Document,
    *,
    acts: ActIndex | None = None,
    ledger: LedgerFigures | None = None,
    peers: Sequence[Document] = (),
    today: date | None = None,
    settings: Settings | None = None,
) -> Review:
    """Everything about one document: its parts, figures and findings, and the ledger beside it where given."""
    reading = Reading(document, acts, ledger, peers, today or clock.today(), settings or Settings())
    return Review(
        document,
        tuple(reading.figures),
        tuple(_findings(reading)),
        tuple(parts(reading)),
        tuple(compared(reading)),
        reading.year,
    )


def review_text(
    text: str,
    *,
    acts: ActIndex | None = None,
    ledger: LedgerFigures | None = None,
    today: date | None = None,
    settings: Settings | None = None,
) -> Review:
    """A passage of a yearly report, as it is typed: what a file would be asked, without what only a whole text can lack.

    A paragraph takes about a millisecond.
    """
    document = Document("", text, blocks(text), tables=in_lines(text))
    settings = settings or Settings(yearly=True)
    return report(document, acts=acts, ledger=ledger, today=today, settings=settings)


def check(
    document: Document,
    *,
    acts: ActIndex | None = None,
    ledger: LedgerFigures | None = None,
    peers: Sequence[Document] = (),
    today: date | None = None,
    settings: Settings | None = None,
) -> list[Finding]:
    """Only the findings, gravest first within each place."""
    return _findings(Reading(document, acts, ledger, peers, today or clock.today(), settings or Settings()))


def _findings(reading: Reading) -> list[Finding]:
    settings = reading.settings
    found = {
        finding
        for one in CHECKS
        if one.code not in settings.without and (not settings.only or one.code in settings.only)
        for finding in one.run(reading, one)
        if settings.shows(finding.severity)
    }
    titles = [one for one in found if one.check == "law.title"]
    found -= {
        one
        for one in found
        if one.check == "wording.characters" and any(_holds(title, one) for title in titles)
    }
    kept = [one for one in found if not any(aside.covers(one, reading.today) for aside in settings.set_aside)]
    return sorted(
        kept, key=lambda one: (one.start, SEVERITIES.index(one.severity), one.end, one.check, one.message)
    )


def _holds(outer: Finding, inner: Finding) -> bool:
    """A misspelt title says all that the wrong character in it would say again."""
    return outer.start <= inner.start and inner.end <= outer.end
