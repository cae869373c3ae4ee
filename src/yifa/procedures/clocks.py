"""Running clocks of a case: entries in a ledger, from which one function derives the date."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from yifa import law
from yifa.foundation import clock as time
from yifa.foundation.errors import Reason, Refused
from yifa.law import Due, LawError
from yifa.office.models import Person
from yifa.procedures.models import AnnouncedDay, Clock, ClockEntry, Event
from yifa.records.models import Record


def calendar() -> law.Calendar:
    """The library's calendar with the days an administrator entered from the State Council's notice."""
    days = {row.day: (row.works, row.source) for row in AnnouncedDay.objects.all()}
    return law.calendar().with_days(days) if days else law.calendar()


def derive(
    clock: Clock, entries: Iterable[ClockEntry] | None = None, using: law.Calendar | None = None
) -> Due:
    """The due date and its explanation, from the clock's entries alone."""
    rows = list(entries if entries is not None else clock.entries.all())
    spans, extension = suspensions(rows), sum(row.amount for row in rows if row.kind == "extend")
    return law.due(
        clock.code, clock.started_on, suspensions=spans, extension=extension, calendar=using or calendar()
    )


def suspensions(rows: Iterable[ClockEntry]) -> list[tuple[date, date]]:
    """The suspended days, first and last included. An open suspension runs to today."""
    spans: list[tuple[date, date]] = []
    since: date | None = None
    for row in rows:
        if row.kind == "suspend":
            since = row.on
        elif row.kind == "resume" and since is not None:
            # The day work resumes counts again.
            if row.on > since:
                spans.append((since, row.on - timedelta(days=1)))
            since = None
    if since is not None:
        spans.append((since, max(since, time.today())))
    return spans


def start(record: Record, code: str, *, event: Event | None, on: date, by: Person) -> Clock:
    """Start a clock on the day its trigger happened."""
    limit = law.limit(code)
    clock = Clock.objects.create(
        record_id=record.pk, path=record.path, code=code, label=limit.procedure, started_on=on
    )
    enter(clock, "start", event=event, on=on, by=by)
    project(clock)
    return clock


def enter(
    clock: Clock, kind: str, *, event: Event | None, on: date, by: Person, amount: int = 0, reason: str = ""
) -> None:
    """Append to a clock's ledger."""
    ClockEntry.objects.create(
        clock=clock, kind=kind, on=on, amount=amount, event=event, at=time.now(), by=by, reason=reason
    )


def project(clock: Clock, using: law.Calendar | None = None) -> Due:
    """Derive the date again and cache it."""
    try:
        due = derive(clock, using=using)
    except LawError as error:
        raise Refused([Reason(str(error), law.limit(clock.code).basis)]) from error
    clock.due_on, clock.provisional = due.day, due.provisional
    clock.save(update_fields=["due_on", "provisional", "open", "stopped_on"])
    return due


def stop(clock: Clock, *, event: Event | None, on: date, by: Person, reason: str = "") -> None:
    """Stop a clock: what it waited for happened, or the case ended."""
    enter(clock, "stop", event=event, on=on, by=by, reason=reason)
    clock.open, clock.stopped_on = False, on
    clock.save(update_fields=["open", "stopped_on"])


def running(record: Record) -> dict[str, Clock]:
    """The open clocks of a record by code."""
    return {clock.code: clock for clock in Clock.objects.filter(record_id=record.pk, open=True)}


def is_suspended(clock: Clock) -> bool:
    """Whether the clock stands still now."""
    last = clock.entries.filter(kind__in=("suspend", "resume")).last()
    return last is not None and last.kind == "suspend"
