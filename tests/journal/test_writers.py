"""Many writers at once, each in transactions of its own, on the same few balances."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import date
from threading import Barrier

import pytest
from django.db import connection, transaction

from tests.journal.world import Tree, line, post
from yifa.journal.actions import hold_still, settle, settle_many
from yifa.journal.models import Balance, Posting
from yifa.journal.queries import balance_differences, standing, totals

WRITERS = 8
EACH = 25
YEAR = {"start": date(2025, 1, 1), "end": date(2025, 12, 31)}

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(work: Callable[[int], None]) -> None:
    """Run `work(n)` in eight threads that start together; the first error is raised."""
    start = Barrier(WRITERS)

    def one(n: int) -> None:
        start.wait()
        try:
            work(n)
        finally:
            connection.close()

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(one, range(WRITERS)))


def test_eight_writers_leave_balances_equal_to_postings(tree: Tree):
    def work(n: int) -> None:
        for k in range(EACH):
            unit, day = tree.all[(n + k) % 6], f"2025-{1 + k % 12:02}-15"
            lines = [
                line("disputes.settled", unit, day, detail="oral"),
                line("disputes.amount", unit, day, 100 * k + 1),
            ]
            post(f"records:{n}-{k}", *reversed(lines) if n % 2 else lines)

    at_once(work)
    assert Posting.objects.count() == 2 * WRITERS * EACH
    assert balance_differences() == []
    assert totals(["disputes.settled"], path=tree.district.path, **YEAR) == {
        ("disputes.settled", "oral"): WRITERS * EACH
    }


def test_one_source_settled_by_all_at_once_is_posted_once(tree: Tree):
    wanted = line("disputes.settled", tree.one, "2025-03-04", detail="oral")

    def work(n: int) -> None:
        for k in range(EACH):
            post(f"records:{k}", wanted)

    at_once(work)
    assert Posting.objects.count() == EACH
    assert standing("records:0") == [wanted]
    assert balance_differences() == []


def test_the_last_of_many_edits_stands(tree: Tree):
    def work(n: int) -> None:
        post("records:1", line("disputes.amount", tree.one, "2025-03-04", n + 1))

    at_once(work)
    (stands,) = standing("records:1")
    assert stands.quantity in range(1, WRITERS + 1)
    assert Balance.objects.get(rolled=False).quantity == stands.quantity


def test_imports_beside_each_other(tree: Tree):
    def work(n: int) -> None:
        pairs = [
            (f"records:{n}-{k}", [line("disputes.unsettled", tree.all[k % 6], "2025-03-04")])
            for k in range(500)
        ]
        with transaction.atomic():
            settle_many(pairs=pairs if n % 2 else reversed(pairs), by=n)

    at_once(work)
    assert balance_differences() == []
    assert sum(Balance.objects.filter(rolled=True).values_list("count", flat=True)) == 500 * WRITERS


def test_a_writer_that_fails_leaves_the_others_alone(tree: Tree):
    def work(n: int) -> None:
        with transaction.atomic():
            settle(source=f"records:{n}", lines=[line("disputes.unsettled", tree.one, "2025-03-04")], by=n)
            transaction.set_rollback(n % 2 == 0)

    at_once(work)
    assert sorted(Posting.objects.values_list("posted_by", flat=True)) == [1, 3, 5, 7]
    assert Balance.objects.get(rolled=False).quantity == 4


def test_a_held_instant_lies_after_what_is_written_and_before_what_comes(tree: Tree):
    post("records:1", line("disputes.unsettled", tree.one, "2025-03-04"))

    def later() -> None:
        post("records:2", line("disputes.unsettled", tree.one, "2025-03-04"))
        connection.close()

    def answer() -> int:
        asked = {"path": tree.district.path, "as_of": moment, **YEAR}
        return sum(totals(["disputes.unsettled"], **asked).values())

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            moment = hold_still()
            writing = pool.submit(later)
            assert wait([writing], timeout=0.3).not_done
            assert answer() == 1
        writing.result(20)
    assert Posting.objects.count() == 2
    assert answer() == 1


def test_an_instant_is_held_in_a_transaction_only():
    with pytest.raises(transaction.TransactionManagementError, match="hold_still"):
        hold_still()
