"""An office's figures of a year as review reads them: by the kinds of figure a text may speak of."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from yifa.figures.definitions import figures
from yifa.figures.periods import year as year_of
from yifa.figures.queries import values
from yifa.figures.values import FigureValue
from yifa.office.models import Unit
from yifa.review.ledger import FixedFigures, Kept


def kept_by(unit: Unit, year: int, *, as_of: datetime | None = None) -> FixedFigures:
    """What a unit kept for a year, to hold a text against."""
    span = year_of(year)
    return kept_of(
        f"{unit.name}{year}年", values(None, unit=unit, start=span.start, end=span.end, as_of=as_of)
    )


def kept_of(name: str, found: Mapping[str, FigureValue]) -> FixedFigures:
    """The same from values that were read already."""
    kept: dict[str, tuple[Kept, ...]] = {}
    for one in figures():
        for kind in one.review:
            kept[kind] = (*kept.get(kind, ()), Kept(one.code, one.name, found[one.code].value))
    return FixedFigures(name, kept)
