"""Sealing beside writers: nothing is lost, nothing is sealed before it is decided, nobody waits."""

from __future__ import annotations

import threading
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from yifa.foundation import audit, guard
from yifa.foundation.models import Audit

if TYPE_CHECKING:
    from tests.seals.world import House

TABLE = "foundation_audit"


def on_another_connection(work: Any) -> threading.Thread:
    """Run something on a connection of its own."""

    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


@pytest.fixture
def apart(transactional_db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YIFA_ANCHORS", str(tmp_path / "anchors"))


def test_a_row_with_a_lower_number_that_is_committed_later_is_not_lost(apart: None) -> None:
    """One writer takes number n and is slow; another takes n + 1 and commits: neither is sealed before both are decided."""
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer at a time")
    from yifa.seals.actions import seal
    from yifa.seals.queries import verify

    written, go_on = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            audit.note("slow", by=1)
            written.set()
            go_on.wait(30)

    thread = on_another_connection(slow)
    written.wait(30)
    audit.note("quick", by=2)
    assert seal(patience=0.1) == 0
    go_on.set()
    thread.join()
    assert list(Audit.objects.order_by("pk").values_list("action", flat=True)) == ["slow", "quick"]
    assert seal() == 2
    result = verify()
    assert result.ok, result.findings
    assert (result.rows[TABLE], result.unsealed[TABLE]) == (2, 0)


def test_a_reader_that_stays_is_not_waited_for(apart: None) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer at a time")
    from yifa.seals.actions import seal

    audit.note("before", by=1)
    reading, go_on = threading.Event(), threading.Event()

    def read() -> None:
        with transaction.atomic():
            Audit.objects.count()
            reading.set()
            go_on.wait(30)

    thread = on_another_connection(read)
    reading.wait(30)
    try:
        assert seal(patience=0) == 1
    finally:
        go_on.set()
        thread.join()


def test_sealing_while_eight_write_seals_every_row_once(apart: None) -> None:
    from yifa.seals.actions import seal
    from yifa.seals.queries import verify

    def write() -> None:
        for number in range(25):
            with transaction.atomic():
                audit.note("busy", by=1, detail={"n": number})
                if number % 5 == 4:
                    transaction.set_rollback(True)  # its number stays a gap

    threads = [on_another_connection(write) for _ in range(8)]
    sealed = 0
    while any(one.is_alive() for one in threads):
        sealed += seal(patience=0.05)
    sealed += seal()
    result = verify()
    assert result.ok, result.findings
    assert sealed == result.rows[TABLE] == Audit.objects.count() == 160
    assert result.unsealed[TABLE] == 0


def test_two_who_seal_at_once_make_one_chain(apart: None) -> None:
    from yifa.seals.actions import seal
    from yifa.seals.models import Batch
    from yifa.seals.queries import verify

    for number in range(40):
        audit.note("x", by=number)
    threads = [on_another_connection(seal) for _ in range(4)]
    for one in threads:
        one.join()
    assert Batch.objects.count() == 1
    result = verify()
    assert result.ok, result.findings
    assert result.rows[TABLE] == 40


def test_sealing_again_makes_no_empty_batch(apart: None) -> None:
    from yifa.seals.actions import seal
    from yifa.seals.models import Batch

    audit.note("x", by=1)
    assert [seal(), seal(), seal()] == [1, 0, 0]
    assert Batch.objects.count() == 1


def test_large_tables_are_sealed_in_several_batches(apart: None, monkeypatch: pytest.MonkeyPatch) -> None:
    from yifa.seals import actions
    from yifa.seals.models import Batch
    from yifa.seals.queries import verify

    monkeypatch.setattr(actions, "ROWS", 7)
    for number in range(30):
        audit.note("x", by=number)
    assert actions.seal() == 30
    assert Batch.objects.count() == 5
    assert verify().ok


@pytest.mark.parametrize("table", [TABLE, "seals_batch", "journal_assertion", "reports_version"])
@pytest.mark.parametrize("verb", ["update", "delete"])
def test_the_database_refuses_to_change_what_only_grows(house: House, table: str, verb: str) -> None:
    key = "number" if table == "seals_batch" else "id"
    sql = {"update": f"UPDATE {table} SET {key} = {key}", "delete": f"DELETE FROM {table}"}[verb]
    if connection.vendor == "sqlite":  # test runs lift it, to empty tables between tests
        guard.install(connection, table)
    try:
        assert table in guard.guarded(connection)
        with pytest.raises(DatabaseError, match="只能追加"), connection.cursor() as cursor:
            cursor.execute(sql)
    finally:
        if connection.vendor == "sqlite":
            guard.lift(connection, table)


def test_a_clock_set_back_breaks_no_chain(apart: None) -> None:
    from yifa.foundation import clock
    from yifa.seals.actions import seal
    from yifa.seals.queries import verify

    for day in (date(2026, 3, 2), date(2026, 3, 1)):
        with clock.frozen(day):
            audit.note("x", by=1)
            assert seal() == 1
    assert verify().ok


def test_anchors_missed_by_a_crash_are_written_by_the_next_round(apart: None) -> None:
    from yifa.seals import anchors
    from yifa.seals.actions import seal

    for _ in range(3):
        audit.note("x", by=1)
        seal()
    for path in sorted(anchors.folder().glob("seal-*.json"))[1:]:
        path.unlink()
    audit.note("x", by=1)
    seal()
    assert [one.number for one in anchors.read()] == [1, 2, 3, 4]


def test_the_night_seals_checks_and_warns(house: House) -> None:
    """What `yifa nightly` calls: a figure that moved is told, and is no fault; a changed row is one."""
    from tests.reports.world import at, dispute
    from tests.seals.world import sql
    from yifa.reports.integrity import check_all
    from yifa.seals.actions import seal

    with at(date(2026, 1, 20)):
        dispute(house.street, date(2025, 8, 1))
        seal()
        check = check_all()
        assert (check.ok, check.result["count"]) == (True, 0)
        told = {row["figure"]: row for row in check.moved}
        assert (told["disputes.accepted"]["frozen"], told["disputes.accepted"]["today"]) == ("5", "6")
        assert len(told["disputes.accepted"]["sources"]) == 1
        sql(
            "UPDATE journal_balance SET quantity = quantity + 1 WHERE id = (SELECT min(id) FROM journal_balance)"
        )
        check = check_all()
        assert not check.ok
        assert {one["kind"] for one in check.result["findings"]} == {"balance.wrong"}


def test_plain_python_is_enough() -> None:
    """SM3 and Ed25519 as the stand-alone program computes them where Python has neither."""
    import hashlib
    import os

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from yifa.seals import standalone as s

    # GB/T 32905-2016, appendix A
    assert s._plain_sm3(b"abc").hex() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    for size in (0, 1, 55, 56, 63, 64, 65, 1000):
        data = os.urandom(size)
        assert s._plain_sm3(data) == hashlib.new("sm3", data).digest()
    key = Ed25519PrivateKey.generate()
    public, signature = key.public_key().public_bytes_raw(), key.sign(b"body")
    assert s.plain_signed(public, b"body", signature)
    assert not s.plain_signed(public, b"Body", signature)
    assert not s.plain_signed(public, b"body", bytes([signature[0] ^ 1]) + signature[1:])
    assert not s.plain_signed(public, b"body", b"short")


def test_ranges_of_numbers() -> None:
    from yifa.seals.standalone import numbers, ranges

    assert ranges([1, 2, 3, 6, 8, 9]) == "1-3,6,8-9"
    assert list(numbers("1-3,6,8-9")) == [1, 2, 3, 6, 8, 9]
    assert list(numbers("")) == []
