"""The verbs of work: enter, amend, advance, withdraw. Nothing else changes a record or its step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, cast

from django.db import transaction

from yifa.foundation import audit, clock, insert
from yifa.foundation.errors import Forbidden, Invalid, Reason, Refused
from yifa.office.access import Access, compile_access
from yifa.office.models import Person, Unit
from yifa.procedures import afterwards, clocks, corrections, schedules
from yifa.procedures.models import Approval, CasePaper, Event
from yifa.procedures.registry import procedure_of
from yifa.procedures.rules import against
from yifa.procedures.values import Move, Procedure, Situation, started
from yifa.records import actions as records
from yifa.records.declaration import Ledger
from yifa.records.models import Record, values_of

Then = Sequence[tuple[str, Mapping[str, Any]]]


@transaction.atomic
def enter(
    *,
    ledger: Ledger,
    unit: Unit,
    values: Mapping[str, Any],
    by: Person,
    access: Access | None = None,
    token: str | None = None,
    then: Then = (),
) -> Record:
    """Enter a record and start what its receipt starts.

    `then` makes further moves in the same transaction (a simple dispute is registered, accepted and settled in one
    go). A token that was used before gives the first record back: a double click makes one record.
    """
    access = access or compile_access(by)
    access.require(ledger.verb, unit.path, ledger.code)
    not_yet(ledger, values)
    record, new = records.create(ledger=ledger, unit=unit, values=values, by=by, token=token)
    if not new:
        return record
    procedure = procedure_of(record)
    event = write_event(
        record,
        "enter",
        "登记",
        "",
        record.step,
        on=record.received_on,
        by=by,
        basis=procedure.basis,
        access=access,
    )
    fresh = Situation(record, record.received_on, by.pk, frozenset(), {})  # no paper yet, no clock
    for code in started(procedure.opens, fresh):
        clocks.start(record, code, event=event, on=record.received_on, by=by)
    for move, given in then:
        record = advance(record=record, move=move, by=by, access=access, **given)
    return record


@transaction.atomic
def amend(
    *,
    record: Record,
    values: Mapping[str, Any],
    by: Person,
    access: Access | None = None,
    revision: int | None = None,
    reason: str = "",
) -> Record:
    """Change fields of a record; events and clocks follow a corrected day.

    Conflict when another person was faster; Invalid where the change would undo what a move required or decided.
    """
    access = access or compile_access(by)
    access.require_on(record.declaration.verb, record)
    before = records.locked(record, revision)
    made = afterwards.made_moves(before)
    keep_days(before, values)
    fresh = records.edit(record=record, values=values, by=by, revision=revision, reason=reason)
    afterwards.keep_decided(before, fresh, made, access)
    afterwards.keep_lawful(before, fresh, made)
    corrections.follow(before, fresh, by=by)
    corrections.reschedule(before, fresh, by=by)
    return fresh


@transaction.atomic
def withdraw(
    *, record: Record, by: Person, reason: str, access: Access | None = None, revision: int | None = None
) -> Record:
    """Take a record back: it counts nothing, its clocks stop, it stays readable."""
    access = access or compile_access(by)
    access.require_on(record.declaration.verb, record)
    before = record.step
    fresh = records.withdraw(record=record, by=by, reason=reason, revision=revision)
    event = write_event(
        fresh, "withdraw", "撤回", before, fresh.step, on=clock.today(), by=by, reason=reason, access=access
    )
    for running in clocks.open_of(fresh):
        clocks.stop(running, event=event, on=clock.today(), by=by, reason="记录撤回")
    return fresh


@transaction.atomic
def advance(
    *,
    record: Record,
    move: str,
    by: Person,
    on: date | None = None,
    values: Mapping[str, Any] | None = None,
    reason: str = "",
    access: Access | None = None,
    revision: int | None = None,
    extension: int = 0,
) -> Record:
    """Make one move of the procedure: event, step, clocks, postings, in one transaction under a row lock.

    Raises Refused with every reason at once, Conflict when the record changed since `revision`, Invalid when a
    value is wrong.
    """
    access = access or compile_access(by)
    fresh = records.locked(record, revision)
    procedure, chosen = chosen_move(fresh, move)
    day = on or clock.today()
    before = fill(fresh, chosen, values or {}, day)
    reasons = against(
        procedure, chosen, situation(fresh, day, by), access, reason=reason, last_day=last_day(fresh)
    )
    if reasons:
        raise Refused(reasons)
    records.validate(fresh)
    if not _all_agreed(fresh, chosen, by=by, opinion=reason):
        return records.concrete(fresh)  # nothing of the move stands before everyone has agreed
    return _carry_out(
        procedure, chosen, fresh, before, day=day, by=by, reason=reason, extension=extension, access=access
    )


def not_yet(ledger: Ledger, values: Mapping[str, Any]) -> None:
    """A new record has gone through no move: Invalid when it brings the day of one."""
    dated = cast(Procedure, ledger.procedure).dated
    if early := [name for name in values if name in dated and values[name]]:
        raise Invalid(
            {name: f"“{ledger.label(name)}”在办理“{dated[name].label}”时填写，登记时请留空" for name in early}
        )


def keep_days(record: Record, values: Mapping[str, Any]) -> None:
    """The day of a move can be corrected, but only the move itself makes or unmakes it."""
    procedure = procedure_of(record)
    wrong = [
        name
        for name in values
        if name in procedure.dated and bool(values[name]) != bool(getattr(record, name))
    ]
    if wrong:
        raise Invalid(
            {
                name: f"“{record.declaration.label(name)}”随“{procedure.dated[name].label}”产生，请办理这一流转"
                for name in wrong
            }
        )


def chosen_move(record: Record, code: str) -> tuple[Procedure, Move]:
    """A move of the procedure a record runs under; Refused when there is none of this code."""
    procedure = procedure_of(record)
    move = procedure.by_move.get(code)
    if move is None:
        raise Refused([Reason(f"“{procedure.name}”没有“{code}”这一流转", procedure.basis)])
    return procedure, move


def fill(record: Record, move: Move, values: Mapping[str, Any], day: date) -> dict[str, Any]:
    """Put what a move brings on the record; returns what stood there. Invalid for a field the move does not ask for."""
    if foreign := [name for name in values if name not in move.fields()]:
        raise Invalid(dict.fromkeys(foreign, f"“{move.label}”不填写这一项"))
    before = values_of(record, [*values, *([move.day_field] if move.day_field else [])])
    records.assign(record, values)
    if move.day_field:
        setattr(record, move.day_field, day)
    return before


def take_step(record: Record, move: Move, before: Mapping[str, Any], here: Situation) -> dict[str, Any]:
    """Put the record at the move's target; returns every field that changed, for the history."""
    old, record.step = record.step, move.leads_to(record.step)
    if move.approves:
        record.approved_at = clock.now()
    for effect in move.effects:
        effect(here)
    changed = records.differences(before, values_of(record, list(before)), record)
    return {**changed, "step": [old, record.step]}


