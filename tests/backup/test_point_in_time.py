"""PostgreSQL brought back to a moment between two backups, by the steps of docs/integrity.md, on a real server."""

from __future__ import annotations

import shutil
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from django.db import connection as ours

from tests.backup.world import Place
from tools import postgres

pytestmark = pytest.mark.skipif(
    ours.vendor == "postgresql", reason="once is enough: it has a server of its own"
)
MAKE = """
from django.core.management import call_command
call_command("migrate", verbosity=0)
print(json.dumps(True))
"""
WRITE = """
from yifa.foundation import audit
for n in range({count}):
    audit.note("test.write", by=None, target="records:{what}" + str(n))
print(json.dumps(True))
"""
COUNT = """
from yifa.foundation.models import Audit
print(json.dumps({{what: Audit.objects.filter(target__startswith="records:" + what).count() for what in "abc"}}))
""".replace("{{", "{").replace("}}", "}")


@pytest.fixture(scope="module")
def shelf() -> Iterator[Path]:
    """Where the log is archived; the server writes there."""
    with postgres.cluster() as base:
        base.halt()
        yield _owned(base.folder / "shelf")


def _owned(folder: Path) -> Path:
    folder.mkdir(mode=0o700)
    if owner := postgres.as_user():
        shutil.chown(folder, owner, owner)
    return folder


def archiving(folder: str) -> dict[str, str]:
    """The settings of docs/integrity.md; a test has no five minutes."""
    return {
        "wal_level": "replica",
        "archive_mode": "on",
        "archive_command": f"test ! -f {folder}/%f && cp %p {folder}/%f",
    }


def now(url: str) -> str:
    """The moment by the server's clock; the log up to it is put away at once."""
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute("SELECT clock_timestamp()::text").fetchone()
        assert row
        connection.execute("SELECT pg_switch_wal()")
    return str(row[0])


@contextmanager
def brought_back(shelf: Path, until: str) -> Iterator[str]:
    """The base unpacked, the log replayed up to the moment: a server of its own."""
    folder = _owned(shelf.parent / "again")
    data = _owned(folder / "db")
    with tarfile.open(shelf.parent / "base" / "base.tar.gz") as tar:
        tar.extractall(data, filter="data")
    (data / "pg_wal").mkdir(exist_ok=True)
    (data / "recovery.signal").touch()
    if owner := postgres.as_user():
        for path in [data, *data.rglob("*")]:
            shutil.chown(path, owner, owner)
    replay = {
        "restore_command": f"cp {shelf}/%f %p",
        "recovery_target_time": until,
        "recovery_target_action": "promote",
    }
    again = postgres.Cluster(folder, postgres.free_port(), replay)
    again.run()
    try:
        yield again.url
    finally:
        again.halt()


def test_what_was_written_up_to_the_moment_is_back_and_nothing_later(tmp_path: Path, shelf: Path) -> None:
    (tmp_path / "data").mkdir()
    source = postgres.Cluster(shelf.parent, postgres.free_port(), archiving(str(shelf)))
    source.run()
    try:
        office = Place(tmp_path / "data", source.url)
        office.ask(MAKE)
        office.ask(WRITE.format(count=3, what="a"))
        assert office.run("seals", "now").returncode == 0
        # As in the handbook: the base while the office works.
        _owned(shelf.parent / "base")
        where = ("-h", "127.0.0.1", "-p", str(source.port), "-U", "yifa")
        postgres.call(
            "pg_basebackup", *where, "-D", shelf.parent / "base", "-Ft", "-z", "-X", "none", "-c", "fast"
        )
        office.ask(WRITE.format(count=5, what="b"))
        moment = now(source.url)
        office.ask(WRITE.format(count=7, what="c"))
        assert office.run("seals", "now").returncode == 0
        assert office.ask(COUNT) == {"a": 3, "b": 5, "c": 7}
        now(source.url)
    finally:
        source.halt()
    with brought_back(shelf, moment) as url:
        back = Place(tmp_path / "data", url)
        assert back.ask(COUNT) == {"a": 3, "b": 5, "c": 0}
        told = back.run("verify")
        assert (told.returncode, "foundation_audit" in told.stdout) == (1, True)
        assert (
            back.run("seals", "now").returncode == 2
        )  # the anchors are newer: nobody seals over them unasked
        assert back.run("seals", "resume", "--reason", "恢复到故障之前").returncode == 0
        assert back.run("seals", "now").returncode == 0
        assert back.run("verify").returncode == 0
