"""An office with 20 streets and mediators on one of the two databases, and processes that work on it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from benchmarks import volume
from tools import serving


class Office(volume.Place):
    """A place whose processes are those of `faults.work`."""

    def ask(self, name: str, given: object = None) -> dict[str, Any]:
        """The result of one of them."""
        done = subprocess.run(
            [sys.executable, "-m", "faults.work", name],
            env=serving.environment(self.folder, self.database),
            input=json.dumps(given),
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise RuntimeError(done.stderr)
        found: dict[str, Any] = json.loads(done.stdout)
        return found


@contextmanager
def office(engine: str) -> Iterator[Office]:
    """Units and people, two mediators to a street, and no record; gone afterwards."""
    with volume.place(engine) as place:
        made = Office(place.folder, place.database)
        made.ask("share")
        yield made


def ready(place: Office) -> Office:
    """The same on a folder and database that are empty."""
    place.work("prepare")
    place.ask("share")
    return place
