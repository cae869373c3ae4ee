"""`make load`: 200 people of mixed roles work on a large office.

python -m load [--people 200] [--minutes 10] [--records 200000] [--think 10] [--arrival 60] [sqlite] [postgresql]

200,000 disputes leave about a million postings. Everything is on: log-in, the access rule, the trail, forms with their
token. A person thinks between two pages, half to one and a half times `--think` seconds, and does the round of a role.
All log in within the first `--arrival` seconds.
Exit code 1 when an answer was not what it should be.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date

from benchmarks.browser import Browser, Unexpected
from benchmarks.table import Table
from benchmarks.volume import ENTERED, Place, memory, place
from benchmarks.volume_work import PASSWORD, STREETS, values

ENGINES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
QUARTER = "happened_on_from=2025-04-01&happened_on_to=2025-06-30"
# What people of a role do, and how often: name -> (weight, address).
ROUNDS = {
    "mediator": {
        "desk": (6, "/"),
        "list": (4, "/ledgers/disputes/"),
        "record": (6, ""),
        "search": (1, "/ledgers/disputes/?q=漏水"),
        "new": (3, ""),
    },
    "legal": {
        "desk": (4, "/"),
        "list": (3, "/ledgers/disputes/"),
        "quarter": (3, f"/ledgers/disputes/?{QUARTER}"),
        "record": (5, ""),
        "figures": (3, "/figures/?period=2025"),
    },
    "district": {
        "desk": (3, "/"),
        "list": (2, "/ledgers/disputes/"),
        "figures": (4, "/figures/?period=2025"),
    },
}


@dataclass
class Seen:
    """What came of all visits: milliseconds by page, errors by kind, memory and rate as time went on."""

    waits: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: Counter[str] = field(default_factory=Counter)
    sizes: list[float] = field(default_factory=list)


def username(number: int) -> str:
    """Of ten people six mediate, three work in the legal office, one in the district."""
    role = "mediator" if number % 10 < 6 else "legal" if number % 10 < 9 else "district"
    return role if role == "district" else f"{role}{number % STREETS}"


async def person(number: int, url: str, end: float, think: float, arrival: float, seen: Seen) -> None:
    """Log in, then one page after another until the end."""
    dice, browser = random.Random(number), Browser(url)
    name = username(number)
    steps = ROUNDS[name.rstrip("0123456789")]
    await asyncio.sleep(dice.random() * arrival)
    await timed("log in", lambda: browser.log_in(name, PASSWORD), browser, seen)
    own: list[str] = []
    while time.monotonic() < end:
        await asyncio.sleep(think * (0.5 + dice.random()))
        page = dice.choices(list(steps), [weight for weight, _ in steps.values()])[0]
        await timed(page, visit(page, steps[page][1], browser, dice, own), browser, seen)
    browser.close()


def visit(
    page: str, address: str, browser: Browser, dice: random.Random, own: list[str]
) -> Callable[[], Awaitable[object]]:
    """The call of one page; lists teach which records can be opened."""

    async def look() -> None:
        known = dice.choice(own) if own else "/ledgers/disputes/"
        answer = await browser.get(known if page == "record" else address)
        if answer.status != 200:
            raise Unexpected(f"{page} {answer.status}")
        if b"/records/" in answer.body and not own:
            found = answer.body.decode().split('href="/records/')[1:]
            own.extend(f"/records/{part.split('/')[0]}/" for part in found[:20])

    async def enter() -> None:
        form = await browser.get("/ledgers/disputes/quick/")
        given = {name: str(value) for name, value in values(dice, date.today()).items()}
        unit = form.body.decode().split('name="unit"', 1)[1].split('value="', 1)[1].split('"')[0]
        answer = await browser.post("/ledgers/disputes/quick/", given | form.hidden | {"unit": unit})
        if answer.status != 302 or "/records/" not in answer.location:
            raise Unexpected(f"new {answer.status}")

    return enter if page == "new" else look


async def timed(name: str, call: Callable[[], Awaitable[object]], browser: Browser, seen: Seen) -> None:
    began = time.perf_counter()
    try:
        await call()
        seen.waits[name].append(1000 * (time.perf_counter() - began))
    except (Unexpected, OSError, asyncio.IncompleteReadError, IndexError) as error:
        seen.errors[f"{name}: {type(error).__name__} {error}"] += 1
        browser.close()


async def crowd(url: str, pid: int, options: argparse.Namespace) -> Seen:
    """Everybody at once; memory is read every ten seconds."""
    seen, end = Seen(), time.monotonic() + options.minutes * 60
    people = [person(n, url, end, options.think, options.arrival, seen) for n in range(options.people)]
    work = asyncio.ensure_future(asyncio.gather(*people))
    while not work.done():
        seen.sizes.append(memory(pid)[1])
        await asyncio.wait([work], timeout=10)
    await work
    return seen


def report(engine: str, seen: Seen, options: argparse.Namespace) -> None:
    every = sorted(wait for name, waits in seen.waits.items() if name != "log in" for wait in waits)
    table = Table(
        f"{options.people} people for {options.minutes:g} minutes on {engine}, ms",
        ["page", "answers", "p50", "p95", "p99", "most"],
    )
    for name, waits in [*sorted(seen.waits.items()), ("all but log in", every)]:
        ordered = sorted(waits)
        marks = [ordered[min(len(ordered) - 1, int(len(ordered) * share))] for share in (0.5, 0.95, 0.99, 1)]
        table.add(name, len(ordered), *marks)
    print(table)
    print(f"requests a second: {len(every) / options.minutes / 60:.1f}")
    half = len(seen.sizes) // 2
    shown = [max(part) for part in (seen.sizes[:1], seen.sizes[: half or 1], seen.sizes[half:])]
    print("memory (PSS, MiB) at the start, most in each half: " + ", ".join(f"{size:.0f}" for size in shown))
    print(f"errors: {sum(seen.errors.values())}")
    for kind, count in seen.errors.most_common(10):
        print(f"  {count} × {kind}")


def run(engine: str, at: Place, options: argparse.Namespace) -> bool:
    at.work("enter", min(ENTERED, options.records))
    made = at.work("grow", options.records)
    print(f"{engine}: {made['records']:,} records, {made['postings']:,} postings", flush=True)
    with at.serving("--workers", str(options.workers), "--threads", "4") as server:
        seen = asyncio.run(crowd(server.url, server.process.pid, options))
    report(engine, seen, options)
    return not seen.errors


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("engines", nargs="*", help="sqlite, postgresql (both)")
    for name, kind, default in (
        ("people", int, 200),
        ("minutes", float, 10),
        ("records", int, 200_000),
        ("think", float, 10),
        ("arrival", float, 60),
        ("workers", int, 2),
    ):
        parser.add_argument(f"--{name}", type=kind, default=default)
    options = parser.parse_args()
    good = True
    for engine in options.engines or list(ENGINES):
        with place(ENGINES[engine]) as at:
            good = run(ENGINES[engine], at, options) and good
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
