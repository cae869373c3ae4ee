"""Entering records through the pages: one at a time with eight people at once, and an import of a table.

Each record goes through log-in, form token, access rule, form and ledger rules, number, history, search index, journal
and clock. The import is uploaded (every row is tried), confirmed (tried again and written, all or nothing).
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Iterable
from datetime import date, timedelta
from io import BytesIO

from benchmarks.browser import Browser, Speed, Unexpected, drive
from benchmarks.table import Table
from benchmarks.volume import ENGINES, place
from benchmarks.volume_work import MATTERS, PASSWORD, PLACES

PEOPLE = (1, 8)
NEW, IMPORT = "/ledgers/disputes/new/", "/ledgers/disputes/import/"


def run(quick: bool) -> Iterable[Table]:
    """One row for each database and number of server processes."""
    entered = Table(
        "Records entered through the form",
        [
            "database",
            "processes",
            "by 1, records/s",
            "by 8, records/s",
            "p50 at 8, ms",
            "p95 at 8, ms",
            "errors",
        ],
    )
    brought = Table(
        "Import of a table through the pages",
        ["database", "rows", "upload and try, s", "confirm and write, s", "records/s"],
    )
    for engine in ENGINES:
        for processes in (1, 2):
            with place(engine) as at, at.serving("--workers", str(processes)) as server:
                alone, many = asyncio.run(_entered(server.url, 300 if quick else 5_000))
                entered.add(
                    engine, processes, alone.rate, many.rate, many.p50, many.p95, alone.errors + many.errors
                )
                if processes == 1:
                    brought.add(engine, *asyncio.run(_imported(server.url, 2_000 if quick else 20_000)))
    return [entered, brought]


async def _entered(url: str, records: int) -> tuple[Speed, Speed]:
    people = [Browser(url) for _ in range(max(PEOPLE))]
    for n, one in enumerate(people):
        await one.log_in(f"mediator{n}", PASSWORD)
    forms = {id(one): (await one.get(NEW)) for one in people}
    dice = random.Random(7)

    async def enter(one: Browser) -> None:
        # The token of one form makes a repeated submit harmless; every record here is another form's.
        form = forms[id(one)].hidden | filled(dice) | {"unit": _unit(forms[id(one)].body)}
        form["token"] = f"{dice.getrandbits(120):030x}"
        answer = await one.post(NEW, form)
        if answer.status != 302:
            raise Unexpected(f"not entered: {answer.status}")

    alone = await drive(people[:1], enter, seconds=60, most=records // 5)
    return alone, await drive(people, enter, seconds=120, most=records)


def filled(dice: random.Random) -> dict[str, str]:
    """The form of an invented dispute."""
    day = date(2024, 1, 1) + timedelta(dice.randrange(700))
    return {
        "title": f"{dice.choice(PLACES)}{dice.choice(MATTERS)}纠纷",
        "kind": f"D{dice.randint(1, 9):02}",
        "parties": f"甲方{dice.randrange(10**6)}、乙方{dice.randrange(10**6)}",
        "happened_on": str(day),
        "received_on": str(day),
        "source_kind": "applied",
        "people": str(dice.randint(2, 8)),
    }


def _unit(page: bytes) -> str:
    """The first unit that the form offers."""
    return page.decode().split('name="unit"')[1].split('<option value="')[1].split('"')[0]


async def _imported(url: str, rows: int) -> tuple[object, ...]:
    one = Browser(url)
    await one.log_in("mediator0", PASSWORD)
    page = await one.get(IMPORT)
    form = {"csrfmiddlewaretoken": page.hidden["csrfmiddlewaretoken"], "unit": _unit(page.body)}
    content = sheet(rows)
    began = time.monotonic()
    tried = await one.upload(IMPORT, form, "纠纷.xlsx", content)
    uploaded = time.monotonic()
    if tried.status != 302:
        raise Unexpected(f"not taken: {tried.status}")
    token = (await one.get(tried.location)).hidden["csrfmiddlewaretoken"]
    confirming = time.monotonic()
    await one.post(tried.location, {"csrfmiddlewaretoken": token})
    end = time.monotonic()
    done = (await one.get(tried.location)).body.decode()
    if f"{rows}" not in done.replace(",", ""):
        raise Unexpected("the import wrote something else")
    spent = (uploaded - began) + (end - confirming)
    return rows, uploaded - began, end - confirming, rows / spent


def sheet(rows: int) -> bytes:
    """A table as an office keeps it."""
    from openpyxl import Workbook

    dice, book = random.Random(3), Workbook(write_only=True)
    page = book.create_sheet("纠纷")
    page.append(["事由", "纠纷类型", "当事人", "发生日期", "收到日期", "人数"])
    for n in range(rows):
        day = date(2024, 1, 1) + timedelta(dice.randrange(700))
        title = f"{dice.choice(PLACES)}{dice.choice(MATTERS)}纠纷{n}"
        page.append([title, "邻里纠纷", f"甲方{n}、乙方{n}", day, day, dice.randint(2, 8)])
    out = BytesIO()
    book.save(out)
    return out.getvalue()
