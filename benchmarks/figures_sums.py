"""Milliseconds of what the figures page asks, as the journal grows; the last column is how much slower it got."""

from __future__ import annotations

from collections.abc import Iterable

from benchmarks.journal_places import ENGINES, Place, place
from benchmarks.table import Table

QUICK = (1_000, 10_000, 100_000)
FULL = (10_000, 100_000, 1_000_000)


def run(quick: bool) -> Iterable[Table]:
    """One table for each database: median of fifteen calls at three sizes."""
    sizes = QUICK if quick else FULL
    for engine in ENGINES:
        with place(engine) as at:
            yield measured(at, engine, sizes)


def measured(at: Place, engine: str, sizes: tuple[int, ...]) -> Table:
    table = Table(
        f"Figures on {engine}, ms",
        ["call", *(f"{size:,} postings" for size in sizes), "growth over the last ten-fold"],
    )
    found, built = [], []
    for size in sizes:
        built.append(at.work("fill", size))
        found.append(at.work("read"))
    for name in found[0]:
        times = [answer[name] for answer in found]
        table.add(name, *times, times[-1] / times[-2])
    table.add(
        "balances, rows",
        *(answer["balances"] for answer in built),
        built[-1]["balances"] / built[-2]["balances"],
    )
    rebuilds = [answer["rebuild"] * 1000 for answer in built]
    table.add("rebuild of all balances", *rebuilds, rebuilds[-1] / rebuilds[-2])
    return table
