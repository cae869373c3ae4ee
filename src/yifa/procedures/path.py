"""Where a case stands, on a path that can be read: the steps it passed, the present one, the usual way to its end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from yifa.foundation import clock
from yifa.procedures.models import Event
from yifa.procedures.registry import procedure_of
from yifa.procedures.values import WITHDRAWN_STEP, Move, Procedure, Situation, Step
from yifa.records.models import Record


@dataclass(frozen=True, slots=True)
class Station:
    """One stop on the drawn path of a case: done, present or ahead."""

    step: Step
    state: Literal["done", "now", "ahead"]
    on: date | None = None


def path_of(record: Record) -> list[Station]:
    """The steps passed, the present one, and the usual way ahead; nothing lies ahead of a closed case."""
    passed = list(_passed(record))
    here, since = passed.pop() if passed else (_step(record, record.step), record.received_on)
    done = [Station(step, "done", on) for step, on in passed]
    return [*done, Station(here, "now", since), *(Station(step, "ahead") for step in _ahead(record))]


def _passed(record: Record) -> Iterator[tuple[Step, date]]:
    """Each step with the day the case came to it; a move that stays at a step makes no second stop."""
    last = ""
    for after, on in Event.objects.filter(record_id=record.pk).order_by("id").values_list("after", "on"):
        if after != last:
            yield _step(record, after), on
        last = after


def _step(record: Record, code: str) -> Step:
    """A step of the case's own procedure, or one that only another version of it knows."""
    procedure = procedure_of(record)
    return procedure.by_step.get(code) or Step(code, procedure.step_name(code), ends=code == WITHDRAWN_STEP)


def _ahead(record: Record) -> list[Step]:
    """The steps between the present one and an end, on the way most such cases take."""
    procedure = procedure_of(record)
    if procedure.terminal(record.step):
        return []
    here = Situation(record, clock.today(), 0, frozenset(), {})
    return [procedure.by_step[code] for code in _onward(procedure, here, (record.step,)) or ()]


def _onward(procedure: Procedure, here: Situation, way: tuple[str, ...]) -> tuple[str, ...] | None:
    """The rest of a way to an end that comes to no step twice; None when there is none."""
    if procedure.terminal(way[-1]):
        return way[1:]
    for code in _next(procedure, here, way):
        found = _onward(procedure, here, (*way, code))
        if found is not None:
            return found
    return None


def _next(procedure: Procedure, here: Situation, way: tuple[str, ...]) -> list[str]:
    """Steps that follow the last one of a way, the most usual first."""
    order = list(procedure.by_step)
    leaving = [m for m in procedure.moves_from(way[-1]) if m.leads_to(way[-1]) not in way]
    plain = [m for m in leaving if not m.needs_reason and not procedure.by_step[m.target].aside]

    def unusual(move: Move) -> tuple[bool, ...]:
        return (
            move.returns,
            len(plain) != 1 and _closed(move, here),  # only where there is something to choose
            move.needs_reason,
            procedure.by_step[move.target].aside,
            order.index(move.target) < order.index(way[-1]),
        )

    return [move.target for move in sorted(leaving, key=unusual)]


def _closed(move: Move, here: Situation) -> bool:
    """Whether what the record already says forbids a move for good, and not only something still to be filled in."""
    found = (guard(here) for guard in move.guards)
    return any(
        reason is not None
        and reason.field not in ("", "on", *move.fields())
        and getattr(here.record, reason.field, None) not in (None, "", False, {}, [])
        for reason in found
    )
