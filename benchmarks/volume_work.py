"""What a process of the measurements does with a large office, on the folder and database its environment names.

python -m benchmarks.volume_work prepare [CODES]    tables, 121 units, people with a password
python -m benchmarks.volume_work enter RECORDS      enter disputes as an import does
python -m benchmarks.volume_work grow RECORDS       copy what was entered until there are so many records
python -m benchmarks.volume_work clocks NUMBER      copy open clocks until there are so many
python -m benchmarks.volume_work due                time the due list
python -m benchmarks.volume_work project            count every open clock again after a calendar change
python -m benchmarks.volume_work late NUMBER        let so many open clocks be ten days late, the others not due
python -m benchmarks.volume_work warn               give every warning that is owed, with the memory it took
python -m benchmarks.volume_work advance SECONDS SEED   enter, accept and settle dispute after dispute
The result is one JSON object on standard output.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from benchmarks.volume import COMMUNITIES, STREETS

PASSWORD = "bench-2026-yifa"
YEARS = (2024, 2025, 2026)
PLACES = ["东门", "西门", "南里", "北里", "河沿", "桥头", "市场", "学校", "医院", "车站"]
MATTERS = ["楼上漏水", "噪声扰民", "物业收费", "拖欠工资", "相邻采光", "停车占道", "宅基地界", "合同违约"]


def prepare(*codes: str) -> dict[str, Any]:
    """An office of twenty streets, named by `codes` when given."""
    from django.contrib.auth.hashers import make_password
    from django.core.management import call_command

    from yifa.office.actions import add_person, add_unit, appoint

    call_command("migrate", verbosity=0)
    hashed, since = make_password(PASSWORD), date(2020, 1, 1)

    def unit(code: str, name: str, kind: str, parent: Any) -> Any:
        return add_unit(code=code, name=name, short=name, kind=kind, parent=parent, valid_from=since, by=None)

    def person(name: str, unit: Any, role: str) -> None:
        made = add_person(username=name, name=f"测试{name}", password=None, by=None)
        made.password = hashed
        made.save(update_fields=["password"])
        appoint(person=made, unit=unit, role=role, title="", valid_from=since, by=None)

    district = unit("D", "示例区", "district", None)
    person("district", district, "district")
    person("writer", district, "mediator")
    for n in range(STREETS):
        code = codes[n] if codes else f"S{n}"
        street = unit(code, f"示例街道{n}", "subdistrict", district)
        for m in range(COMMUNITIES):
            unit(f"C{n}-{m}", f"示例社区{n}之{m}", "community", street)
        person(f"mediator{n}", street, "mediator")
        person(f"legal{n}", street, "legal")
    return {}


def entries(number: int, seed: int) -> Iterator[Any]:
    """Disputes over three years and all streets: most of them settled, some accepted or only registered."""
    from yifa.office.models import Person, Unit
    from yifa.procedures.bulk import Entry, Passed

    dice, today = random.Random(seed), date.today()
    people = {one.username: one for one in Person.objects.all()}
    streets = [
        (street, list(street.children.all()))
        for street in Unit.objects.filter(kind="subdistrict").order_by("pk")
    ]
    span = (min(date(YEARS[-1], 12, 31), today) - date(YEARS[0], 1, 1)).days - 40
    for _ in range(number):
        n = dice.randrange(STREETS)
        day = date(YEARS[0], 1, 1) + timedelta(dice.randrange(span))
        form, fate = dice.choice(["written", "oral"]), dice.choice((0, 1, 2, 2, 2, 2, 2, 2, 2, 2))
        settle = {"agreement_form": form, "amount": Decimal(dice.randrange(1, 100000))}
        moves = (Passed("accept", day + timedelta(2)), Passed("settle", day + timedelta(9), settle))
        yield Entry(
            unit=dice.choice([streets[n][0], *streets[n][1]]),
            values=values(dice, day),
            by=people[f"mediator{n}"],
            then=moves[:fate],
        )


def values(dice: random.Random, day: date) -> dict[str, Any]:
    """The fields of an invented dispute."""
    return {
        "title": f"{dice.choice(PLACES)}{dice.choice(MATTERS)}纠纷",
        "kind": f"D{dice.randint(1, 9):02}",  # labour disputes (D10) need a written agreement
        "parties": f"甲方{dice.randrange(10**6)}、乙方{dice.randrange(10**6)}",
        "happened_on": day,
        "received_on": day,
        "people": dice.randint(2, 8),
        "mechanism": dice.choice(["", "", "sansuo", "susong"]),
    }


def enter(records: str) -> dict[str, Any]:
    from yifa.journal.models import Posting
    from yifa.procedures.bulk import enter_many
    from yifa.records.models import Record
    from yifa.records.registry import ledger

    seed = Record.objects.count()
    began = time.monotonic()
    made = len(enter_many(ledger=ledger("disputes"), entries=entries(int(records), seed)))
    seconds = time.monotonic() - began
    _settle_down()
    return {"records": made, "seconds": seconds, "postings": Posting.objects.count()}


# Tables in the order they depend on each other: table, columns that point at a copied row, other columns that change.
COPIED: tuple[tuple[str, dict[str, str]], ...] = (
    ("records_record", {"id": "records_record", "token": "NULL", "number": "number"}),
    ("disputes_dispute", {"record_ptr_id": "records_record"}),
    ("records_change", {"id": "records_change", "record_id": "records_record"}),
    ("procedures_event", {"id": "procedures_event", "record_id": "records_record"}),
    ("procedures_clock", {"id": "procedures_clock", "record_id": "records_record"}),
    (
        "procedures_clockentry",
        {"id": "procedures_clockentry", "clock_id": "procedures_clock", "event_id": "procedures_event"},
    ),
    ("journal_posting", {"id": "journal_posting", "source": "source"}),
)


def grow(records: str) -> dict[str, Any]:
    """Double everything (the last time a part of it) until there are so many records."""
    from django.db import connection, transaction

    from yifa.journal.actions import rebuild_balances
    from yifa.journal.models import Posting
    from yifa.records.models import Record

    began = time.monotonic()
    while (have := Record.objects.count()) < int(records):
        with transaction.atomic(), connection.cursor() as cursor:
            _copy(cursor, have, min(have, int(records) - have))
    _sequences()
    rebuild_balances()
    _settle_down()
    return {
        "records": Record.objects.count(),
        "postings": Posting.objects.count(),
        "seconds": time.monotonic() - began,
    }


def _copy(cursor: Any, have: int, more: int) -> None:
    """Copy the rows of the first `more` records under numbers that follow the present ones."""
    shift = {table: _one(cursor, f"SELECT max(id) FROM {table}") for table, how in COPIED if "id" in how}
    clocks = f"clock_id IN (SELECT id FROM procedures_clock WHERE record_id <= {more})"
    which = {"records_record": f"id <= {more}", "disputes_dispute": f"record_ptr_id <= {more}"}
    which |= {"procedures_clockentry": clocks, "journal_posting": _sources(more)}
    for table, how in COPIED:
        cursor.execute(f"SELECT * FROM {table} LIMIT 0")
        names = [one[0] for one in cursor.description]
        columns = ", ".join(f'"{name}"' for name in names)
        chosen = ", ".join(_column(name, how.get(name, ""), shift, have) for name in names)
        where = which.get(table, f"record_id <= {more}")
        cursor.execute(f"INSERT INTO {table} ({columns}) SELECT {chosen} FROM {table} WHERE {where}")


def _sources(more: int) -> str:
    return f"CAST(substr(source, 9) AS integer) <= {more}"


def _column(name: str, how: str, shift: dict[str, int], have: int) -> str:
    if how == "number":  # a number stays unlike every other of its unit
        return f"number || '-' || {have}"
    if how == "source":
        return f"'records:' || (CAST(substr(source, 9) AS integer) + {shift['records_record']})"
    return f'"{name}" + {shift[how]}' if how in shift else how or f'"{name}"'


def _one(cursor: Any, query: str) -> int:
    cursor.execute(query)
    return int(cursor.fetchone()[0] or 0)


def _sequences() -> None:
    """PostgreSQL hands out numbers from sequences, which copies do not move."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        for table, how in COPIED:
            if "id" in how:
                cursor.execute(
                    f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"
                )


