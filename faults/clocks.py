"""The machine's clock is set back: numbers go on, sums as of an earlier moment stay, seals verify, doctor says so.

Not the machine's own clock, which others here need: every Python process of the server starts with `back/sitecustomize.py`,
which moves what the product, Django and the `time` module read.
"""

from __future__ import annotations

import os
import subprocess
import threading
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from faults.killed import serving_port
from faults.places import Office, office
from faults.writers import QUIET, Told, again, dispute, enter, person
from tools import serving

ENGINES = ("SQLite", "PostgreSQL")
BACK = (-1 / 24, -2, -40)  # days
SPEAK = ("PYTHONPATH", "FAULTS_CLOCK")
HERE = Path(__file__).parent / "back"


def run(engine: str, *, quick: bool = False) -> tuple[dict[str, Any], list[str]]:
    """Ten records at the right time, then ten more after each step back, then ten at the right time again."""
    os.environ.update(QUIET | {"YIFA_SESSION_HOURS": "10000"})
    with office(engine) as place:
        return attack(place, BACK[-1:] if quick else BACK)


def attack(
    place: Office, steps: tuple[float, ...], told: Told | None = None
) -> tuple[dict[str, Any], list[str]]:
    """What was counted, and what is wrong; `told` is what the office was promised before."""
    told, wrong, stop = told or Told(), [], threading.Event()
    unit = place.ask("streets")["streets"][0]
    port, sums = serving_port(), []
    asked: dict[str, Any] | None = None
    for turn, step in enumerate((0, *steps, 0)):
        faked(step)
        server = again(place, serving.Server(f":{port}", place.folder, subprocess.Popen(["true"])))
        try:
            client = person(server.url, "mediator0")
            day = (date.today() - timedelta(60)).isoformat()
            for n in range(10):
                enter(client, dispute(unit, f"{turn}-{n}", day, simple=True), told, stop)
        finally:
            serving.stop(server)
        faked(0)
        asked = asked or {"as_of": place.ask("moment")["now"]}
        sums.append(place.ask("as_of", asked)["sum"])
    found = place.ask("check", told.entered)
    wrong += found["problems"] + [f"given up: {one}" for one in told.lost]
    if len(set(sums)) != 1:
        wrong.append(f"sums as of one moment moved: {sums}")
    return {
        "steps": list(steps),
        "records": found["records"],
        "sums as of the first moment": sums,
    }, wrong


def faked(step: float) -> None:
    """Processes started from now on live so many days earlier."""
    for name in SPEAK:
        os.environ.pop(name, None)
    if step:
        os.environ.update({"PYTHONPATH": str(HERE), "FAULTS_CLOCK": str(step * 86400)})
