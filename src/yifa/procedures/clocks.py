"""Running clocks of a case: entries in a ledger, from which one function derives the date."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache

from django.conf import settings

from yifa import law
from yifa.foundation import clock as time
from yifa.foundation import insert
from yifa.foundation.errors import Reason, Refused
from yifa.law import Due, LawError
from yifa.office.models import Person
from yifa.procedures.models import AnnouncedDay, Clock, ClockEntry, Event
from yifa.records.models import Record


def calendar() -> law.Calendar:
    """The library's calendar with the days an administrator entered from the State Council's notice."""
    return _with(tuple(AnnouncedDay.objects.values_list("day", "works", "source")))


@lru_cache(maxsize=4)
def _with(rows: tuple[tuple[date, bool, str], ...]) -> law.Calendar:
    """A calendar is costly to make and the announced days rarely change: the last few are kept."""
    return law.calendar().with_days({day: (works, source) for day, works, source in rows})


def office_pack() -> law.Pack | None:
    """The local rules of this installation, if it names a pack."""
    return law.pack(settings.LAW_PACK) if settings.LAW_PACK else None


def local_number(name: str) -> int | None:
    """A local number of this installation's pack; None where the pack does not say (it is never guessed)."""
    chosen = office_pack()
    return chosen.values[name].number if chosen is not None and name in chosen.values else None


Terms = tuple[str, date, tuple[tuple[date, date], ...], int]


def terms(clock: Clock, entries: Iterable[ClockEntry]) -> Terms:
    """All that a due date depends on beside the calendar: code, start, suspended spans, extension."""
    rows = list(entries)
    extension = sum(row.amount for row in rows if row.kind == "extend")
    return clock.code, clock.started_on, tuple(suspensions(rows)), extension


def derive(
    clock: Clock, entries: Iterable[ClockEntry] | None = None, using: law.Calendar | None = None
) -> Due:
    """The due date and its explanation, from the clock's entries alone."""
    return count(terms(clock, clock.entries.all() if entries is None else entries), using)


def count(given: Terms, using: law.Calendar | None = None) -> Due:
    """The due date of any clock of these terms."""
    code, started_on, spans, extension = given
    return law.due(
        code,
        started_on,
        suspensions=list(spans),
        extension=extension,
        calendar=using or calendar(),
        pack=office_pack(),
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
        elif row.kind == "exclude":
            spans.append((row.on, row.on + timedelta(days=row.amount - 1)))
        elif row.kind == "stop" and since is not None:
            spans.append((since, max(since, row.on)))  # what was stopped is not suspended any longer
            since = None
    if since is not None:
        spans.append((since, max(since, time.today())))
    return spans


def start(record: Record, code: str, *, event: Event | None, on: date, by: Person) -> Clock:
    """Start a clock on the day its trigger happened."""
    limit = law.limit(code)
    clock = Clock(record_id=record.pk, path=record.path, code=code, label=limit.procedure, started_on=on)
    set_due(clock, [], None)
    insert.add(clock)
    enter(clock, "start", event=event, on=on, by=by)
    return clock


def enter(
    clock: Clock, kind: str, *, event: Event | None, on: date, by: Person, amount: int = 0, reason: str = ""
) -> None:
    """Append to a clock's ledger."""
    insert.add(
        ClockEntry(
            clock=clock, kind=kind, on=on, amount=amount, event=event, at=time.now(), by=by, reason=reason
        )
    )


def extend(clock: Clock, *, event: Event, by: Person, amount: int, reason: str) -> None:
    """Give a clock more days of its own kind. Refused beside the number: none, past the cap, more often than allowed."""
    limit = law.limit(clock.code, clock.started_on)
    allowed = limit.extension
    before = clock.entries.filter(kind="extend").count()
    if amount <= 0:
        raise Refused([Reason("请填写延长的日数", limit.basis, "extension")])
    if allowed is not None and allowed.times is not None and before >= allowed.times:
        text = f"“{clock.label}”只能延长{allowed.times}次，已经延长过，不能再延长"
        raise Refused([Reason(text, allowed.basis or limit.basis, "extension")])
    enter(clock, "extend", event=event, on=event.on, by=by, amount=amount, reason=reason)
    project(clock, field="extension")


def project(clock: Clock, using: law.Calendar | None = None, *, field: str = "") -> Due | None:
    """Derive the date again and cache it. A local limit whose number nobody filled in runs without a date.

    `field` is where a refusal of the law room belongs on the form that led here.
    """
    due = set_due(clock, None, using, field)
    if due is not None:
        clock.save(update_fields=["due_on", "provisional", "open", "stopped_on"])
    return due


def set_due(
    clock: Clock, entries: Iterable[ClockEntry] | None, using: law.Calendar | None, field: str = ""
) -> Due | None:
    """Put the derived date on a clock without writing it; None where a local number is not filled in."""
    if waits_for_local(clock):
        return None
    try:
        due = derive(clock, entries, using)
    except LawError as error:
        basis = law.limit(clock.code, clock.started_on).basis
        raise Refused([Reason(str(error), "" if basis in str(error) else basis, field)]) from error
    clock.due_on, clock.provisional = due.day, due.provisional
    return due


def waits_for_local(clock: Clock) -> bool:
    """Whether the limit is a local rule's and this installation has not filled its number in."""
    return local(clock.code, clock.started_on)


def local(code: str, started_on: date) -> bool:
    """Whether a limit is a local rule's whose number is not filled in."""
    limit, chosen = law.limit(code, started_on), office_pack()
    return (chosen.limit(limit) if chosen else limit).unit == "local"


def stop(clock: Clock, *, event: Event | None, on: date, by: Person, reason: str = "") -> None:
    """Stop a clock: what it waited for happened, or the case ended."""
    enter(clock, "stop", event=event, on=on, by=by, reason=reason)
    clock.open, clock.stopped_on = False, on
    clock.save(update_fields=["open", "stopped_on"])


def open_of(record: Record) -> list[Clock]:
    """The open clocks of a record. Evidence can be taken twice: then two of one code run."""
    return list(Clock.objects.filter(record_id=record.pk, open=True))


def running(record: Record) -> dict[str, Clock]:
    """The open clocks of a record by code, of each code the one that was started last."""
    return {clock.code: clock for clock in open_of(record)}


def is_suspended(clock: Clock) -> bool:
    """Whether the clock stands still now."""
    last = clock.entries.filter(kind__in=("suspend", "resume")).last()
    return last is not None and last.kind == "suspend"
