"""Freeze figures for a report, and see later what has changed since."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from yifa.figures.periods import Period, spanning
from yifa.figures.queries import values
from yifa.figures.values import FigureValue
from yifa.foundation import clock
from yifa.journal.actions import assert_values
from yifa.journal.queries import Assertion, assertions
from yifa.office.models import Unit


def freeze(
    codes: Iterable[str] | None,
    *,
    unit: Unit,
    period: Period,
    note: str,
    by: int,
    as_of: datetime | None = None,
) -> dict[str, FigureValue]:
    """Take the values of figures as of an instant (now) and assert them: `note` says for which report."""
    moment = as_of or clock.now()
    found = values(codes, unit=unit, start=period.start, end=period.end, as_of=moment)
    plain = {code: one.value for code, one in found.items()}
    assert_values(values=plain, unit=unit, start=period.start, end=period.end, as_of=moment, note=note, by=by)
    return found


def changed(unit: Unit, *, note: str = "") -> list[tuple[Assertion, FigureValue]]:
    """Assertions of a subtree that no longer hold, with the value of today."""
    groups: dict[tuple[Unit, Period], list[Assertion]] = {}
    for one in assertions(unit.path, note=note):
        groups.setdefault((one.unit, spanning(one.start, one.end)), []).append(one)
    found = []
    for (owner, period), claims in groups.items():
        now = values({one.figure for one in claims}, unit=owner, start=period.start, end=period.end)
        found += [(one, now[one.figure]) for one in claims if now[one.figure].value != one.value]
    return found
