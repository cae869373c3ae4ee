"""A process killed in the middle of a write leaves no half record."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from django.db import connection

from tests.records import writer
from tests.records.sound import check_all
from yifa.records.models import Record

if TYPE_CHECKING:
    from tests.walks.cast import Cast

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("empty_index")]


@pytest.mark.parametrize("delay", [0.0, 0.003, 0.011])
def test_killed_while_entering(cast: Cast, delay: float) -> None:
    running = writer.start("one")
    told = writer.lines(running.stdout, 5)
    time.sleep(delay)
    running.kill()
    assert running.wait() == -9
    assert check_all() >= len(told) == 5


@pytest.mark.parametrize("delay", [0.01, 0.15])
def test_killed_in_the_middle_of_an_import(cast: Cast, delay: float) -> None:
    running = writer.start("bulk", 1500)
    assert writer.lines(running.stdout, 1) == ["writing"]
    time.sleep(delay)
    running.kill()
    assert running.wait() == -9
    settle_down()
    assert check_all() == 0
    again = writer.start("bulk", 20)
    assert writer.lines(again.stdout, 2) == ["writing", "20"]
    assert again.wait() == 0
    assert check_all() == 20


def settle_down() -> None:
    """Wait until the server has noticed that the writer is gone; SQLite has no server."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check")
            assert cursor.fetchone() == ("ok",)
        return
    for _ in range(100):
        if not Record.objects.exists() and not _busy():
            return
        time.sleep(0.1)


def _busy() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")
        return bool(cursor.fetchone()[0] > 1)
