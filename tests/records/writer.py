"""A process of its own that enters records until it is done or killed: `python -m tests.records.writer DATABASE HOW COUNT`.

Prints a line for each committed record, so that whoever watches knows when to strike.
"""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from typing import IO, Any

HOW = ("one", "bulk")
MOVES: list[tuple[str, dict[str, Any]]] = [
    ("accept", {}),
    ("settle", {"values": {"agreement_form": "oral", "amount": 1200}}),
]


def start(how: str, count: int = 0) -> subprocess.Popen[str]:
    """The process, on the test's own database and keys; `count` 0 goes on for ever."""
    from django.db import connection

    name = str(connection.settings_dict["NAME"])
    command = [sys.executable, "-m", "tests.records.writer", name, how, str(count)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def lines(stream: IO[str] | None, count: int) -> list[str]:
    """The next lines a process says."""
    assert stream is not None
    return [line.strip() for line in itertools.islice(stream, count)]


def main(database: str, how: str, count: int) -> None:
    """Enter records as the legal office of the street."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "yifa.config.settings"
    import django

    from yifa.config import settings

    settings.DATABASES["default"]["NAME"] = database
    django.setup()
    (one_by_one if how == "one" else in_bulk)(count)


def one_by_one(count: int) -> None:
    """Each record in a transaction of its own."""
    from yifa.office.models import Person, Unit
    from yifa.procedures.actions import enter
    from yifa.records.registry import ledger

    by, street = Person.objects.get(username="legal"), Unit.objects.get(code="j")
    for number in range(count) if count else itertools.count():
        values = quarrel(number)
        print(
            enter(ledger=ledger("disputes"), unit=street, values=values, by=by, then=MOVES).number, flush=True
        )


def in_bulk(count: int) -> None:
    """All records in one transaction, again and again; `writing` is said when the first row is about to be written."""
    from yifa.office.models import Person, Unit
    from yifa.procedures import bulk
    from yifa.records.registry import ledger

    by, street = Person.objects.get(username="legal"), Unit.objects.get(code="j")
    moves = [bulk.Passed("accept", date.today()), bulk.Passed("settle", date.today(), MOVES[1][1]["values"])]

    def entries() -> Iterator[bulk.Entry]:
        for number in range(count):
            if number == count - 1:  # all are drafted: writing begins
                print("writing", flush=True)
            yield bulk.Entry(street, quarrel(number), by, then=moves)

    print(len(bulk.enter_many(ledger=ledger("disputes"), entries=entries())), flush=True)


def quarrel(number: int) -> dict[str, Any]:
    """A dispute of today."""
    return {
        "title": f"噪音纠纷{number}",
        "kind": "D02",
        "parties": "示例甲、示例乙",
        "happened_on": date.today(),
    }


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
