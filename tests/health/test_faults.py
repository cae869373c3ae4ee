"""Short versions of `python -m faults`: killed, database restarted, disk full, clock set back. Real processes, nothing lost.

One office for all of them, on the database of this run; what was promised before must still be there after each.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.db import connection

from faults import clocks, full, killed, restart
from faults.places import Office, office, ready
from faults.writers import QUIET, Told
from tools import postgres

POSTGRESQL = connection.vendor == "postgresql"
# One worker, one order: each goes on where the one before it stopped.
pytestmark = pytest.mark.xdist_group("faults")


@dataclass
class Scene:
    """An office, its database server (PostgreSQL only), and everything its people were promised so far."""

    place: Office
    cluster: postgres.Cluster | None
    told: Told = field(default_factory=Told)

    def later(self) -> Told:
        """A new account of what is seen, with the promises of before."""
        return Told(entered=self.told.entered)


@pytest.fixture(scope="module")
def scene() -> Iterator[Scene]:
    if not POSTGRESQL:
        with office("SQLite") as place:
            yield Scene(place, None)
        return
    with tempfile.TemporaryDirectory() as folder, postgres.cluster(durable=True) as cluster:
        yield Scene(ready(Office(Path(folder), cluster.url)), cluster)


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (QUIET | {"YIFA_SESSION_HOURS": "10000"}).items():
        monkeypatch.setenv(name, value)


def test_killed_while_people_save(scene: Scene) -> None:
    """Signal 9 to the whole server in the middle of 80 saves by 8 people."""
    facts, wrong = killed.attack(scene.place, 80, 1, told=scene.told)
    assert not wrong
    assert facts["kills"] == 1
    assert facts["records"] == len(scene.told.entered) == 80
    assert facts["answers"].keys() - {"302"}, "nobody met the dead server"


@pytest.mark.skipif(not POSTGRESQL, reason="SQLite has no server")
def test_the_database_restarts_under_writers(scene: Scene) -> None:
    assert scene.cluster
    facts, wrong = restart.attack(scene.place, scene.cluster, 80, 1, told=scene.later())
    assert not wrong
    assert facts["restarts"] == 1
    assert facts["answers"]["503"] > 0


def test_the_clock_is_set_back(scene: Scene) -> None:
    facts, wrong = clocks.attack(scene.place, (-40,), told=scene.later())
    assert not wrong
    assert len(facts["sums as of the first moment"]) == 3


@pytest.mark.skipif(POSTGRESQL, reason="PostgreSQL's own disk takes a server of its own: make faults")
@pytest.mark.skipif(os.geteuid() != 0, reason="needs the right to mount a small disk")
def test_the_disk_runs_full(scene: Scene) -> None:
    """The same office moved to a disk with little room: 507 while it is full, and on again afterwards."""
    with full.disk(24) as small:
        shutil.copytree(scene.place.folder, small, dirs_exist_ok=True)
        facts, wrong = full.attack(Office(small, ""), small, told=scene.later())
    assert not wrong
    assert facts["refused"] == [507] * 10
    assert facts["lists read while full"] >= 10
    assert facts["ready while full"] == 503
