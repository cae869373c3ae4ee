"""Milliseconds of drafting, opening and comparing a yearly report, as journal and archive grow."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from benchmarks.table import Table
from tools.serving import environment

POSTINGS = {True: (1_000, 10_000, 100_000), False: (10_000, 100_000, 1_000_000)}
REPORTS = {True: (50, 500), False: (500, 5_000)}


def run(quick: bool) -> Iterable[Table]:
    """Two tables, on SQLite."""
    with tempfile.TemporaryDirectory(prefix="yifa-bench-") as folder:
        variables = environment(Path(folder))
        work(variables, "prepare")
        yield grown(variables, "postings", "Yearly report, ms", POSTINGS[quick])
        yield grown(variables, "sameness", "Alike sentences, ms", REPORTS[quick])


def grown(variables: dict[str, str], verb: str, title: str, sizes: tuple[int, ...]) -> Table:
    unit = {"postings": "postings", "sameness": "reports kept"}[verb]
    table = Table(title, ["call", *(f"{size:,} {unit}" for size in sizes), "growth over the last ten-fold"])
    found = [work(variables, verb, str(size)) for size in sizes]
    for name in found[0]:
        times = [answer[name] for answer in found]
        table.add(name, *times, times[-1] / times[-2])
    return table


def work(variables: dict[str, str], *arguments: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.reports_work", *arguments]
    done = subprocess.run(command, env=variables, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return dict(json.loads(done.stdout.splitlines()[-1]))
