"""Empty databases for measurements of the journal: SQLite in a folder, PostgreSQL with its durability on."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools import postgres
from tools.serving import environment

ENGINES = ("SQLite", "PostgreSQL")


@dataclass(frozen=True)
class Place:
    """A database and the environment of processes that work on it."""

    variables: dict[str, str]

    def start(self, *arguments: object) -> subprocess.Popen[str]:
        """A process of `benchmarks.journal_work`, its input and output open."""
        command = [sys.executable, "-m", "benchmarks.journal_work", *map(str, arguments)]
        pipe = subprocess.PIPE
        return subprocess.Popen(command, env=self.variables, stdin=pipe, stdout=pipe, text=True)

    def work(self, *arguments: object) -> dict[str, Any]:
        """Run one to its end and give its result."""
        return result(self.start(*arguments))


def result(process: subprocess.Popen[str], words: str = "") -> dict[str, Any]:
    """What a process answers, after saying `words` to it."""
    out, _ = process.communicate(words)
    if process.returncode:
        raise RuntimeError(f"{process.args} ended with {process.returncode}")
    return dict(json.loads(out.splitlines()[-1]))


@contextmanager
def place(engine: str) -> Iterator[Place]:
    """An empty journal with 120 units; gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="yifa-bench-") as folder:
        if engine == "SQLite":
            ready = Place(environment(Path(folder)))
            ready.work("prepare")
            yield ready
            return
        with postgres.server(durable=True, settings={"shared_buffers": "256MB"}) as url:
            ready = Place(environment(Path(folder), url))
            ready.work("prepare")
            yield ready
