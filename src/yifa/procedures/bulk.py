"""Many records at once, through the same rules, guards and clocks as one: for imports and histories.

A record with the moves it went through is first drafted in memory, where everything that stands against it is told;
then all drafts are written together. What is written equals what entering them one by one would have written.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from itertools import islice
from operator import itemgetter
from typing import Any

from django.db import connection, transaction

from yifa import law
from yifa.foundation import clock, insert
from yifa.foundation.errors import Reason, Refused
from yifa.foundation.memory import uncollected
from yifa.journal.actions import settle_many
from yifa.journal.values import Line
from yifa.office.access import Access, compile_access
from yifa.office.models import Person, Unit
from yifa.procedures import clocks, schedules
from yifa.procedures.actions import authority, chosen_move, fill, not_yet, take_step
from yifa.procedures.models import Clock, ClockEntry, Event
from yifa.procedures.registry import procedure_of
from yifa.procedures.rules import against
from yifa.procedures.values import Move, Procedure, Situation, started
from yifa.records import actions as records
from yifa.records import numbering, search
from yifa.records.declaration import Ledger
from yifa.records.models import Change, Record

PART = 2000  # records that are in memory with all their rows at a time
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Passed:
    """A move a record went through: on which day, with which fields, and why. No `by`: whoever entered it."""

    move: str
    on: date
    values: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""
    by: Person | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A record to be entered with the moves it went through. `at` is the moment it is entered (now)."""

    unit: Unit
    values: Mapping[str, Any]
    by: Person
    then: Sequence[Passed] = ()
    at: datetime | None = None
    token: str | None = None


@dataclass(slots=True)
class Draft:
    """A record in memory with all that must be written beside it."""

    record: Record
    entry: Entry
    last_day: date
    changes: list[Change] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    running: dict[str, Clock] = field(default_factory=dict)
    clocks: list[Clock] = field(default_factory=list)
    notes: list[ClockEntry] = field(default_factory=list)


