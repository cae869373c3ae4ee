"""Take in a State Council notice: new announced days, and every open clock counted again, with the list of what moved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date

from django.db import transaction

from yifa import law
from yifa.foundation import audit, clock
from yifa.foundation.errors import Invalid
from yifa.office.access import Access
from yifa.office.models import Person
from yifa.procedures import clocks
from yifa.procedures.models import AnnouncedDay, Clock


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
    changed: list[Clock] = []
    rows = Clock.objects.filter(open=True).select_related("record").prefetch_related("entries")
    for one in rows.iterator(chunk_size=2000):
        if clocks.waits_for_local(one):
            continue
        due = clocks.derive(one, one.entries.all(), calendar)
        if (due.day, due.provisional) == (one.due_on, one.provisional):
            continue
        if due.day != one.due_on:
            moved.append(
                Moved(
                    one.pk, one.record.number, one.label, str(one.due_on), str(due.day), not due.provisional
                )
            )
        one.due_on, one.provisional = due.day, due.provisional
        changed.append(one)
    Clock.objects.bulk_update(changed, ["due_on", "provisional"], batch_size=500)
    return moved
