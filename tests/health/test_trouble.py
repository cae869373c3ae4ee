"""The disk is full, the database is away, a file is gone: a plain page with the right status, and nothing half done."""

from __future__ import annotations

import errno
import sqlite3
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import psycopg
import pytest
from django.db import InterfaceError, OperationalError
from django.test import Client

from tools import postgres, serving
from yifa.foundation.trouble import trouble

if TYPE_CHECKING:
    from tests.walks.cast import Cast


def full_disk() -> Exception:
    """The very error of SQLite when its file cannot grow."""
    with sqlite3.connect(":memory:") as held:
        held.execute("PRAGMA max_page_count = 2")
        try:
            held.execute("CREATE TABLE a (b)")
            held.executemany("INSERT INTO a VALUES (?)", [("x" * 4000,)] * 9)
        except sqlite3.Error as error:
            return caused(OperationalError, error)
    raise AssertionError("the table fitted")


def locked(folder: Path) -> Exception:
    """The very error of SQLite when another holds the file."""
    one, two = (sqlite3.connect(folder / "held.sqlite3", timeout=0, isolation_level=None) for _ in range(2))
    one.execute("BEGIN EXCLUSIVE")
    try:
        two.execute("BEGIN EXCLUSIVE")
    except sqlite3.Error as error:
        return caused(OperationalError, error)
    finally:
        one.close()
        two.close()
    raise AssertionError("both got it")


def caused(kind: type[Exception], by: Exception) -> Exception:
    """Django's error as it comes out of the database layer."""
    found = kind(*by.args)
    found.__cause__ = by
    return found


def away() -> Exception:
    return InterfaceError("connection already closed")


def no_room(name: str = "x") -> Exception:
    return OSError(errno.ENOSPC, "No space left on device", name)


@pytest.mark.parametrize(
    ("make", "status", "title"),
    [
        (full_disk, 507, "服务器磁盘已满"),
        (no_room, 507, "服务器磁盘已满"),
        (away, 503, "数据库暂时不能使用"),
        (lambda: FileNotFoundError("示例"), 503, "文件不在服务器上"),
    ],
)
@pytest.mark.django_db
def test_each_trouble_has_its_page(
    cast: Cast,
    as_: Callable[[str], Client],
    monkeypatch: pytest.MonkeyPatch,
    make: Callable[[], Exception],
    status: int,
    title: str,
) -> None:
    from yifa.desk.views import home

    def fall(*_args: object) -> None:
        raise make()

    client = as_("legal")
    client.raise_request_exception = False
    monkeypatch.setattr(home, "plots", fall)
    answer = client.get("/", headers={"X-Request-ID": "example-0001"})
    page = answer.content.decode()
    assert answer.status_code == status
    assert f"<h1>{title}</h1>" in page
    assert "example-0001" in page
    assert answer.headers["Retry-After"] == "30"
    part = client.get("/", headers={"HX-Request": "true"})
    assert (part.status_code, part.headers["HX-Retarget"]) == (status, "#notices")
    assert "<html" not in part.content.decode()
    assert title in part.content.decode()


def test_what_lies_behind(tmp_path: Path) -> None:
    assert trouble(locked(tmp_path)).kind == "busy"  # type: ignore[union-attr]
    assert trouble(RuntimeError("意外")) is None
    assert trouble(None) is None
    wrapped = RuntimeError("意外")
    wrapped.__cause__ = no_room()
    assert trouble(wrapped).kind == "disk"  # type: ignore[union-attr]


def test_the_database_goes_away_and_comes_back(tmp_path: Path) -> None:
    """A real server on a real PostgreSQL that stops under it: plain pages meanwhile, work as before afterwards."""
    with postgres.cluster() as base:
        server = serving.start(tmp_path, database=base.url)
        try:
            with httpx.Client(base_url=server.url, cookies={"sessionid": "x" * 32}) as person:
                assert person.get("/public/").status_code == 200
                base.halt()
                answer = person.get("/public/")
                assert answer.status_code == 503
                assert "数据库暂时不能使用" in answer.text
                assert person.get("/health/live").status_code == 200
                assert person.get("/health/ready").status_code == 503
                base.run()
                assert person.get("/health/ready").status_code == 200
                assert person.get("/public/").status_code == 200
        finally:
            serving.stop(server)


def test_a_statement_that_does_not_end_is_broken_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody locks a table and goes away: the page says after the limit that it is busy; free again, it answers."""
    monkeypatch.setenv("YIFA_STATEMENT_SECONDS", "1")
    with postgres.cluster() as base:
        server = serving.start(tmp_path, database=base.url)
        try:
            with psycopg.connect(base.url) as other, httpx.Client(base_url=server.url, timeout=30) as person:
                assert person.get("/public/").status_code == 200
                other.execute("LOCK TABLE reports_publication IN ACCESS EXCLUSIVE MODE")
                answer = person.get("/public/")
                assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
                assert "现在办理的人太多" in answer.text
                other.rollback()
                assert person.get("/public/").status_code == 200
        finally:
            serving.stop(server)


def test_a_stop_lets_those_inside_finish(tmp_path: Path) -> None:
    """Asked to stop while a page is being made: that page is answered, then the server ends without a fault."""
    with postgres.cluster() as base:
        server = serving.start(tmp_path, database=base.url)
        try:
            with psycopg.connect(base.url) as other, ThreadPoolExecutor(1) as pool:
                assert httpx.get(f"{server.url}/public/").status_code == 200
                other.execute("LOCK TABLE reports_publication IN ACCESS EXCLUSIVE MODE")
                under_way = pool.submit(httpx.get, f"{server.url}/public/", timeout=30)
                wait_until_somebody_waits(base.url)
                server.process.terminate()
                with pytest.raises(subprocess.TimeoutExpired):
                    server.process.wait(1)
                other.rollback()
                assert under_way.result().status_code == 200
            assert server.process.wait(20) == 0
            with pytest.raises(httpx.ConnectError):
                httpx.get(f"{server.url}/public/")
        finally:
            serving.stop(server)


def wait_until_somebody_waits(url: str) -> None:
    """Return when a session waits for a lock."""
    with psycopg.connect(url, autocommit=True) as watch:
        for _ in range(1000):
            row = watch.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
            ).fetchone()
            if row and row[0]:
                return
    raise AssertionError("nobody waits")
