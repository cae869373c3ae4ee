"""The disk runs full while people work: reading goes on, saving says why not, and goes on when there is room again.

Needs the right to mount a small file system in memory.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from faults.killed import serving_port
from faults.places import Office, ready
from faults.writers import QUIET, Told, again, dispute, enter, person
from tools import postgres, serving

ENGINES = ("SQLite", "PostgreSQL")
SPARE = 2 * 1024**2


def run(engine: str, *, quick: bool = False) -> tuple[dict[str, Any], list[str]]:
    """A disk of 24 MiB for SQLite, of 160 MiB for PostgreSQL's own files."""
    os.environ.update(QUIET)
    with disk(24 if engine == "SQLite" else 160) as small:
        if engine == "SQLite":
            return attack(ready(Office(small, "")), small)
        before, tempfile.tempdir = tempfile.tempdir, str(small)
        small.chmod(0o755)
        try:
            with postgres.cluster(durable=True, settings={"max_wal_size": "48MB"}) as cluster:
                tempfile.tempdir = before
                with tempfile.TemporaryDirectory() as folder:
                    return attack(ready(Office(Path(folder), cluster.url)), small)
        finally:
            tempfile.tempdir = before


@contextmanager
def disk(mib: int) -> Iterator[Path]:
    """A file system of so many MiB."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={mib}m", "tmpfs", folder], check=True)
        try:
            yield Path(folder)
        finally:
            subprocess.run(["umount", "-l", folder], check=True)


def fill(small: Path) -> Path:
    """Take all the room that is left."""
    ballast = small / "ballast"
    with open(ballast, "wb", buffering=0) as file:
        try:
            while file.write(b"\0" * 4096):
                pass
        except OSError:
            return ballast
    return ballast


def attack(place: Office, small: Path, told: Told | None = None) -> tuple[dict[str, Any], list[str]]:
    """Write, fill, try, read, make room, write; `told` is what the office was promised before."""
    told, wrong, stop = told or Told(), [], threading.Event()
    day, unit = date.today().isoformat(), place.ask("streets")["streets"][0]
    server = again(place, serving.Server(f":{serving_port()}", place.folder, subprocess.Popen(["true"])))
    try:
        client = person(server.url, "mediator0")
        for n in range(20):
            enter(client, dispute(unit, f"before-{n}", day, simple=True), told, stop)
        ballast, refused, list_ok = fill(small), [], 0
        for n in range(200):  # pages of the files that are half empty take a few more
            typed = dispute(unit, f"full-{n}", day, simple=True)
            answer = send(client, typed)
            refused += [answer] if answer[0] != 302 else []
            if answer[0] == 302:
                told.entered[answer[2]] = int(answer[1].rstrip("/").rpartition("/")[2])
            list_ok += client.get("/ledgers/disputes/").status_code == 200
            if len(refused) == 10:
                break
        ready_now = client.get("/health/ready").status_code
        ballast.unlink()
        for n in range(20):
            enter(client, dispute(unit, f"after-{n}", day, simple=True), told, stop)
        found = place.ask("check", told.entered)
    finally:
        serving.stop(server)
    if not refused:
        wrong.append("the disk never ran full")
    statuses = {status for status, _, _ in refused}
    wrong += [f"a full disk is told as {status}" for status in statuses - {507, 503}]
    wrong += found["problems"] + [f"given up: {one}" for one in told.lost]
    return {
        "refused": [status for status, _, _ in refused],
        "lists read while full": list_ok,
        "ready while full": ready_now,
        "records": found["records"],
        "promised": len(told.entered),
    }, wrong


def send(client: Any, typed: dict[str, str]) -> tuple[int, str, str]:
    """One try: status, where it leads, the token."""
    import uuid

    token = uuid.uuid4().hex
    data = typed | {"token": token, "csrfmiddlewaretoken": client.cookies["csrftoken"]}
    answer = client.post("/ledgers/disputes/quick/", data=data)
    return answer.status_code, answer.headers.get("location", ""), token
