"""Postings per second through `settle`: 1, 2 and 8 writers, one record (three lines) a transaction; and an import."""

from __future__ import annotations

from collections.abc import Iterable

from benchmarks.journal_places import ENGINES, Place, place, result
from benchmarks.table import Table

WRITERS = (1, 2, 8)


def run(quick: bool) -> Iterable[Table]:
    """One row for each database; the factor is against one writer."""
    table = Table(
        "Postings per second through settle",
        [
            "database",
            *(f"{n} writers" for n in WRITERS),
            "8 against 1",
            "p50 at 8, ms",
            "p95 at 8, ms",
            "longest at 8, ms",
            "import",
        ],
    )
    for engine in ENGINES:
        with place(engine) as at:
            rates = {n: together(at, n, 3 if quick else 15) for n in WRITERS}
            loaded = at.work("load", 5_000 if quick else 50_000)
        speed, waits = [rate for rate, _ in rates.values()], sorted(rates[WRITERS[-1]][1])
        shown = [1000 * waits[int(len(waits) * part)] for part in (0.5, 0.95)] + [1000 * waits[-1]]
        imported = loaded["postings"] / loaded["seconds"]
        table.add(engine, *speed, speed[-1] / speed[0], *shown, imported)
    return [table]


def together(at: Place, writers: int, seconds: int) -> tuple[float, list[float]]:
    """Postings per second of writers that start at one moment, and the seconds each transaction took."""
    processes = [at.start("write", seconds, 100 * writers + n) for n in range(writers)]
    for process in processes:
        assert process.stdout is not None
        process.stdout.readline()  # it is ready
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    answers = [result(process) for process in processes]
    waits = [wait for answer in answers for wait in answer["waits"]]
    return sum(answer["postings"] for answer in answers) / seconds, waits