def clocks(number: str) -> dict[str, Any]:
    """Copy open clocks with the line that started them; the copies fall due over a year from today."""
    from django.db import connection, transaction

    from yifa.procedures.models import Clock

    began = time.monotonic()
    while (have := Clock.objects.filter(open=True).count()) < int(number):
        with transaction.atomic(), connection.cursor() as cursor:
            top, line = (_one(cursor, f"SELECT max(id) FROM procedures_{t}") for t in ("clock", "clockentry"))
            chosen = f"open AND id <= {top} ORDER BY id LIMIT {min(have, int(number) - have)}"
            cursor.execute(
                "INSERT INTO procedures_clock (id, record_id, path, code, label, started_on, stopped_on, due_on,"
                f" provisional, open) SELECT id + {top}, record_id, path, code, label, started_on, stopped_on, due_on,"
                f" provisional, open FROM procedures_clock WHERE {chosen}"
            )
            cursor.execute(
                'INSERT INTO procedures_clockentry (id, clock_id, kind, "on", amount, event_id, at, by_id, reason)'
                f' SELECT e.id + {line}, e.clock_id + {top}, e.kind, e."on", e.amount, e.event_id, e.at, e.by_id,'
                f" e.reason FROM procedures_clockentry e WHERE e.clock_id IN"
                f" (SELECT id FROM procedures_clock WHERE {chosen})"
            )
    _sequences()
    _spread()
    _settle_down()
    return {"clocks": Clock.objects.filter(open=True).count(), "seconds": time.monotonic() - began}


