"""Places to restore into, each in a process and with a database of its own; and people who go on writing meanwhile."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.db import connection, transaction

from tests.journal.world import line
from yifa.foundation import audit
from yifa.journal.actions import settle
from yifa.office.models import Unit

SECRET = b"correct horse battery staple"


@dataclass(frozen=True)
class Place:
    """A data folder and its database; `run` gives the commands of the product there."""

    folder: Path
    url: str = ""

    def run(self, *words: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "yifa.cli", *map(str, words)]
        return subprocess.run(command, env=self.variables, capture_output=True, text=True)

    @property
    def variables(self) -> dict[str, str]:
        """The environment of a process there: nothing of this one's place in it."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("YIFA_")}
        here = {"YIFA_DATA": str(self.folder), "YIFA_BACKUP_PASSPHRASE": SECRET.decode()}
        return kept | here | ({"YIFA_DATABASE_URL": self.url} if self.url else {})

    def told(self, *words: object) -> dict[str, Any]:
        """What a command says in JSON."""
        done = self.run(*words, "--json")
        assert done.stdout.startswith("{"), done.stderr[-2000:]
        told: dict[str, Any] = json.loads(done.stdout)
        return told

    def ask(self, code: str) -> Any:
        """The value of an expression there, through JSON."""
        program = f"import yifa.cli; yifa.cli.start_django()\nimport json\n{code}"
        command = [sys.executable, "-c", program]
        done = subprocess.run(command, env=self.variables, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr[-2000:]
        return json.loads(done.stdout)


@contextmanager
def place(folder: Path, vendor: str = "") -> Iterator[Place]:
    """An empty place of the vendor of this test run, or of the one named."""
    folder.mkdir()
    if (vendor or connection.vendor) == "sqlite":
        yield Place(folder)
        return
    name, at = f"restored_{uuid4().hex[:8]}", connection.settings_dict
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    try:
        yield Place(folder, f"postgres://{at['USER']}@{at['HOST']}:{at['PORT']}/{name}")
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def writers(unit: Unit, count: int = 3) -> Iterator[list[int]]:
    """People who post and note in one transaction, again and again, while the block runs."""
    stop, done = threading.Event(), [0] * count

    def work(who: int) -> None:
        try:
            while not stop.wait(0.005):
                done[who] += 1
                source = f"records:{100000 * (who + 1) + done[who]}"
                with transaction.atomic():
                    settle(source=source, lines=[line("disputes.unsettled", unit, "2025-03-04")], by=who)
                    audit.note("test.write", by=who, target=source)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(who,)) for who in range(count)]
    for one in threads:
        one.start()
    try:
        yield done
    finally:
        stop.set()
        for one in threads:
            one.join()
