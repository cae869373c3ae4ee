"""Large offices to measure: 121 units, records by the hundred thousand, and the processes that work on them.

The first records are entered through `procedures.bulk.enter_many`, as an import enters them. The others are copies of
those made by the database itself, table by table (record, dispute, change, event, clock and its entries, postings):
every constraint holds and every row points at its own kind, but the copies are not in the search index. Balances are
then rebuilt from the postings by the journal's own verb.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.journal_places import result
from tools import postgres, serving

ENGINES = ("SQLite", "PostgreSQL")
STREETS, COMMUNITIES = 20, 5
# Postings a dispute of the benchmark leaves on average (see volume_work.entries): two to five.
ENTERED = 4_000


@dataclass(frozen=True)
class Place:
    """A data folder, its database, and the environment of processes that work on them."""

    folder: Path
    database: str

    def start(self, *arguments: object) -> subprocess.Popen[str]:
        """A process of `benchmarks.volume_work`, its input and output open."""
        command = [sys.executable, "-m", "benchmarks.volume_work", *map(str, arguments)]
        pipe = subprocess.PIPE
        variables = serving.environment(self.folder, self.database)
        return subprocess.Popen(command, env=variables, stdin=pipe, stdout=pipe, text=True)

    def work(self, *arguments: object) -> dict[str, Any]:
        """Run one to its end and give its result."""
        return result(self.start(*arguments))

    @contextmanager
    def serving(self, *options: str) -> Iterator[serving.Server]:
        """`yifa serve` on this place for as long as the block runs."""
        # Speed is measured, not the limits of how often one person may ask, nor the second step of a log-in.
        os.environ.update(YIFA_RATE_FACTOR="0", YIFA_SECOND_STEP="off")
        server = serving.start(self.folder, *options, database=self.database)
        try:
            yield server
        finally:
            serving.stop(server)


@contextmanager
def place(engine: str) -> Iterator[Place]:
    """An office with units and people and no record; gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="yifa-bench-", ignore_cleanup_errors=True) as folder:
        if engine == "SQLite":
            ready = Place(Path(folder), "")
            ready.work("prepare")
            yield ready
            return
        with postgres.server(durable=True, settings={"shared_buffers": "512MB"}) as url:
            ready = Place(Path(folder), url)
            ready.work("prepare")
            yield ready


def memory(pid: int) -> tuple[float, float]:
    """Resident and proportional MiB of a process and everything below it."""
    rss = pss = 0
    for one in family(pid):
        try:
            lines = Path(f"/proc/{one}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        sizes = {line.split(":")[0]: int(line.split()[1]) for line in lines[1:]}
        rss, pss = rss + sizes["Rss"], pss + sizes["Pss"]
    return rss / 1024, pss / 1024


def family(pid: int) -> list[int]:
    """A process and its descendants."""
    parents: dict[int, list[int]] = {}
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            stat = Path(f"/proc/{name}/stat").read_text()
        except OSError:
            continue
        parents.setdefault(int(stat.rpartition(")")[2].split()[1]), []).append(int(name))
    found = [pid]
    for one in found:
        found += parents.get(one, [])
    return found
