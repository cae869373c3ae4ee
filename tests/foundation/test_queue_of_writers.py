"""Writers to SQLite wait in a queue, over threads and processes."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from django.db import OperationalError, connection, transaction

from yifa.foundation.sqlite.queue import enter

HOLD = """
import sys
from yifa.foundation.sqlite.queue import enter
place = enter(sys.argv[1], 5)
print("in", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def database(tmp_path: Path) -> str:
    return str(tmp_path / "db.sqlite3")


def other(database: str) -> subprocess.Popen[str]:
    """Another process that has entered the queue and stays at its head."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, database], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "in\n"
    return process


def test_who_waits_too_long_is_told(database: str) -> None:
    process = other(database)
    try:
        with pytest.raises(TimeoutError):
            enter(database, 0.05)
    finally:
        process.communicate()
    enter(database, 5).leave()  # the failed attempt left nothing behind


def test_a_killed_writer_lets_the_next_one_in(database: str) -> None:
    process = other(database)
    process.kill()
    process.communicate()
    enter(database, 5).leave()


def test_threads_enter_one_after_the_other(database: str) -> None:
    inside, most = 0, 0

    def write() -> None:
        nonlocal inside, most
        for _ in range(50):
            place = enter(database, 30)
            inside += 1
            most = max(most, inside)
            time.sleep(0.0001)
            inside -= 1
            place.leave()

    threads = [threading.Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 1


def test_a_thread_that_ended_inside_lets_the_next_one_in(database: str) -> None:
    def end_inside() -> None:
        place = enter(database, 5)
        assert place

    thread = threading.Thread(target=end_inside)
    thread.start()
    thread.join()
    enter(database, 5).leave()


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL queues by row")
class TestTransactions:
    def test_the_place_is_given_up_after_a_commit_and_after_a_failure(self) -> None:
        name = str(connection.settings_dict["NAME"])
        with transaction.atomic():
            assert not free(name)
            with transaction.atomic():  # a savepoint asks for no second place
                assert not free(name)
        assert free(name)
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            raise ZeroDivisionError
        assert free(name)

    def test_a_lost_connection_gives_it_up(self) -> None:
        name = str(connection.settings_dict["NAME"])

        def lose() -> None:
            connection.close()
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError), transaction.atomic():
            lose()
        assert free(name)

    def test_waiting_without_end_is_the_error_of_a_locked_database(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        place = enter(str(connection.settings_dict["NAME"]), 5)
        monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", 0.05)
        try:
            with pytest.raises(OperationalError, match="locked"), transaction.atomic():
                pass
        finally:
            place.leave()


def free(database: str) -> bool:
    try:
        enter(database, 0).leave()
    except TimeoutError:
        return False
    return True
