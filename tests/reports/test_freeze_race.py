"""A freeze while records are being written takes figures of one instant: replayed later, they are the same."""

from __future__ import annotations

import threading
import time
from datetime import date

import pytest
from django.db import connection


@pytest.mark.django_db(transaction=True)
def test_what_was_frozen_among_writers_replays_the_same() -> None:
    from tests.reports.world import Street, build, dispute, written
    from yifa.figures.queries import values
    from yifa.journal.queries import assertions
    from yifa.reports.actions import freeze, thaw

    street = build()
    found = written(street)
    stop = threading.Event()
    errors: list[Exception] = []
    written_so_far: list[object] = []

    def write(here: Street) -> None:
        try:
            while not stop.is_set():
                written_so_far.append(dispute(here, date(2025, 8, 8), form="oral"))
                time.sleep(0.002)
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    writers = [threading.Thread(target=write, args=(street,)) for _ in range(3)]
    for one in writers:
        one.start()
    try:
        for _ in range(8):
            known = len(written_so_far)
            while len(written_so_far) == known and not errors:
                time.sleep(0.005)
            found = freeze(report=found, by=street.legal)
            found = thaw(report=found, by=street.legal, reason="再取一次")
    finally:
        stop.set()
        for one in writers:
            one.join()
    assert errors == []
    rows = list(assertions(street.street.path, note=found.source).filter(figure="disputes.accepted"))
    assert len({one.as_of for one in rows}) == 8
    for one in rows:
        again = values(
            ["disputes.accepted"], unit=street.street, start=one.start, end=one.end, as_of=one.as_of
        )
        assert again["disputes.accepted"].value == one.value
    assert len({one.value for one in rows}) > 1