def _carry_out(
    procedure: Procedure,
    move: Move,
    record: Record,
    before: Mapping[str, Any],
    *,
    day: date,
    by: Person,
    reason: str,
    extension: int,
    access: Access,
) -> Record:
    old_step = record.step
    changed = take_step(record, move, before, situation(record, day, by))
    records.store(record, by=by, kind="move", fields=changed, reason=reason)
    event = write_event(
        record,
        move.code,
        move.label,
        old_step,
        record.step,
        on=day,
        by=by,
        reason=reason,
        basis=move.basis,
        needs=move,
        access=access,
    )
    _move_clocks(procedure, move, record, event, by=by, extension=extension)
    return record


def _move_clocks(
    procedure: Procedure, move: Move, record: Record, event: Event, *, by: Person, extension: int
) -> None:
    running = clocks.open_of(record)
    ends = procedure.terminal(record.step)
    starts = started(move.starts, situation(record, event.on, by))
    for found in running:
        code = found.code
        if code in move.stops or (ends and code not in starts):
            clocks.stop(found, event=event, on=event.on, by=by)
        elif code in move.suspends:
            clocks.enter(found, "suspend", event=event, on=event.on, by=by, reason=event.reason)
            clocks.project(found, field="on")
        elif code in move.resumes and clocks.is_suspended(found):
            clocks.enter(found, "resume", event=event, on=event.on, by=by, reason=event.reason)
            clocks.project(found, field="on")
        elif code in move.extends:
            clocks.extend(found, event=event, by=by, amount=extension, reason=event.reason)
    for code in starts:
        clocks.start(record, code, event=event, on=event.on, by=by)
    schedules.follow(record, event=event, by=by)


def _all_agreed(record: Record, move: Move, *, by: Person, opinion: str) -> bool:
    """Note this person's agreement; true once enough people agreed since the case came to this step."""
    if move.countersigns <= 1:
        return True
    turn = Event.objects.filter(record_id=record.pk).count()
    Approval.objects.get_or_create(
        record_id=record.pk,
        move=move.code,
        round=turn,
        by=by,
        defaults={"step": record.step, "at": clock.now(), "opinion": opinion[:500]},
    )
    audit.note("record.agree", by=by.pk, target=record.source, detail={"step": record.step})
    return (
        Approval.objects.filter(record_id=record.pk, move=move.code, round=turn).count() >= move.countersigns
    )


def write_event(
    record: Record,
    move: str,
    label: str,
    before: str,
    after: str,
    *,
    on: date,
    by: Person,
    reason: str = "",
    basis: str = "",
    needs: Move | None = None,
    access: Access,
) -> Event:
    """Note what happened to a case, and on whose authority."""
    event = Event(
        record_id=record.pk,
        move=move,
        label=label,
        before=before,
        after=after,
        on=on,
        at=clock.now(),
        by=by,
        reason=reason.strip()[:500],
        basis=basis,
        acting_for_id=authority(record, access, needs),
    )
    insert.add(event)
    return event


def authority(record: Record, access: Access, move: Move | None) -> int | None:
    """Whose authority somebody exercises with a move, or with entering or withdrawing (None)."""
    who, roles = (move.who, move.roles) if move else (record.declaration.verb, ())
    return access.acting_for(record.path, who, ledger=record.ledger, roles=roles)


def last_day(record: Record) -> date:
    """The day of the latest event; a move cannot lie before it."""
    last = Event.objects.filter(record_id=record.pk).order_by("-on").values_list("on", flat=True).first()
    return last or record.received_on


def situation(record: Record, on: date, by: Person) -> Situation:
    """What guards look at."""
    papers = CasePaper.objects.filter(record_id=record.pk).values_list("code", flat=True)
    return Situation(record, on, by.pk, frozenset(papers), dict(clocks.running(record)))


def forbid_self(by: Person, record: Record) -> None:
    """Raise Forbidden when somebody decides on their own entry."""
    if record.entered_by_id == by.pk:
        raise Forbidden("本人录入的记录不能由本人审批", fix="请由其他有权限的人员办理")
