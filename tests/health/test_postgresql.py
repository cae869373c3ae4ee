"""A real PostgreSQL: what the doctor says of its settings, and the limits of time of those who answer pages."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
from django.db import connection as ours

from tools import postgres, serving
from yifa.foundation import data
from yifa.foundation.trouble import trouble

pytestmark = pytest.mark.skipif(
    ours.vendor == "postgresql", reason="once is enough: it has a server of its own"
)


@pytest.fixture(scope="module")
def cluster() -> Iterator[postgres.Cluster]:
    with postgres.cluster(durable=True) as made:
        yield made


def doctor(folder: Path, cluster: postgres.Cluster) -> dict[str, dict[str, str]]:
    """Its findings by name; the tables need not be there for those about the server."""
    done = subprocess.run(
        [sys.executable, "-m", "yifa.cli", "doctor", "--json"],
        env=serving.environment(folder, cluster.url),
        capture_output=True,
        text=True,
        timeout=120,
    )
    return {one["name"]: one for one in json.loads(done.stdout)["checks"]}


def change(cluster: postgres.Cluster, **settings: str) -> None:
    """As the administrator of the database does it; connections to come have it."""
    with psycopg.connect(cluster.url, autocommit=True) as base:
        for name, value in settings.items():
            base.execute(f"ALTER SYSTEM SET {name} = '{value}'")
        base.execute("SELECT pg_reload_conf()")


def test_the_doctor_reads_the_servers_settings(
    cluster: postgres.Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(cluster, timezone="Asia/Shanghai")
    found = doctor(tmp_path, cluster)
    for name, says in {
        "PostgreSQL 落盘": "synchronous_commit = on",
        "PostgreSQL 编码和排序": "UTF8，C.UTF-8",
        "数据库连接": "不经过网络",
        "数据库时间限制": "语句30s，等锁15s，事务空闲2min",
        "数据库时区": "Asia/Shanghai",
    }.items():
        assert (found[name]["state"], says in found[name]["says"]) == ("good", True), found[name]
    assert found["PostgreSQL 版本"]["state"] in ("good", "warn")
    change(cluster, timezone="Europe/Paris", synchronous_commit="off")
    monkeypatch.setenv("YIFA_STATEMENT_SECONDS", "0")
    found = doctor(tmp_path, cluster)
    for name, (state, fix) in {
        "PostgreSQL 落盘": ("bad", "synchronous_commit = on"),
        "数据库时间限制": ("warn", "YIFA_STATEMENT_SECONDS"),
        "数据库时区": ("warn", "Asia/Shanghai"),
        "数据库文件": ("warn", "pg_checksums"),
    }.items():
        assert (found[name]["state"], fix in found[name]["fix"]) == (state, True), found[name]
    change(cluster, synchronous_commit="on", full_page_writes="off")
    assert "full_page_writes" in doctor(tmp_path, cluster)["PostgreSQL 落盘"]["says"]
    change(cluster, full_page_writes="on")


def limited(cluster: postgres.Cluster) -> psycopg.Connection[Any]:
    """A connection as those have who answer pages."""
    return psycopg.connect(cluster.url, options=data.limits())


def test_a_slow_statement_is_broken_off(cluster: postgres.Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YIFA_STATEMENT_SECONDS", "1")
    with limited(cluster) as page:
        with pytest.raises(psycopg.errors.QueryCanceled) as slow:
            page.execute("SELECT pg_sleep(60)")
        page.rollback()
        assert page.execute("SELECT 1").fetchone() == (1,)
    assert trouble(slow.value).kind == "busy"  # type: ignore[union-attr]


def test_who_rests_in_a_transaction_loses_its_locks(
    cluster: postgres.Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that stopped between two statements: the next writer gets the row, and the one that stopped is told."""
    monkeypatch.setenv("YIFA_STATEMENT_SECONDS", "1")
    with limited(cluster) as stopped, psycopg.connect(cluster.url) as next_one:
        next_one.execute("CREATE TABLE held AS SELECT 1 AS n")
        next_one.commit()
        stopped.execute("UPDATE held SET n = 2")
        next_one.execute("SET LOCAL lock_timeout = '30s'")
        next_one.execute("UPDATE held SET n = 3")
        next_one.commit()
        with pytest.raises(psycopg.errors.IdleInTransactionSessionTimeout) as idle:
            stopped.execute("SELECT 1")
        assert next_one.execute("SELECT n FROM held").fetchall() == [(3,)]
    assert trouble(idle.value).kind == "busy"  # type: ignore[union-attr]


def test_a_page_over_a_slow_statement(
    cluster: postgres.Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A table that takes a minute to read: the page says in words that it is busy, and is as before afterwards."""
    monkeypatch.setenv("YIFA_STATEMENT_SECONDS", "1")
    server = serving.start(tmp_path, database=cluster.url)
    try:
        with (
            psycopg.connect(cluster.url, autocommit=True) as base,
            httpx.Client(base_url=server.url, timeout=30) as person,
        ):
            assert person.get("/public/").status_code == 200
            base.execute("ALTER TABLE reports_publication RENAME TO quick")
            base.execute(
                "CREATE VIEW reports_publication AS SELECT quick.* FROM pg_sleep(60) LEFT JOIN quick ON true"
            )
            answer = person.get("/public/")
            assert (answer.status_code, "现在办理的人太多" in answer.text) == (503, True)
            base.execute("DROP VIEW reports_publication")
            base.execute("ALTER TABLE quick RENAME TO reports_publication")
            assert person.get("/public/").status_code == 200
    finally:
        serving.stop(server)
