"""Take in a State Council notice: new announced days, and every open clock counted again, with the list of what moved."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date

from django.db import transaction
from django.db.models import Prefetch

from yifa import law
from yifa.foundation import audit, clock
from yifa.foundation.errors import Invalid
from yifa.office.access import Access
from yifa.office.models import Person
from yifa.procedures import clocks
from yifa.procedures.models import AnnouncedDay, Clock, ClockEntry

Projected = tuple[date | None, bool]  # the day, and whether it is provisional
READ = ("code", "label", "started_on", "due_on", "provisional", "record__number")
TOGETHER = 500  # clocks written by one statement


@dataclass(frozen=True, slots=True)
class Moved:
    """A clock whose date changed with the calendar."""

    clock: int
    number: str
    label: str
    before: str
    after: str
    firm: bool


@transaction.atomic
def announce(*, days: Mapping[date, bool], source: str, by: Person, access: Access) -> list[Moved]:
    """Enter days of a notice (True: worked) and count every open clock again. Returns the signed list of moved dates.

    The list, with who entered the notice and when, stays in the audit trail.
    """
    access.require("configure")
    if not source.strip():
        raise Invalid({"source": "请填写放假安排的文件名称和文号"})
    if not days:
        raise Invalid({"days": "没有读到任何日期，请检查日历文件"})
    for day, works in days.items():
        AnnouncedDay.objects.update_or_create(
            day=day,
            defaults={
                "works": works,
                "source": source.strip()[:120],
                "entered_by": by,
                "entered_at": clock.now(),
            },
        )
    moved = project_open(clocks.calendar())
    audit.note(
        "calendar.announce",
        by=by.pk,
        target=source.strip()[:120],
        detail={"days": len(days), "moved": [asdict(one) for one in moved]},
    )
    return moved


def project_open(calendar: law.Calendar) -> list[Moved]:
    """Derive the date of every open clock under a calendar; writes and returns those that moved."""
    moved: list[Moved] = []
    changed = defaultdict[Projected, list[int]](list)
    for one, found in changes(calendar):
        changed[found].append(one.pk)
        if found[0] != one.due_on:
            moved.append(_moved(one, found))
    for (day, provisional), keys in changed.items():
        for first in range(0, len(keys), TOGETHER):
            rows = Clock.objects.filter(pk__in=keys[first : first + TOGETHER])
            rows.update(due_on=day, provisional=provisional)
    return moved


def preview(calendar: law.Calendar) -> tuple[list[Moved], int]:
    """What `project_open` would do, without doing it: the clocks that move, and how many only turn firm or provisional."""
    moved, firmed = [], 0
    for one, found in changes(calendar):
        if found[0] != one.due_on:
            moved.append(_moved(one, found))
        else:
            firmed += 1
    return moved, firmed


def changes(calendar: law.Calendar) -> Iterator[tuple[Clock, Projected]]:
    """The open clocks whose stored day is not that of a calendar, each with the day it should have.

    Clocks of the same terms end on the same day, so each day is counted once, and written for all of them at once.
    """
    known: dict[clocks.Terms, Projected | None] = {}
    told = Prefetch("entries", ClockEntry.objects.exclude(kind="start"))
    rows = Clock.objects.filter(open=True).select_related("record").only(*READ).prefetch_related(told)
    for one in rows.iterator(chunk_size=2000):
        terms = clocks.terms(one, one.entries.all())
        if terms not in known:
            known[terms] = _projected(terms, calendar)
        found = known[terms]
        if found is not None and found != (one.due_on, one.provisional):
            yield one, found


def _projected(terms: clocks.Terms, calendar: law.Calendar) -> Projected | None:
    """The day clocks of these terms end, and whether it is provisional; None where a local number is missing."""
    if clocks.local(terms[0], terms[1]):
        return None
    due = clocks.count(terms, calendar)
    return due.day, due.provisional


def _moved(one: Clock, found: Projected) -> Moved:
    return Moved(one.pk, one.record.number, one.label, str(one.due_on), str(found[0]), not found[1])
