"""Several people and processes at once: numbers without gaps or doubles, one winner a move."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection, transaction

from tests.records import writer
from tests.records.sound import check_all, serial
from yifa.foundation.errors import Conflict, Refused, YifaError
from yifa.procedures.actions import advance, amend, enter
from yifa.procedures.models import Event
from yifa.records.models import Record
from yifa.records.registry import ledger

if TYPE_CHECKING:
    from tests.walks.cast import Cast

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("empty_index")]

WRITERS = 4


class Undone(Exception):
    """Something goes wrong after the record was entered."""


def at_once(work: Callable[[int], Any]) -> list[Any]:
    """Run `work(n)` in threads that start together; an error of the product is a result too."""
    gate = Barrier(WRITERS)

    def one(n: int) -> Any:
        gate.wait()
        try:
            return work(n)
        except YifaError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(WRITERS) as pool:
        return list(pool.map(one, range(WRITERS)))


def register(cast: Cast, who: str = "legal", **more: Any) -> Record:
    values = {"title": "噪音纠纷", "kind": "D02", "parties": "示例甲", "happened_on": date.today(), **more}
    return enter(ledger=ledger("disputes"), unit=cast.street, values=values, by=cast.at(who))


def test_threads_number_without_gaps(cast: Cast) -> None:
    def work(n: int) -> None:
        for _ in range(10):
            register(cast)

    at_once(work)
    assert check_all() == 10 * WRITERS


def test_an_entry_that_fails_uses_no_number(cast: Cast) -> None:
    def work(n: int) -> None:
        for turn in range(8):
            with contextlib.suppress(Undone), transaction.atomic():
                register(cast)
                raise Undone
            if turn % 2:
                register(cast)

    at_once(work)
    assert check_all() == 4 * WRITERS


def test_processes_number_without_gaps(cast: Cast) -> None:
    running = [writer.start("one", 12) for _ in range(3)]
    said = [number for one in running for number in writer.lines(one.stdout, 12)]
    assert [one.wait() for one in running] == [0, 0, 0]
    assert sorted(map(serial, said)) == list(range(1, 37))
    assert check_all() == 36


def test_years_and_ledgers_count_apart(cast: Cast) -> None:
    numbers = [register(cast, happened_on=date(year, 5, 1)).number for year in (2024, 2025, 2024)]
    assert [number[-8:] for number in numbers] == ["〔2024〕1号", "〔2025〕1号", "〔2024〕2号"]
    check_all()


def test_one_wins_a_move_and_the_others_are_told(cast: Cast) -> None:
    record = register(cast)
    found = at_once(lambda n: advance(record=record, move="accept", by=cast.legal, revision=record.revision))
    assert sum(isinstance(one, Record) for one in found) == 1
    assert sum(isinstance(one, Conflict) for one in found) == WRITERS - 1
    assert Event.objects.filter(record=record, move="accept").count() == 1
    check_all()


def test_without_a_revision_the_step_decides(cast: Cast) -> None:
    record = register(cast)
    found = at_once(lambda n: advance(record=record, move="accept", by=cast.mediator))
    assert sorted(type(one).__name__ for one in found) == ["Dispute", *["Refused"] * (WRITERS - 1)]
    refused = next(one for one in found if isinstance(one, Refused))
    assert "已受理" in str(refused)
    check_all()


def test_of_two_editors_the_second_is_told_who_was_first(cast: Cast) -> None:
    record = register(cast)
    found = at_once(
        lambda n: amend(record=record, values={"place": f"{n}号楼"}, by=cast.legal, revision=record.revision)
    )
    told = [str(one) for one in found if isinstance(one, Conflict)]
    assert len(told) == WRITERS - 1
    assert all("示例legal" in one and "尚未保存" in one for one in told)
    assert check_all() == 1


def test_a_double_click_makes_one_record(cast: Cast) -> None:
    def work(n: int) -> Record:
        values = {"title": "噪音纠纷", "kind": "D02", "parties": "示例甲", "happened_on": date.today()}
        return enter(ledger=ledger("disputes"), unit=cast.street, values=values, by=cast.legal, token="twice")

    assert len({one.pk for one in at_once(work)}) == 1
    assert check_all() == 1
