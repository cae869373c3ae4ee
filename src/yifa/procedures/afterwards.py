"""What a later change of fields may not undo: who decided, and what had to hold when a move was made."""

from __future__ import annotations

from collections.abc import Iterator

from yifa.foundation.errors import Invalid, Reason
from yifa.office.access import Access
from yifa.procedures.models import CasePaper, Event
from yifa.procedures.registry import procedure_of
from yifa.procedures.values import Move, Situation
from yifa.records.models import Record

Made = list[tuple[Event, Move]]


def made_moves(record: Record) -> Made:
    """The moves a case went through, each with its event."""
    moves = procedure_of(record).by_move
    events = Event.objects.filter(record_id=record.pk).order_by("id")
    return [(event, moves[event.move]) for event in events if event.move in moves]


def keep_decided(before: Record, after: Record, made: Made, access: Access) -> None:
    """What a move with more authority fixed is changed by those who may make that move: Invalid otherwise."""
    wrong: dict[str, str] = {}
    for _, move in made:
        own = [*move.fields(), *([move.day_field] if move.day_field else [])]
        changed = [name for name in own if getattr(before, name) != getattr(after, name)]
        if changed and not access.allows(move.who, after):
            wrong |= {name: _decided(after, name, move) for name in changed}
    if wrong:
        raise Invalid(wrong)


def _decided(record: Record, name: str, move: Move) -> str:
    label = record.declaration.label(name)
    return f"“{label}”在“{move.label}”时确定，您的岗位不能改动，请由有权办理“{move.label}”的人员更正"


def keep_lawful(before: Record, after: Record, made: Made) -> None:
    """What had to hold for the moves a case went through holds after the change, if it held before: Invalid otherwise."""
    papers = frozenset(CasePaper.objects.filter(record_id=after.pk).values_list("code", flat=True))
    broken = {
        reason.field if reason.field in after.declaration.fields else "__all__": str(reason)
        for event, move in made
        for reason in _newly(before, after, event, move, papers)
    }
    if broken:
        raise Invalid(broken)


def _newly(
    before: Record, after: Record, event: Event, move: Move, papers: frozenset[str]
) -> Iterator[Reason]:
    """The guards of a move that the change breaks. Clocks of that day are gone: guards judge the fields alone."""
    for guard in move.guards:
        found = guard(Situation(after, event.on, event.by_id, papers, {}))
        if found is not None and guard(Situation(before, event.on, event.by_id, papers, {})) is None:
            yield found
