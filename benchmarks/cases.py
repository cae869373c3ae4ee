"""Cases: verbs a second with 1, 2 and 8 people, the due list among a million clocks, clocks counted anew, warnings."""

from __future__ import annotations

from collections.abc import Iterable

from benchmarks.journal_places import result
from benchmarks.table import Table
from benchmarks.volume import ENGINES, ENTERED, Place, place

PEOPLE = (1, 2, 8)
COUNTED_AGAIN = 100_000


def run(quick: bool) -> Iterable[Table]:
    """Four tables, one row for each database."""
    verbs = Table(
        "Verbs a second: a dispute entered, accepted, settled, each verb a transaction",
        ["database", *(f"{n} people" for n in PEOPLE), "8 against 1", "p50 at 8, ms", "p95 at 8, ms"],
    )
    sizes = (10_000, 100_000) if quick else (100_000, 1_000_000)
    listed = Table(
        "The due list, ms",
        ["database", *(f"{n:,} clocks, {who}" for n in sizes for who in ("district", "street"))],
    )
    again = Table(
        "Open clocks counted again after a calendar change",
        ["database", "clocks", "moved", "seconds", "clocks/s"],
    )
    warned = Table(
        "Warnings of clocks ten days late, and the memory of the process without mapped files",
        ["database", "late clocks", "warnings", "seconds", "MiB before", "MiB at most"],
    )
    for engine in ENGINES:
        with place(engine) as at:
            _verbs(at, engine, verbs, 3 if quick else 10)
            at.work("enter", 1_000 if quick else ENTERED)
            _clocks(at, engine, sizes, listed, again)
            for late in (2_000, 20_000) if quick else (20_000, 200_000):
                _warn(at, engine, late, warned)
    return [verbs, listed, again, warned]


def _verbs(at: Place, engine: str, table: Table, seconds: int) -> None:
    speeds, waits = [], list[float]()
    for people in PEOPLE:
        waits = sorted(together(at, people, seconds))
        speeds.append(len(waits) / seconds)
    shown = [1000 * waits[int(len(waits) * part)] for part in (0.5, 0.95)]
    table.add(engine, *speeds, speeds[-1] / speeds[0], *shown)


def together(at: Place, people: int, seconds: int) -> list[float]:
    """The seconds each verb took, of people of different streets who start at one moment."""
    processes = [at.start("advance", seconds, n) for n in range(people)]
    for process in processes:
        assert process.stdout is not None
        process.stdout.readline()  # it is ready
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    return [wait for process in processes for wait in result(process)["waits"]]


def _clocks(at: Place, engine: str, sizes: tuple[int, ...], listed: Table, again: Table) -> None:
    cells: list[float] = []
    for size in sizes:
        at.work("clocks", size)
        found = at.work("due")
        cells += [found["district"], found["legal0"]]
        if size == COUNTED_AGAIN:
            moved = at.work("project")
    listed.add(engine, *cells)
    again.add(engine, moved["clocks"], moved["moved"], moved["seconds"], moved["clocks"] / moved["seconds"])


def _warn(at: Place, engine: str, late: int, table: Table) -> None:
    number = at.work("late", late)["late"]
    told = at.work("warn")
    table.add(engine, number, told["given"], told["seconds"], told["before"], told["most"])
