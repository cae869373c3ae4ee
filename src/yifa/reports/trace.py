"""How figures moved: what changed since the freeze, by which records, and the steps from draft to freeze to today."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from itertools import pairwise

from yifa.figures import queries as figures
from yifa.figures.definitions import figure
from yifa.figures.periods import Period, spanning
from yifa.figures.periods import year as year_of
from yifa.figures.rules import text
from yifa.figures.values import Figure, FigureValue
from yifa.foundation import clock
from yifa.journal.queries import Assertion
from yifa.records.models import Change, Record
from yifa.reports.models import Report
from yifa.reports.queries import asserted

SHOWN = 12  # records named in one stretch of a waterfall; the others are summed up


@dataclass(frozen=True, slots=True)
class Step:
    """What one record brought to a figure between two instants. `changes` say who, when and why."""

    source: str
    record: Record | None
    delta: Decimal
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Moved:
    """A frozen figure that stands otherwise today."""

    figure: Figure
    frozen: Decimal
    today: FigureValue
    steps: tuple[Step, ...]

    @property
    def then(self) -> str:
        """The frozen value as reports write it."""
        return text(self.frozen, self.figure)


@dataclass(frozen=True, slots=True)
class Waterfall:
    """A figure at draft, freeze and today, and what moved it in between."""

    figure: Figure
    points: tuple[tuple[str, Decimal], ...]
    stretches: tuple[tuple[Step, ...], ...]
    rest: tuple[Decimal, ...] = field(default=())


def moved(found: Report) -> list[Moved]:
    """The frozen figures that no longer hold, with the records that changed them."""
    if found.as_of is None:
        return []
    told: list[Moved] = []
    for period, claims in _by_period(asserted(found, found.as_of)).items():
        now = figures.values(
            [one.figure for one in claims], unit=found.unit, start=period.start, end=period.end
        )
        for one in claims:
            value = now[one.figure]
            if value.value != one.value:
                steps = between(found, one.figure, period, found.as_of, None)
                told.append(Moved(figure(one.figure), one.value, value, tuple(steps)))
    return told


def _by_period(rows: Iterable[Assertion]) -> dict[Period, list[Assertion]]:
    found: dict[Period, list[Assertion]] = {}
    for one in rows:
        found.setdefault(spanning(one.start, one.end), []).append(one)
    return found


def between(found: Report, code: str, period: Period, since: datetime, until: datetime | None) -> list[Step]:
    """What each record brought to a figure between two instants, largest first. Of a ratio, to both its parts."""
    parts = ("of", "over") if figure(code).kind == "ratio" else ("",)
    deltas: dict[str, Decimal] = {}
    for part in parts:
        before = dict(figures.trace(code, unit=found.unit, period=period, as_of=since, part=part))
        after = dict(figures.trace(code, unit=found.unit, period=period, as_of=until, part=part))
        for source in before.keys() | after.keys():
            delta = after.get(source, Decimal(0)) - before.get(source, Decimal(0))
            if delta and not deltas.get(source):
                deltas[source] = delta
    return _steps(deltas, since, until)


def _steps(deltas: dict[str, Decimal], since: datetime, until: datetime | None) -> list[Step]:
    keys = {int(source.split(":")[1]): source for source in deltas if source.startswith("records:")}
    records = {row.source: row for row in Record.objects.filter(pk__in=keys).select_related("unit")}
    changes: dict[str, list[Change]] = {}
    for one in Change.objects.filter(
        record__in=keys, at__gt=since, at__lte=until or clock.now()
    ).select_related("by"):
        changes.setdefault(keys[one.record_id], []).append(one)
    told = [
        Step(source, records.get(source), delta, tuple(changes.get(source, ())))
        for source, delta in deltas.items()
    ]
    return sorted(told, key=lambda step: (-abs(step.delta), step.source))


def waterfall(found: Report, code: str) -> Waterfall:
    """How a figure moved from the draft over the freeze to today."""
    period, start = year_of(found.year), found.entered_at
    instants: list[tuple[str, datetime | None]] = [("起草", start)]
    if found.as_of is not None:
        instants.append(("封存", found.as_of))
    instants.append(("今天", None))
    values = [figures.value(code, unit=found.unit, period=period, as_of=at).value for _, at in instants]
    stretches = [
        between(found, code, period, since or start, until) for (_, since), (_, until) in pairwise(instants)
    ]
    return Waterfall(
        figure=figure(code),
        points=tuple((name, value) for (name, _), value in zip(instants, values, strict=True)),
        stretches=tuple(tuple(steps[:SHOWN]) for steps in stretches),
        rest=tuple(sum((step.delta for step in steps[SHOWN:]), Decimal(0)) for steps in stretches),
    )
