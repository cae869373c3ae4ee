"""Named reads: what can be done next, what is due. Where a case stands is in `path`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from yifa.foundation import clock
from yifa.foundation.errors import Reason
from yifa.foundation.many import unindexed
from yifa.office.access import Access
from yifa.office.models import Person
from yifa.procedures.actions import last_day, situation
from yifa.procedures.models import Approval, Clock, Event
from yifa.procedures.registry import procedure_of
from yifa.procedures.rules import against
from yifa.procedures.values import Move, Procedure, Situation
from yifa.records.models import Record


@dataclass(frozen=True, slots=True)
class Option:
    """A move that leaves the present step, and what stands against it for this person today.

    `agreed` names who signed already, where several must. Missing fields are no obstacle here: the move's form asks for them.
    """

    move: Move
    reasons: list[Reason]
    agreed: tuple[str, ...] = ()

    @property
    def open(self) -> bool:
        """Whether the person can make it now."""
        return not self.reasons


def options(record: Record, by: Person, access: Access) -> list[Option]:
    """What can be done next with a case."""
    if record.withdrawn:
        return []
    procedure = procedure_of(record)
    here, since = situation(record, clock.today(), by), last_day(record)
    found = [
        Option(
            move,
            _obstacles(procedure, move, here, access, since),
            agreed(record, move) if move.countersigns > 1 else (),
        )
        for move in procedure.moves_from(record.step)
        if move.applies is None or move.applies(here) is None
    ]
    return sorted(
        found, key=lambda option: (not option.open, not _onward(procedure, option.move, record.step))
    )


def agreed(record: Record, move: Move) -> tuple[str, ...]:
    """Who signed a move since the case came to its step."""
    turn = Event.objects.filter(record_id=record.pk).count()
    found = Approval.objects.filter(record_id=record.pk, move=move.code, round=turn).order_by("pk")
    return tuple(found.values_list("by__name", flat=True))


def _onward(procedure: Procedure, move: Move, step: str) -> bool:
    """Whether a move leads on along the usual way: forward in the order of the steps, with no reason to be given."""
    order = list(procedure.by_step)
    return not move.needs_reason and order.index(move.leads_to(step)) > order.index(step)


def _obstacles(
    procedure: Procedure, move: Move, here: Situation, access: Access, since: date
) -> list[Reason]:
    found = against(procedure, move, here, access, reason="（填写中）", last_day=since)
    return [reason for reason in found if reason.field not in set(move.fields()) | {"on"}]


def due(access: Access, until: date, *, along: bool = False) -> QuerySet[Clock]:
    """Open clocks this person may see that fall due until a day, soonest first; `along`: see `foundation.many`."""
    rows = (
        Clock.objects.filter(open=True, due_on__lte=until).select_related("record").order_by("due_on", "id")
    )
    if along:
        rows = rows.alias(hidden_path=unindexed("path"))
    path = "hidden_path" if along else "path"
    return rows.filter(access.records(Record, path=path, key="record"))


def clocks_of(record: Record) -> list[Clock]:
    """All clocks of a case with their entries."""
    return list(Clock.objects.filter(record_id=record.pk).prefetch_related("entries__by", "entries__event"))


def timeline(record: Record) -> QuerySet[Event]:
    """What happened to a case, oldest first."""
    return Event.objects.filter(record_id=record.pk).select_related("by", "acting_for")
