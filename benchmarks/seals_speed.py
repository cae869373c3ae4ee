"""Sealing and checking: rows per second, what it costs those who write meanwhile, and a backup of the whole.

The writers are measured twice in one run on one database: while nobody seals, and while a process seals every second.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.journal_places import ENGINES, Place, place
from benchmarks.journal_settle import together
from benchmarks.table import Table
from yifa.seals import standalone

WRITERS = 8


def run(quick: bool) -> Iterable[Table]:
    """One row for each database."""
    speed = Table(
        "Seals: seconds and rows per second",
        [
            "database",
            "postings",
            "seal, s",
            "rows/s",
            "verify, s",
            "rows/s",
            "alone, s",
            "backup, s",
            "MB",
            "restore, s",
        ],
    )
    cost = Table(
        f"{WRITERS} writers: postings per second while nobody seals, and while a process seals every second",
        ["database", "without", "with", "with/without", "p95 without, ms", "p95 with, ms", "batches"],
    )
    for engine in ENGINES:
        with place(engine) as at:
            cost.add(engine, *writers(at, 5 if quick else 20))
            at.work("fill", 50_000 if quick else 1_000_000)
            speed.add(engine, *speeds(at, engine))
    return [speed, cost]


def yifa(at: Place, *words: object, **more: str) -> tuple[float, str]:
    """Seconds of a command of the product, and what it said."""
    began = time.monotonic()
    command = [sys.executable, "-m", "yifa.cli", *map(str, words)]
    done = subprocess.run(command, env=at.variables | more, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{words}: {done.stdout}{done.stderr}")
    return time.monotonic() - began, done.stdout


def speeds(at: Place, engine: str) -> Iterator[object]:
    """Postings, and the seconds of each command, the start of the program left out."""
    start = min(yifa(at, "seals", "status", "--json")[0] for _ in range(2))
    sealing, said = yifa(at, "seals", "now", "--json")
    rows = json.loads(said)["sealed"]
    checking, said = yifa(at, "verify", "--json")
    postings = json.loads(said)["rows"]["journal_posting"]
    yield from (
        postings,
        sealing - start,
        rows / (sealing - start),
        checking - start,
        postings / (checking - start),
    )
    yield alone(at, engine)
    with tempfile.TemporaryDirectory(prefix="yifa-bench-") as elsewhere:
        file = Path(elsewhere) / "all.yb"
        secret = {"YIFA_BACKUP_PASSPHRASE": "a long passphrase"}
        yield yifa(at, "backup", file, **secret)[0]
        yield file.stat().st_size / 1e6
        back = Place({**at.variables, "YIFA_DATA": f"{elsewhere}/back", "YIFA_DATABASE_URL": ""})
        yield yifa(back, "restore", file, **secret)[0]


def alone(at: Place, engine: str) -> float:
    """Seconds of the stand-alone program on the SQLite file, or on an archive of the PostgreSQL database."""
    folder = Path(at.variables["YIFA_DATA"])
    source, beside = folder / "db.sqlite3", folder / "anchors"
    if engine != "SQLite":
        source = folder / "export.zip"
        yifa(at, "seals", "export", source)
    began = time.monotonic()
    command = [sys.executable, "-I", standalone.__file__, source, "--anchors", beside]
    subprocess.run(list(map(str, command)), check=True, capture_output=True)
    return time.monotonic() - began


def writers(at: Place, seconds: int) -> Iterator[object]:
    """Rates and waits of the writers without and with somebody who seals; batches made meanwhile."""
    plain, waits = together(at, WRITERS, seconds)
    with sealing(at) as told:
        busy, others = together(at, WRITERS, seconds)
    yield from (plain, busy, busy / plain)
    yield from (1000 * sorted(one)[int(len(one) * 0.95)] for one in (waits, others))
    yield told["batches"]


@contextmanager
def sealing(at: Place) -> Iterator[dict[str, Any]]:
    """A process that seals every second."""
    told: dict[str, Any] = {}
    process = at.start("seal")
    assert process.stdout is not None
    process.stdout.readline()  # it is ready
    try:
        yield told
    finally:
        watchdog = threading.Timer(60, process.kill)
        watchdog.start()
        told |= json.loads(process.communicate("stop\n")[0].splitlines()[-1])
        watchdog.cancel()
