"""kill -9 of the whole server, at random, while eight people enter records; between kills the seals go on."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from datetime import date
from typing import Any

from faults.places import Office, office
from faults.writers import QUIET, Told, again, working
from tools import serving

ENGINES = ("SQLite", "PostgreSQL")
WRITERS = 8


def run(engine: str, *, quick: bool = False) -> tuple[dict[str, Any], list[str]]:
    """10,000 records and 50 kills, or a few of each."""
    os.environ.update(QUIET)
    writes, kills = (240, 3) if quick else (10_000, 50)
    with office(engine) as place:
        return attack(place, writes, kills)


def attack(
    place: Office, writes: int, kills: int, seed: str = "kill", told: Told | None = None
) -> tuple[dict[str, Any], list[str]]:
    """What was counted, and what is wrong; `told` is what the office was promised before."""
    dice, told, done, down = random.Random(seed), told or Told(), 0, 0.0
    before = len(told.entered)
    server = again(place, serving.Server(f":{serving_port()}", place.folder, subprocess.Popen(["true"])))
    began = time.monotonic()
    try:
        with working(place, server.url, WRITERS, writes // WRITERS, told, date.today().isoformat()) as busy:
            while busy():
                if done < kills and len(told.entered) - before >= (done + dice.random()) * writes / (
                    kills + 1
                ):
                    sealing = subprocess.Popen(
                        [sys.executable, "-m", "yifa.cli", "seals", "now", "--quiet"],
                        env=serving.environment(place.folder, place.database),
                        stdout=subprocess.DEVNULL,
                        stderr=subprocess.DEVNULL,
                    )
                    time.sleep(dice.random() * (2 if done % 2 else 0.2))
                    os.killpg(server.process.pid, signal.SIGKILL)
                    if done % 2:
                        sealing.kill()
                    sealing.wait()
                    server.process.wait()
                    done, gone = done + 1, time.monotonic()
                    server = again(place, server)
                    down += time.monotonic() - gone
                time.sleep(0.01)
        seconds = time.monotonic() - began
        found = place.ask("check", told.entered)
    finally:
        serving.stop(server)
    facts = {
        "writers": WRITERS,
        "promised": len(told.entered),
        "kills": done,
        "answers": dict(told.answers),
        "records": found["records"],
        "postings": found["postings"],
        "seal batches": found["batches"],
        "seconds": round(seconds),
        "mean restart s": round(down / max(done, 1), 1),
    }
    wrong = found["problems"] + [f"given up: {one}" for one in told.lost]
    if found["records"] != len(told.entered):
        wrong.append(f"{found['records']} records for {len(told.entered)} promises")
    return facts, wrong


def serving_port() -> int:
    """A free port to keep through all restarts."""
    from tools.postgres import free_port

    return free_port()
