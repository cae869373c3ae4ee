"""Fill an empty data folder with the demo district."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.db import transaction

from yifa.demo.cases import in_parts
from yifa.demo.dice import Dice
from yifa.demo.office import Founding, Street, table
from yifa.demo.records import LEDGERS
from yifa.demo.reports import reports
from yifa.demo.tasks import tasks
from yifa.foundation import audit
from yifa.foundation.errors import YifaError
from yifa.office.models import Person, Unit
from yifa.office.roles import ROLES
from yifa.procedures import warnings
from yifa.procedures.bulk import Entry, enter_many
from yifa.records.registry import ledger
from yifa.reports import items

SEED = "yifa"
Progress = Callable[[int, int], None]


def fill(*, seed: str = SEED, progress: Progress | None = None) -> int:
    """Make the whole demo in one transaction; returns the number of records. Refused when anybody is there already.

    `progress` is told how many records are entered, and of how many.
    """
    if Unit.objects.exists() or Person.objects.exists():
        raise YifaError(
            "数据文件夹中已有单位或人员，没有写入演示数据", fix="请用 --data 指定一个空的数据文件夹"
        )
    with transaction.atomic():
        streets = Founding().found()
        work = {code: _entries(code, streets, seed) for code in LEDGERS}
        made, total = 0, sum(map(len, work.values()))
        for code, entries in work.items():
            made += len(enter_many(ledger=ledger(code), entries=entries))
            if progress:
                progress(made, total)
        for street in streets:
            _lists(street, Dice(seed).years)
        reports(streets, Dice(seed).years)
        made += sum(tasks(street, year) for street in streets for year in Dice(seed).years)
        made += sum(in_parts(street) for street in streets)
        warnings.scan()
        audit.note("demo.fill", by=None, detail={"records": made, "seed": seed})
    mark()
    return made


def _entries(code: str, streets: list[Street], seed: str) -> list[Entry]:
    found = [
        one for street in streets for one in LEDGERS[code](Dice(f"{seed}:{code}:{street.unit.code}"), street)
    ]
    return sorted(found, key=lambda one: str(one.at))


def _lists(street: Street, years: tuple[int, int]) -> None:
    """What each office keeps for its yearly report."""
    for year in years:
        for order, row in enumerate(table("district")["items"], start=1):
            items.keep(unit=street.unit, year=year, values={**row, "order": order}, by=street.one("legal"))


def mark() -> None:
    """Leave the accounts in the file `demo` of the data folder: its presence marks the folder as a demo."""
    (settings.DATA / "demo").write_text(accounts(), encoding="utf-8")


def accounts() -> str:
    """The demo accounts, one role a line, and their password."""
    data = table("district")
    above = [(row["role"], row["username"]) for row in data["above"]]
    streets = [(row["role"], f"{row['username']}1") for row in data["posts"]] + [("community", "community1")]
    lines = [f"  {username:<12}{ROLES[role].name}" for role, username in [*streets, *above]]
    return f"演示账号（密码均为 {data['password']}）：\n" + "\n".join(lines) + "\n"