class Drafter:
    """Drafts entries of one ledger; reads rights and calendar once."""

    def __init__(self, ledger: Ledger, access: Iterable[Access] = ()) -> None:
        self.ledger = ledger
        self._access = {one.person_id: one for one in access}
        self._acting: dict[tuple[int, str, str], int | None] = {}

    @cached_property
    def calendar(self) -> law.Calendar:
        return clocks.calendar()

    def access(self, person: Person) -> Access:
        if person.pk not in self._access:
            self._access[person.pk] = compile_access(person)
        return self._access[person.pk]

    def draft(self, entry: Entry) -> Draft:
        """Raises Forbidden, Invalid or Refused exactly where entering and advancing would."""
        self.access(entry.by).require(self.ledger.verb, entry.unit.path, self.ledger.code)
        not_yet(self.ledger, entry.values)
        with moment(entry.at):
            record = records.build(self.ledger, entry.unit, entry.values, by=entry.by, token=entry.token)
            draft = Draft(record, entry, record.received_on)
            self._entered(draft)
        for passed in entry.then:
            with moment(passed.at or entry.at):
                self._pass(draft, passed, passed.by or entry.by)
        return draft

    def _entered(self, draft: Draft) -> None:
        record, by = draft.record, draft.entry.by
        procedure = procedure_of(record)
        draft.changes.append(records.change(record, by=by, kind="create", fields=records.first(record)))
        event = self._event(
            draft, "enter", "登记", "", on=record.received_on, by=by, basis=procedure.basis, reason=""
        )
        self._start(
            draft, started(procedure.opens, situation(draft, record.received_on, by)), event=event, by=by
        )

    def _pass(self, draft: Draft, passed: Passed, by: Person) -> None:
        record = draft.record
        procedure, move = chosen_move(record, passed.move)
        before = fill(record, move, passed.values, passed.on)
        here = situation(draft, passed.on, by)
        reasons = against(
            procedure, move, here, self.access(by), reason=passed.reason, last_day=draft.last_day
        )
        reasons += one_by_one(move, draft.running, here) + scheduled(procedure, move, here)
        if reasons:
            raise Refused(reasons)
        records.validate(record, only=before)  # the rest was checked when the record was built
        old = record.step
        changed = take_step(record, move, before, here)
        record.revision += 1
        draft.changes.append(records.change(record, by=by, kind="move", fields=changed, reason=passed.reason))
        event = self._event(
            draft,
            move.code,
            move.label,
            old,
            on=passed.on,
            by=by,
            basis=move.basis,
            reason=passed.reason,
            needs=move,
        )
        self._move_clocks(draft, procedure, move, event, by)

    def _event(
        self,
        draft: Draft,
        move: str,
        label: str,
        before: str,
        *,
        on: date,
        by: Person,
        basis: str,
        reason: str,
        needs: Move | None = None,
    ) -> Event:
        event = Event(
            move=move,
            label=label,
            before=before,
            after=draft.record.step,
            on=on,
            at=clock.now(),
            by_id=by.pk,
            reason=reason.strip()[:500],
            basis=basis,
            acting_for_id=self._authority(draft.record, by, needs),
        )
        draft.events.append(event)
        draft.last_day = max(draft.last_day, on)
        return event

    def _authority(self, record: Record, by: Person, move: Move | None) -> int | None:
        key = (by.pk, record.path, move.code if move else "")
        if key not in self._acting:
            self._acting[key] = authority(record, self.access(by), move)
        return self._acting[key]

    def _move_clocks(self, draft: Draft, procedure: Procedure, move: Move, event: Event, by: Person) -> None:
        starts = started(move.starts, situation(draft, event.on, by))
        ends = procedure.terminal(draft.record.step)
        for code, running in list(draft.running.items()):
            if code in move.stops or (ends and code not in starts):
                running.open, running.stopped_on = False, event.on
                self._note(draft, draft.running.pop(code), "stop", event, by)
        self._start(draft, starts, event=event, by=by)

    def _start(self, draft: Draft, codes: Iterable[str], *, event: Event, by: Person) -> None:
        for code in codes:
            made = Clock(
                path=draft.record.path, code=code, label=law.limit(code).procedure, started_on=event.on
            )
            clocks.set_due(made, [], self.calendar)
            draft.clocks.append(made)
            draft.running[code] = made
            self._note(draft, made, "start", event, by)

    def _note(self, draft: Draft, one: Clock, kind: str, event: Event, by: Person) -> None:
        draft.notes.append(
            ClockEntry(clock=one, kind=kind, on=event.on, event=event, at=clock.now(), by_id=by.pk)
        )


def one_by_one(move: Move, running: Mapping[str, Clock], here: Situation) -> list[Reason]:
    """What keeps a move from being made in bulk: several signatures, or a clock that it halts, extends or doubles."""
    touched = {*move.suspends, *move.resumes, *move.extends} & running.keys()
    doubled = (set(started(move.starts, here)) - set(move.stops)) & running.keys()
    if move.countersigns > 1 or touched or doubled:
        return [Reason(f"“{move.label}”须逐件办理，不能批量导入", move.basis)]
    return []


def scheduled(procedure: Procedure, move: Move, here: Situation) -> list[Reason]:
    """A case that names days of its own keeps several clocks of one code: its moves are made one by one."""
    if any(schedules.scheduled(here.record, one) for one in procedure.schedules):
        return [Reason(f"“{move.label}”须逐件办理，不能批量导入", move.basis)]
    return []


def moment(at: datetime | None) -> contextlib.AbstractContextManager[None]:
    """Stand at a moment, where one is given."""
    return clock.frozen(at) if at else contextlib.nullcontext()


def situation(draft: Draft, on: date, by: Person) -> Situation:
    """What guards look at: a record in memory has no papers yet."""
    return Situation(draft.record, on, by.pk, frozenset(), dict(draft.running))


@transaction.atomic
def enter_many(
    *,
    ledger: Ledger,
    entries: Iterable[Entry],
    access: Iterable[Access] = (),
    progress: Progress | None = None,
) -> list[Record]:
    """Enter records with their moves, all or none, in one transaction. The first thing that is wrong is raised.

    An entry whose token was used before by the same person is left out.
    """
    one_at_a_time()
    drafter, postings, made = Drafter(ledger, access), Postings(), []
    with uncollected():
        for part in batches(entries, PART):
            written = write([drafter.draft(entry) for entry in part], ledger)
            made += [draft.record for draft in written]
            for draft in written:
                postings.add(draft)
            if progress:
                progress(len(part))
        postings.post()
    return made


