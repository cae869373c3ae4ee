"""A day that was entered wrong is put right everywhere: at the event it belongs to and on the clocks that hang on it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from yifa.foundation.errors import Invalid, Refused
from yifa.office.models import Person
from yifa.procedures import clocks, schedules
from yifa.procedures.models import ClockEntry, Event
from yifa.procedures.registry import procedure_of
from yifa.records.display import chinese_date
from yifa.records.models import Record

_FIX = "。请更正；那一环节的日期录错的，先改正那一天"


def follow(before: Record, after: Record, *, by: Person) -> None:
    """Let events and clocks follow the corrected days of a record.

    Invalid when a corrected day would lie before the event ahead of it or after the next one.
    """
    for name, moves in _days(after):
        old, new = getattr(before, name), getattr(after, name)
        if old is None or new is None or old == new:
            continue
        events = list(Event.objects.filter(record_id=after.pk).order_by("id"))
        place = next((n for n in reversed(range(len(events))) if events[n].move in moves), None)
        if place is not None:
            _fits(after, name, new, events, place)
            try:
                _correct(events[place], old, new, by)
            except Refused as error:  # such as a suspension that would now lie before the start
                raise Invalid({name: str(error)}) from error


def reschedule(before: Record, after: Record, *, by: Person) -> None:
    """Let the clocks of days that the record names itself follow a correction of what they hang on."""
    changed = [
        one
        for one in procedure_of(after).schedules
        if any(getattr(before, name) != getattr(after, name) for name in (*one.fields.split(), one.since))
    ]
    last = Event.objects.filter(record_id=after.pk).order_by("id").last() if changed else None
    if last is not None:
        for one in changed:
            schedules.bring(after, one, event=last, by=by)


def _days(record: Record) -> Iterator[tuple[str, set[str]]]:
    """Fields that hold the day of an event, with the moves that fill them."""
    procedure = procedure_of(record)
    yield "received_on", {"enter"}
    for name in procedure.dated:
        yield name, {move.code for move in procedure.moves if move.day_field == name}


def _fits(record: Record, name: str, day: date, events: list[Event], place: int) -> None:
    label = record.declaration.label(name)
    before, after = (events[place - 1] if place else None), next(iter(events[place + 1 :]), None)
    if before is not None and day < before.on:
        raise Invalid({name: f"“{label}”不能早于“{before.label}”（{before.on:%Y年%m月%d日}）{_FIX}"})
    if after is not None and day > after.on:
        raise Invalid({name: f"“{label}”不能晚于“{after.label}”（{after.on:%Y年%m月%d日}）{_FIX}"})


def _correct(event: Event, old: date, new: date, by: Person) -> None:
    event.on = new
    event.save(update_fields=["on"])
    for entry in event.clock_entries.exclude(kind="correct").select_related("clock"):
        entry.on = new
        entry.save(update_fields=["on"])
        _on_clock(entry, old, by)


def _on_clock(entry: ClockEntry, old: date, by: Person) -> None:
    """The clock's own day, a line that says what it was, and the due date anew."""
    one = entry.clock
    if entry.kind == "start":
        one.started_on = entry.on
    elif entry.kind == "stop":
        one.stopped_on = entry.on
    one.save(update_fields=["started_on", "stopped_on"])
    clocks.enter(one, "correct", event=entry.event, on=entry.on, by=by, reason=f"原为{chinese_date(old)}")
    clocks.project(one)