def _spread() -> None:
    """Start open clocks over the last year, a day for each number: an office's clocks do not all end at once."""
    from django.db import connection

    first = date.today() - timedelta(365)
    day = (
        f"date('{first}', '+' || (id % 365) || ' days')"
        if connection.vendor == "sqlite"
        else f"date '{first}' + CAST(id % 365 AS integer)"
    )
    until = day.replace(str(first), str(date.today() - timedelta(5)))
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE procedures_clock SET started_on = {day}, due_on = {until} WHERE open")


def due() -> dict[str, Any]:
    from yifa.desk.views.home import AHEAD, SHOWN
    from yifa.foundation.many import first
    from yifa.office.access import compile_access
    from yifa.office.models import Person
    from yifa.procedures import queries

    until = date.today() + timedelta(AHEAD)

    def seconds(name: str) -> float:
        access = compile_access(Person.objects.get(username=name))
        return _median(lambda: first(lambda along: queries.due(access, until, along=along), SHOWN))

    return {name: seconds(name) for name in ("district", "legal0")}


def project() -> dict[str, Any]:
    from yifa.office.models import Person
    from yifa.procedures import clocks, holidays
    from yifa.procedures.models import AnnouncedDay, Clock

    number = Clock.objects.filter(open=True).count()
    AnnouncedDay.objects.create(
        day=date.today() + timedelta(12),
        works=False,
        source="示例通知",
        entered_by=Person.objects.get(username="district"),
        entered_at=datetime.now().astimezone(),
    )
    began = time.monotonic()
    moved = len(holidays.project_open(clocks.calendar()))
    return {"clocks": number, "moved": moved, "seconds": time.monotonic() - began}


def late(number: str) -> dict[str, Any]:
    """Let the first clocks be ten days late and none else due; forget the warnings given before."""
    from yifa.procedures.models import Clock, Warning

    Warning.objects.all().delete()
    far, past = date.today() + timedelta(400), date.today() - timedelta(10)
    Clock.objects.filter(open=True).update(due_on=far)
    keys = Clock.objects.filter(open=True).order_by("pk").values("pk")[: int(number)]
    Clock.objects.filter(pk__in=keys).update(due_on=past)
    _settle_down()
    return {"late": Clock.objects.filter(open=True, due_on=past).count()}


def warn() -> dict[str, Any]:
    """Give all warnings; the process's own memory before and at most, without the mapped pages of SQLite's file."""
    from yifa.procedures import messages

    before = most = _own()
    done = threading.Event()

    def watch() -> None:
        nonlocal most
        while not done.wait(0.02):
            most = max(most, _own())

    watcher = threading.Thread(target=watch)
    watcher.start()
    began = time.monotonic()
    given, _sent = messages.warn()
    seconds = time.monotonic() - began
    done.set()
    watcher.join()
    return {"given": given, "seconds": seconds, "before": before, "most": most}


def _own() -> float:
    """MiB of memory that belongs to this process alone (Linux)."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("RssAnon")).split()[1]) / 1024


def advance(seconds: str, seed: str) -> dict[str, Any]:
    """Each transaction is one verb: enter, then accept, then settle, by the mediator of one street."""
    from yifa.office.access import compile_access
    from yifa.office.models import Person, Unit
    from yifa.procedures import actions
    from yifa.records.registry import ledger

    dice, one = random.Random(int(seed)), ledger("disputes")
    by, unit = Person.objects.get(username=f"mediator{seed}"), Unit.objects.get(code=f"S{seed}")
    access, waits = compile_access(by), []
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    end = time.monotonic() + float(seconds)

    def timed(work: Callable[[], Any]) -> Any:
        began = time.monotonic()
        made = work()
        waits.append(time.monotonic() - began)
        return made

    while time.monotonic() < end:
        given, day = values(dice, date.today() - timedelta(20)), date.today()
        record = timed(
            lambda given=given: actions.enter(ledger=one, unit=unit, values=given, by=by, access=access)
        )
        for move, brought in (("accept", {}), ("settle", {"agreement_form": "oral", "amount": Decimal(100)})):
            record = timed(
                lambda record=record, move=move, brought=brought, day=day: actions.advance(
                    record=record, move=move, by=by, on=day, values=brought, access=access
                )
            )
    return {"waits": waits}


def _median(call: Callable[[], object], rounds: int = 9) -> float:
    times = []
    call()
    for _ in range(rounds):
        began = time.perf_counter()
        call()
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


def _settle_down() -> None:
    """What an hour of ordinary running does by itself: statistics for the planner."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


WORK: dict[str, Callable[..., dict[str, Any]]] = {
    one.__name__: one for one in (prepare, enter, grow, clocks, due, project, late, warn, advance)
}


def main(name: str, *arguments: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yifa.config.settings")
    import django

    django.setup()
    print(json.dumps(WORK[name](*arguments)))


if __name__ == "__main__":
    main(*sys.argv[1:])
