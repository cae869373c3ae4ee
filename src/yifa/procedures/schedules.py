"""Clocks of days that a case names itself, such as instalments: they follow what stands on the record."""

from __future__ import annotations

from datetime import date

from yifa import law
from yifa.office.models import Person
from yifa.procedures import clocks
from yifa.procedures.models import Clock, Event
from yifa.procedures.registry import procedure_of
from yifa.procedures.values import Schedule
from yifa.records.models import Record


def follow(record: Record, *, event: Event, by: Person) -> None:
    """Let the clocks of each schedule be those the record names: what is done stops, what is new starts."""
    for one in procedure_of(record).schedules:
        if scheduled(record, one):
            bring(record, one, event=event, by=by)


def scheduled(record: Record, one: Schedule) -> bool:
    """Whether a record has anything of a schedule."""
    return any(getattr(record, name) for name in one.fields.split())


def bring(record: Record, one: Schedule, *, event: Event, by: Person) -> None:
    """Bring the clocks of one schedule in line with the record."""
    limit = law.limit(one.code)
    days = one.open_days(record) if record.step in one.steps else {}
    wanted = {f"{limit.procedure}（{name}）": _not_before(record, one, day) for name, day in days.items()}
    running = [clock for clock in clocks.open_of(record) if clock.code == one.code and "（" in clock.label]
    kept = {clock.label for clock in running if wanted.get(clock.label) == clock.due_on}
    for clock in running:
        if clock.label not in kept:
            clocks.stop(clock, event=event, on=event.on, by=by)
    for label, day in wanted.items():
        if label not in kept:
            _start(record, one, label, (day - getattr(record, one.since)).days, event, by)


def _not_before(record: Record, one: Schedule, day: date) -> date:
    """The day, or the end of the law's own term where that is later: nobody is late within it."""
    term = law.due(
        one.code, getattr(record, one.since), calendar=clocks.calendar(), pack=clocks.office_pack()
    )
    return max(day, term.day) if term.day else day


def _start(record: Record, one: Schedule, label: str, length: int, event: Event, by: Person) -> Clock:
    """A clock from its trigger to its own day: the law's term, extended by the rest."""
    since = getattr(record, one.since)
    made = clocks.start(record, one.code, event=None, on=since, by=by)
    made.label = label
    made.save(update_fields=["label"])
    rest = length - (made.due_on - since).days if made.due_on else 0
    if rest > 0:
        clocks.enter(made, "extend", event=event, on=event.on, by=by, amount=rest, reason=event.reason)
        clocks.project(made)
    return made