def one_at_a_time() -> None:
    """One import waits for another; beside single entries none can be caught, for counters come before postings."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(5915, 0)")


def write(drafts: Sequence[Draft], ledger: Ledger) -> list[Draft]:
    """Write drafts with everything but their postings; returns those that were not written before."""
    fresh = unwritten(number(drafts, ledger))
    insert_records([draft.record for draft in fresh])
    for draft in fresh:
        _point(draft)
    for model, found in (
        (Event, [one for draft in fresh for one in draft.events]),
        (Clock, [one for draft in fresh for one in draft.clocks]),
    ):
        insert.give_keys(model, found)
        insert.insert(model, found)
    insert.insert(Change, [one for draft in fresh for one in draft.changes])
    notes = [one for draft in fresh for one in draft.notes]
    for note in notes:
        note.clock_id, note.event_id = note.clock.pk, note.event.pk if note.event else None
    insert.insert(ClockEntry, notes)
    search.index(*(draft.record for draft in fresh), new=True)
    return fresh


def number(drafts: Sequence[Draft], ledger: Ledger) -> Sequence[Draft]:
    """Give the records their numbers, in the order of the drafts; counters are locked in a fixed order."""
    groups: dict[tuple[int, int], list[Draft]] = {}
    for draft in drafts:
        groups.setdefault((draft.record.unit_id, draft.record.received_on.year), []).append(draft)
    for (_, year), group in sorted(groups.items()):
        unit = group[0].entry.unit
        numbering.take(ledger.code, unit, year, 0)  # from here on nobody else enters records of this unit
        fresh = unwritten(group)
        first = numbering.take(ledger.code, unit, year, len(fresh)) if fresh else 0
        for serial, draft in enumerate(fresh, first):
            draft.record.number = numbering.number(ledger.number, unit, year, serial)
    return drafts


def unwritten(drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts whose token was not used before."""
    tokens = [draft.entry.token for draft in drafts if draft.entry.token]
    used: set[str | None] = set()
    for part in batches(tokens):
        used |= set(Record.objects.filter(token__in=part).values_list("token", flat=True))
    return [draft for draft in drafts if not draft.entry.token or draft.entry.token not in used]


def insert_records(made: Sequence[Record]) -> None:
    """Insert the rows of the base table and of the ledger's own, under keys taken beforehand."""
    insert.give_keys(Record, made)
    insert.insert(Record, made)
    if made:
        insert.insert(type(made[0]), made)


def _point(draft: Draft) -> None:
    beside: list[Change | Event | Clock] = [*draft.changes, *draft.events, *draft.clocks]
    for row in beside:
        row.record_id = draft.record.pk


class Postings:
    """What many records count, gathered to be settled at once: a history each when its last event happened."""

    def __init__(self) -> None:
        self.now: dict[int, list[tuple[str, list[Line]]]] = {}
        self.then: list[tuple[datetime, int, str, list[Line]]] = []

    def add(self, draft: Draft) -> None:
        """Take in what a written record counts."""
        last, record = draft.events[-1], draft.record
        lines = record.declaration.lines(record)
        if draft.entry.at:
            self.then.append((last.at, last.by_id, record.source, lines))
        else:
            self.now.setdefault(last.by_id, []).append((record.source, lines))

    def post(self) -> None:
        """Bring the journal in line, earliest first."""
        if self.then:
            self.then.sort(key=itemgetter(0))
            each = {source: (by, at) for at, by, source, _ in self.then}
            pairs = [(source, lines) for _, _, source, lines in self.then]
            settle_many(pairs=pairs, by=self.then[-1][1], new=True, each=each)
        for by in sorted(self.now):
            settle_many(pairs=self.now[by], by=by, new=True)


def batches(found: Iterable[Any], size: int = 400) -> Iterator[list[Any]]:
    """A few at a time: 400 is below the number of variables every database takes in a statement."""
    source = iter(found)
    while part := list(islice(source, size)):
        yield part
