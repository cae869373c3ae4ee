"""What a process of the journal's measurements does, on the data folder and database its environment names.

python -m benchmarks.journal_work prepare          tables and 120 units
python -m benchmarks.journal_work write SECONDS SEED   settle record after record, each in its own transaction
python -m benchmarks.journal_work load RECORDS     settle records by the thousand, as an import does
python -m benchmarks.journal_work fill POSTINGS    bring the journal to so many postings
python -m benchmarks.journal_work read             time the sums
python -m benchmarks.journal_work seal             seal every second, until a line comes
The result is one JSON object on standard output.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

SUBDISTRICTS, COMMUNITIES = 10, 109
FIRST_DAY, DAYS = date(2023, 1, 1), 1096  # 36 months
READS = 15


def prepare() -> dict[str, Any]:
    from django.core.management import call_command

    from yifa.office.actions import add_unit

    call_command("migrate", verbosity=0)

    def unit(code: str, kind: str, parent: Any) -> Any:
        return add_unit(code=code, name=code, kind=kind, parent=parent, valid_from=date(2020, 1, 1), by=None)

    district = unit("D", "district", None)
    below = [unit(f"S{n}", "subdistrict", district) for n in range(SUBDISTRICTS)]
    for n in range(COMMUNITIES):
        unit(f"C{n}", "community", below[n % SUBDISTRICTS])
    return {}


def lines_of(dice: random.Random, units: list[int]) -> list[Any]:
    """What one settled dispute counts: three lines."""
    from yifa.journal.values import Line

    unit, day = dice.choice(units), FIRST_DAY + timedelta(dice.randrange(DAYS))
    return [
        Line("disputes.registered", unit, day, 1, f"D{dice.randint(1, 17):02}"),
        Line("disputes.settled", unit, day, 1, dice.choice(["written", "oral"])),
        Line("disputes.amount", unit, day, dice.randint(1, 10**7)),
    ]


def write(seconds: str, seed: str) -> dict[str, Any]:
    from django.db import transaction

    from yifa.journal.actions import settle

    dice, units, count, waits = random.Random(int(seed)), _units(), 0, []
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    end = time.monotonic() + float(seconds)
    while time.monotonic() < end:
        began = time.monotonic()
        with transaction.atomic():
            count += len(settle(source=f"records:{seed}-{count}", lines=lines_of(dice, units), by=1))
        waits.append(time.monotonic() - began)
    return {"postings": count, "waits": waits}


def seal() -> dict[str, Any]:
    import select

    from yifa.seals import actions
    from yifa.seals.models import Batch

    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while not select.select([sys.stdin], [], [], 1)[0]:
        actions.seal()
    return {"batches": Batch.objects.count()}


def load(records: str) -> dict[str, Any]:
    from django.db import transaction

    from yifa.journal.actions import settle_many

    dice, units, count = random.Random(0), _units(), 0
    began = time.monotonic()
    for first in range(0, int(records), 1000):
        pairs = [(f"load:{n}", lines_of(dice, units)) for n in range(first, first + 1000)]
        with transaction.atomic():
            count += len(settle_many(pairs=pairs, by=1))
    return {"postings": count, "seconds": time.monotonic() - began}


def fill(postings: str) -> dict[str, Any]:
    from django.db import transaction

    from yifa.foundation import clock
    from yifa.journal.accounts import accounts
    from yifa.journal.actions import rebuild_balances
    from yifa.journal.models import Balance, Posting
    from yifa.office.models import Unit

    have = Posting.objects.count()
    dice, units = random.Random(have), list(Unit.objects.values_list("pk", "path"))
    keys = [(one.code, detail) for one in accounts().values() for detail in one.details or [""]]
    began = time.monotonic()

    def one(n: int) -> Posting:
        (account, detail), (unit, path) = dice.choice(keys), dice.choice(units)
        day = FIRST_DAY + timedelta(dice.randrange(DAYS))
        return Posting(
            account=account,
            detail=detail,
            unit_id=unit,
            path=path,
            day=day,
            month=day.year * 100 + day.month,
            quantity=dice.randint(1, 9),
            source=f"fill:{n}",
            posted_at=clock.at(day),
            posted_by=1,
        )

    for first in range(have, int(postings), 10_000):
        with transaction.atomic():
            Posting.objects.bulk_create(one(n) for n in range(first, min(first + 10_000, int(postings))))
    rebuilt = time.monotonic()
    rebuild_balances()
    now = time.monotonic()
    _settle_down()
    return {"fill": rebuilt - began, "rebuild": now - rebuilt, "balances": Balance.objects.count()}


def _settle_down() -> None:
    """What an hour of ordinary running does by itself: statistics for the planner."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def read() -> dict[str, Any]:
    from yifa.figures import queries
    from yifa.figures.periods import period
    from yifa.foundation import clock
    from yifa.journal import queries as journal
    from yifa.office.models import Unit

    district, street = Unit.objects.get(code="D"), Unit.objects.get(code="S0")
    community, year = Unit.objects.get(code="C0"), period("2025")
    span = {"start": year.start, "end": year.end}
    part = {"start": date(2025, 1, 10), "end": date(2025, 11, 20)}
    three = {"start": date(2023, 1, 1), "end": date(2025, 12, 31)}
    calls: dict[str, Callable[[], object]] = {
        "one figure by unit and month, 36 months": lambda: journal.by_unit_and_month(
            ["disputes.settled"], path=district.path, **three
        ),
        "figures page, district": lambda: queries.values(unit=district, **span),
        "figures page, subdistrict": lambda: queries.values(unit=street, **span),
        "figures page, community": lambda: queries.values(unit=community, **span),
        "sparklines, district": lambda: queries.series(unit=district, year=2025),
        "sparklines, subdistrict": lambda: queries.series(unit=street, year=2025),
        "parts of months, subdistrict": lambda: queries.values(unit=street, **part),
        "as of an instant, subdistrict": lambda: queries.values(
            unit=street, **span, as_of=clock.at(date(2025, 9, 1))
        ),
        "trace of a figure, subdistrict": lambda: queries.trace(
            "disputes.accepted", unit=street, period=year
        ),
        "figures of a record": lambda: queries.fed_by("fill:7"),
    }
    return {name: _median(call) for name, call in calls.items()}


def _median(call: Callable[[], object]) -> float:
    times = []
    call()
    for _ in range(READS):
        began = time.perf_counter()
        call()
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


def _units() -> list[int]:
    from yifa.office.models import Unit

    return list(Unit.objects.filter(kind="community").values_list("pk", flat=True))


def main(name: str, *arguments: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yifa.config.settings")
    import django

    django.setup()
    work: dict[str, Callable[..., dict[str, Any]]] = {
        "prepare": prepare,
        "write": write,
        "load": load,
        "fill": fill,
        "read": read,
        "seal": seal,
    }
    print(json.dumps(work[name](*arguments)))


if __name__ == "__main__":
    main(*sys.argv[1:])
