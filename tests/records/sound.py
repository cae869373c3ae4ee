"""What holds for every record at every moment between two transactions."""

from __future__ import annotations

import re

from django.db import connection

from yifa.journal.queries import balance_differences, unsettled
from yifa.procedures.models import Clock, Event
from yifa.records.models import Change, Counter, Record


def check_all() -> int:
    """Assert that no record is half written; returns how many there are."""
    records = list(Record.objects.order_by("pk"))
    for record in records:
        check(record)
    check_numbers()
    assert balance_differences() == []
    assert indexed() == {record.pk for record in records}
    return len(records)


def check(record: Record) -> None:
    """History, events, clocks and postings of one record belong together."""
    fresh = record.declaration.model.objects.get(pk=record.pk)
    changes = list(Change.objects.filter(record=record))
    events = list(Event.objects.filter(record=record))
    assert [one.revision for one in changes] == list(range(1, fresh.revision + 1))
    assert events[0].move == "enter"
    assert events[-1].after == fresh.step
    assert unsettled(fresh.source, fresh.declaration.lines(fresh)) == []
    for clock in Clock.objects.filter(record=record):
        ends = [one.kind for one in clock.entries.filter(kind__in=("start", "stop"))]
        assert ends == (["start"] if clock.open else ["start", "stop"])


def check_numbers() -> None:
    """Each counter stands at the number of its records, and they are numbered 1, 2, 3 …"""
    for counter in Counter.objects.all():
        rows = Record.objects.filter(ledger=counter.ledger, unit=counter.unit, received_on__year=counter.year)
        serials = sorted(serial(one.number) for one in rows)
        assert serials == list(range(1, counter.last + 1))


def serial(number: str) -> int:
    """The serial in a number such as 示例街调字〔2026〕12号."""
    found = re.search(r"(\d+)号$", number)
    assert found is not None, number
    return int(found[1])


def indexed() -> set[int]:
    """The records the search index knows."""
    key = "rowid" if connection.vendor == "sqlite" else "record_id"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {key} FROM records_search")
        return {row[0] for row in cursor.fetchall()}
