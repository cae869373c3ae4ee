"""The pages people use, over HTTP as the office grows: the desk page, figures, lists; start and memory of the server.

Everything is on: log-in, the access rule, the trail, no cache in between. One server process
with its usual four threads answers; p50 is what one person alone waits, the rate is what eight together get.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Iterator

from benchmarks.browser import Browser, Speed, Unexpected, drive
from benchmarks.table import Table
from benchmarks.volume import ENGINES, ENTERED, Place, memory, place
from benchmarks.volume_work import PASSWORD

PEOPLE = 8
# A dispute leaves a little more than three postings: ten thousand, a hundred thousand, a million; then a million records.
QUICK, FULL = (3_000, 30_000), (3_000, 30_000, 100_000, 300_000, 1_000_000)
QUARTER = "happened_on_from=2025-04-01&happened_on_to=2025-06-30"
PAGES = (
    ("desk page, mediator", "mediator0", "/"),
    ("desk page, street", "legal0", "/"),
    ("desk page, district", "district", "/"),
    ("figures, street", "legal0", "/figures/?period=2025"),
    ("figures, district", "district", "/figures/?period=2025"),
    ("list, street", "legal0", "/ledgers/disputes/"),
    ("list, district", "district", "/ledgers/disputes/"),
    ("list, unit and quarter, count", "district", f"/ledgers/disputes/?unit=S0&{QUARTER}"),
    ("list, step and quarter, count", "legal0", f"/ledgers/disputes/?step=registered&{QUARTER}"),
    ("list, kind (a field of the ledger)", "legal0", "/ledgers/disputes/?kind=D03"),
)


def run(quick: bool) -> Iterable[Table]:
    """For each database: waiting, requests a second, and the server itself."""
    for engine in ENGINES:
        with place(engine) as at:
            yield from measured(at, engine, QUICK if quick else FULL, seconds=2 if quick else 5)


def measured(at: Place, engine: str, sizes: tuple[int, ...], seconds: float) -> Iterator[Table]:
    found: list[dict[str, tuple[Speed, Speed]]] = []
    heads = []
    server = Table(
        f"Server on {engine}, one process", ["records", "start, s", "MiB idle (PSS)", "MiB after load (PSS)"]
    )
    at.work("enter", min(ENTERED, sizes[0]))
    for size in sizes:
        made = at.work("grow", size)
        heads.append(f"{size:,} records, {made['postings']:,} postings")
        began = time.monotonic()
        with at.serving() as running:
            started, idle = time.monotonic() - began, memory(running.process.pid)[1]
            found.append({name: speeds(running.url, who, path, seconds) for name, who, path in PAGES})
            server.add(size, started, idle, memory(running.process.pid)[1])
    last = "last over first"
    waits = Table(f"Pages on {engine}, one person, p50 ms", ["page", *heads, last])
    rates = Table(f"Pages on {engine}, {PEOPLE} people, requests/s", ["page", *heads, last])
    for name, _who, _path in PAGES:
        alone, many = zip(*(one[name] for one in found), strict=True)
        if wrong := sum(speed.errors for speed in (*alone, *many)):
            raise Unexpected(f"{name}: {wrong} errors")
        waits.add(name, *(one.p50 for one in alone), alone[-1].p50 / alone[0].p50)
        rates.add(name, *(one.rate for one in many), many[-1].rate / many[0].rate)
    yield from (waits, rates, server)


def speeds(url: str, who: str, path: str, seconds: float) -> tuple[Speed, Speed]:
    """One person alone, then eight at once."""
    return asyncio.run(_speeds(url, who, path, seconds))


async def _speeds(url: str, who: str, path: str, seconds: float) -> tuple[Speed, Speed]:
    first = Browser(url)
    await first.log_in(who, PASSWORD)
    people = [first, *(Browser(url, dict(first.cookies)) for _ in range(PEOPLE - 1))]

    async def look(one: Browser) -> None:
        answer = await one.get(path)
        if answer.status != 200:
            raise Unexpected(f"{path}: {answer.status}")

    await drive(people, look, seconds=0.5)  # what is read once a process does not count
    return await drive([first], look, seconds=seconds / 2), await drive(people, look, seconds=seconds)
