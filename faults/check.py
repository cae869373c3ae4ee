"""Look whether an office is whole: numbers, histories, events, clocks, postings, balances, index, seals."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any


def problems() -> Iterator[str]:
    """Everything that is not as it must be, in words."""
    for check in (numbers, records, balances, storage, sealed):
        yield from check()


def numbers() -> Iterator[str]:
    """Per unit and year the numbers are 1, 2, 3 … up to the counter."""
    from yifa.records.models import Counter, Record

    serials: dict[tuple[str, int, int], list[int]] = defaultdict(list)
    for ledger, unit, day, number in Record.objects.values_list("ledger", "unit_id", "received_on", "number"):
        serials[ledger, unit, day.year].append(int(re.findall(r"\d+", number)[-1]))
    counters = {(one.ledger, one.unit_id, one.year): one.last for one in Counter.objects.all()}
    for key in sorted(serials.keys() | counters.keys()):
        if sorted(serials[key]) != list(range(1, counters.get(key, 0) + 1)):
            yield f"numbers of {key} are not 1…{counters.get(key)}"


def records() -> Iterator[str]:
    """Each record has its history, its events up to its step, and the postings that it should have."""
    from yifa.journal.queries import unsettled
    from yifa.procedures.models import Event
    from yifa.records.models import Change, Record
    from yifa.records.registry import ledger

    changes, events = _of(Change, "revision"), _of(Event, "after")
    for one in ledger("disputes").model.objects.select_related("unit").order_by("pk").iterator(2000):
        if sorted(changes[one.pk]) != list(range(1, one.revision + 1)):
            yield f"{one.number}: history {changes[one.pk]} of revision {one.revision}"
        if not events[one.pk] or events[one.pk][-1] != one.step:
            yield f"{one.number}: events {events[one.pk]} do not lead to {one.step}"
        if found := unsettled(one.source, one.declaration.lines(one)):
            yield f"{one.number}: the journal does not hold what it counts: {found}"
    if orphans := Change.objects.exclude(record__in=Record.objects.all()).count():
        yield f"{orphans} changes of no record"


def _of(model: Any, value: str) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for record, each in model.objects.order_by("pk").values_list("record_id", value):
        found[record].append(each)
    return found


def balances() -> Iterator[str]:
    """Balances are the sums of the postings."""
    from yifa.journal.queries import balance_differences

    yield from (f"balance: {one}" for one in balance_differences())


def storage() -> Iterator[str]:
    """SQLite finds its own file whole; no row points at nothing."""
    from django.db import connection

    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check")
            yield from (f"file: {row[0]}" for row in cursor.fetchall() if row[0] != "ok")
            cursor.execute("PRAGMA foreign_key_check")
            yield from (f"foreign key: {row}" for row in cursor.fetchall())


def sealed() -> Iterator[str]:
    """What was sealed is as it was sealed, and everything can be sealed."""
    from yifa.reports.integrity import verify
    from yifa.seals.actions import seal

    seal()
    result = verify()
    if not result.ok:
        yield f"seals: {result.as_json()}"
