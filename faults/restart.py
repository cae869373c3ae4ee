"""The database server goes away and comes back while people work: errors are plain, nothing is lost."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any

from faults.killed import serving_port
from faults.places import Office, ready
from faults.writers import QUIET, Told, again, working
from tools import postgres, serving

ENGINES = ("PostgreSQL",)
PLAIN = ("数据库暂时不能使用", "现在办理的人太多")


def run(engine: str, *, quick: bool = False) -> tuple[dict[str, Any], list[str]]:
    """Restarts under the load of eight writers; at every second one the database stays away for seconds."""
    os.environ.update(QUIET)
    writes, times = (160, 2) if quick else (2_000, 10)
    with tempfile.TemporaryDirectory() as folder, postgres.cluster(durable=True) as cluster:
        place = ready(Office(Path(folder), cluster.url))
        return attack(place, cluster, writes, times)


def attack(
    place: Office, cluster: postgres.Cluster, writes: int, times: int, told: Told | None = None
) -> tuple[dict[str, Any], list[str]]:
    """What was counted, and what is wrong; `told` is what the office was promised before."""
    told, done = told or Told(), 0
    before = len(told.entered)
    server = again(place, serving.Server(f":{serving_port()}", place.folder, subprocess.Popen(["true"])))
    try:
        with working(place, server.url, 8, writes // 8, told, date.today().isoformat()) as busy:
            while busy():
                if done < times and len(told.entered) - before >= (done + 0.5) * writes / (times + 1):
                    cluster.halt()
                    time.sleep(2 if done % 2 else 0)
                    cluster.run()
                    done += 1
                time.sleep(0.01)
        found = place.ask("check", told.entered)
    finally:
        serving.stop(server)
    wrong = found["problems"] + [f"given up: {one}" for one in told.lost]
    wrong += [f"the page of {status} is not plain" for status in told.pages if not plain(told, status)]
    if found["records"] != len(told.entered):
        wrong.append(f"{found['records']} records for {len(told.entered)} promises")
    return {
        "restarts": done,
        "promised": len(told.entered),
        "records": found["records"],
        "answers": dict(told.answers),
    }, wrong


def plain(told: Told, status: int) -> bool:
    """An error of the database says so, in words."""
    return status == 503 and any(words in told.pages[status] for words in PLAIN)
