from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError

from tests.journal.world import Tree, line, post, rolled_back
from yifa.foundation import clock
from yifa.foundation.errors import Invalid, YifaError
from yifa.journal import guard
from yifa.journal.actions import assert_values, hold_still, rebuild_balances, settle, settle_many
from yifa.journal.models import Assertion, Balance, Posting
from yifa.journal.queries import (
    assertions,
    balance_differences,
    postings_of,
    sources,
    standing,
    totals,
    unsettled,
)
from yifa.journal.values import Difference, Key, Line

YEAR = {"start": date(2025, 1, 1), "end": date(2025, 12, 31)}


def test_a_source_is_posted_once(tree: Tree):
    wanted = line("disputes.settled", tree.one, "2025-03-04", detail="oral")
    (written,) = post("records:1", wanted)
    assert str(written) == "2025-03-04 disputes.settled +1 records:1"
    assert (written.path, written.month, written.posted_by) == (tree.one.path, 202503, 7)
    assert post("records:1", wanted) == []
    assert standing("records:1") == [wanted]


def test_a_correction_writes_the_difference_only(tree: Tree):
    post("records:1", line("disputes.amount", tree.one, "2025-03-04", 100_00))
    post("records:1", line("disputes.amount", tree.one, "2025-03-04", 130_00))
    assert [posting.quantity for posting in postings_of("records:1")] == [100_00, 30_00]


def test_a_moved_day_takes_back_there_and_posts_here(tree: Tree):
    post("records:1", line("disputes.registered", tree.one, "2025-03-31", detail="D01"))
    post("records:1", line("disputes.registered", tree.two, "2025-04-01", detail="D01"))
    moved = [
        (posting.unit.code, posting.day.isoformat(), posting.quantity) for posting in postings_of("records:1")
    ]
    assert moved == [("T11", "2025-03-31", 1), ("T11", "2025-03-31", -1), ("T12", "2025-04-01", 1)]
    assert balance_differences() == []


def test_no_lines_take_everything_back(tree: Tree):
    post("records:1", line("disputes.settled", tree.one, "2025-03-04", detail="oral"))
    post("records:1")
    assert standing("records:1") == []
    assert totals(["disputes.settled"], path=tree.district.path, **YEAR) == {}
    assert sources(["disputes.settled"], path=tree.district.path, **YEAR) == []


def test_two_lines_of_one_place_are_summed(tree: Tree):
    leaflets = [line("outreach.materials", tree.one, "2025-03-04", n, "leaflet") for n in (300, 200)]
    assert [posting.quantity for posting in post("records:1", *leaflets)] == [500]


def test_a_level_rises_and_falls(tree: Tree, monkeypatch: pytest.MonkeyPatch):
    from yifa.journal import accounts, actions, queries
    from yifa.journal.values import Account

    level = Account("officers.certified", "持证执法人员", "人", "持有效执法证的人数。", kind="level")
    chart = {level.code: level}
    monkeypatch.setattr(accounts, "accounts", lambda: chart)
    monkeypatch.setattr(actions, "accounts", lambda: chart)
    post("posts:1", line(level.code, tree.one, "2024-05-01"), line(level.code, tree.one, "2025-06-30", -1))
    post("posts:2", line(level.code, tree.two, "2025-01-15"))
    at = {
        day: queries.level_at([level.code], path=tree.east.path, day=date.fromisoformat(day)) for day in DAYS
    }
    assert [sum(sums.values()) for sums in at.values()] == [0, 1, 2, 1]


DAYS = ["2024-04-30", "2024-12-31", "2025-06-29", "2025-06-30"]


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"account": "disputes.lost"}, "account", "科目表中没有“disputes.lost”"),
        ({"detail": ""}, "detail", "“调解成功”须按协议形式记账，请补充协议形式"),
        ({"detail": "sung"}, "detail", "“调解成功”的协议形式没有“sung”，请从分类中选择"),
        ({"account": "disputes.unsettled"}, "detail", "“调解不成”不分明细，不能记“oral”"),
        ({"quantity": 0}, "quantity", "“调解成功”的数量须大于零，现为 0"),
        ({"quantity": -1}, "quantity", "“调解成功”的数量须大于零，现为 -1"),
        ({"quantity": 1.5}, "quantity", "“调解成功”的数量须为整数，现为 1.5"),
        ({"quantity": True}, "quantity", "“调解成功”的数量须为整数，现为 True"),
        ({"quantity": Decimal(1)}, "quantity", "“调解成功”的数量须为整数，现为 Decimal"),
        ({"quantity": 10**20}, "quantity", "“调解成功”的数量须为整数，现为 1000"),
        ({"day": "2025-03-04"}, "day", "“调解成功”的记账日须为日期，现为 '2025-03-04'"),
        ({"day": datetime(2025, 3, 4, tzinfo=clock.BEIJING)}, "day", "“调解成功”的记账日须为日期"),
        ({"unit_id": 999_999}, "unit", "没有编号为 999999 的单位，无法记账"),
    ],
)
def test_what_cannot_be_posted_is_refused(tree: Tree, changes: dict[str, Any], field: str, message: str):
    right = {"account": "disputes.settled", "unit_id": tree.one.pk, "day": date(2025, 3, 4)}
    wrong = Line(**({**right, "quantity": 1, "detail": "oral"} | changes))
    with pytest.raises(Invalid, match=message) as refusal:
        post("records:1", line("disputes.unsettled", tree.one, "2025-03-04"), wrong)
    assert list(refusal.value.errors) == [field]
    assert not Posting.objects.exists()


def test_a_posting_is_never_changed_or_deleted(tree: Tree):
    (posting,) = post("records:1", line("disputes.settled", tree.one, "2025-03-04", detail="oral"))
    for attempt in (
        posting.save,
        posting.delete,
        Posting.objects.all().delete,
        lambda: Posting.objects.update(quantity=2),
    ):
        with pytest.raises(YifaError, match="账目只能追加"):
            attempt()


@pytest.mark.parametrize("sql", ["UPDATE journal_posting SET quantity = 2", "DELETE FROM journal_posting"])
def test_the_database_refuses_too(tree: Tree, sql: str):
    if connection.vendor == "sqlite":  # test runs lift it, to empty tables between tests
        guard.install(connection)
    post("records:1", line("disputes.settled", tree.one, "2025-03-04", detail="oral"))
    with (
        pytest.raises(DatabaseError, match="账目只能追加"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)
    guard.lift(connection)
    with connection.cursor() as cursor:
        cursor.execute(sql)
    assert balance_differences() != []
    if connection.vendor == "postgresql":
        guard.install(connection)


def test_nothing_is_posted_as_zero(tree: Tree):
    (posting,) = post("records:1", line("disputes.unsettled", tree.one, "2025-03-04"))
    posting.pk, posting.quantity = None, 0
    with pytest.raises(IntegrityError, match="posting_not_zero"), transaction.atomic():
        Posting.objects.bulk_create([posting])


@pytest.mark.django_db(transaction=True)
def test_settle_needs_the_records_own_transaction():
    with pytest.raises(transaction.TransactionManagementError, match="事务"):
        settle(source="records:1", lines=[], by=1)


def test_what_a_failed_transaction_posted_is_gone(tree: Tree):
    with rolled_back():
        settle(source="records:1", lines=[line("disputes.unsettled", tree.one, "2025-03-04")], by=1)
        assert Posting.objects.exists()
    assert not Posting.objects.exists()
    assert not Balance.objects.exists()


def test_a_posting_never_lies_before_the_last_of_its_source(tree: Tree):
    noon = clock.at(date(2025, 3, 4), 12)
    post("records:1", line("disputes.amount", tree.one, "2025-03-04", 100), at=noon)
    (later,) = post(
        "records:1", line("disputes.amount", tree.one, "2025-03-04", 300), at=noon - timedelta(hours=2)
    )
    assert later.posted_at == noon


def test_posted_at_is_the_clock(tree: Tree):
    with clock.frozen(date(2025, 3, 4)):
        (posting,) = post("records:1", line("disputes.unsettled", tree.one, "2025-03-04"))
    assert posting.posted_at == clock.at(date(2025, 3, 4), 9)


def test_an_import_settles_many_sources_with_few_statements(tree: Tree, django_assert_max_num_queries: Any):
    pairs = [(f"records:{n}", [line("disputes.unsettled", tree.one, "2025-03-04")]) for n in range(800)]
    with django_assert_max_num_queries(30), transaction.atomic():
        written = settle_many(pairs=pairs, by=7)
    assert len(written) == 800
    assert list(Balance.objects.values_list("count", flat=True)) == [800, 800]
    with transaction.atomic():
        assert settle_many(pairs=pairs, by=7) == []
    assert balance_differences() == []


def test_a_source_comes_once_in_an_import(tree: Tree):
    with pytest.raises(ValueError, match="records:1"), transaction.atomic():
        settle_many(pairs=[("records:1", []), ("records:1", [])], by=7)


def test_settling_again_reads_once_and_writes_nothing(tree: Tree, django_assert_num_queries: Any):
    wanted = line("disputes.unsettled", tree.one, "2025-03-04")
    post("records:1", wanted)
    extra = 1 if connection.vendor == "postgresql" else 0  # the lock
    with transaction.atomic(), django_assert_num_queries(1 + extra):
        settle(source="records:1", lines=[wanted], by=7)


def test_a_forgotten_settle_shows(tree: Tree):
    wanted = line("disputes.unsettled", tree.one, "2025-03-04")
    key = Key("disputes.unsettled", tree.one.pk, date(2025, 3, 4), "")
    assert unsettled("records:1", [wanted]) == [Difference(key, 1, 0)]
    post("records:1", wanted)
    assert unsettled("records:1", [wanted]) == []
    assert unsettled("records:1", []) == [Difference(key, 0, 1)]


def test_balances_can_be_rebuilt(tree: Tree):
    for n, unit in enumerate(tree.all):
        post(f"records:{n}", line("disputes.settled", unit, "2025-03-04", n + 1, "oral"))
    before = set(Balance.objects.values_list("path", "month", "rolled", "quantity", "count"))
    Balance.objects.filter(path=tree.one.path).update(quantity=99)
    Balance.objects.filter(path=tree.east.path, rolled=True).delete()
    assert [(d.wanted, d.found) for d in balance_differences()] == [(4, 99), (2 + 4 + 5, 0)]
    assert rebuild_balances() == len(before)
    assert set(Balance.objects.values_list("path", "month", "rolled", "quantity", "count")) == before
    assert str(Balance.objects.get(path=tree.one.path)) == "202503 disputes.settled oral 4"


def test_what_was_reported_is_remembered(tree: Tree):
    moment = clock.at(date(2026, 1, 10))
    for unit, note in ((tree.east, "2025年度报告"), (tree.west, "2025年度报告"), (tree.east, "半年报")):
        assert_values(
            values={"disputes.settled": Decimal(3)}, unit=unit, **YEAR, as_of=moment, note=note, by=7
        )
    assert [one.unit for one in assertions(tree.east.path, note="2025年度报告")] == [tree.east]
    assert assertions(tree.district.path).count() == 3
    assert str(assertions(tree.west.path)[0]) == "disputes.settled 2025-01-01—2025-12-31 3.0000"


def test_an_assertion_is_of_a_real_period(tree: Tree):
    backwards = {"start": date(2025, 2, 1), "end": date(2025, 1, 1)}
    with pytest.raises(IntegrityError, match="assertion_period"), transaction.atomic():
        assert_values(values={"x": Decimal(1)}, unit=tree.east, **backwards, as_of=clock.now(), note="", by=7)
    assert not Assertion.objects.exists()


def test_a_clock_set_back_changes_no_earlier_state(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine's clock jumps back an hour: what is posted then is not yet part of the hour before."""
    post("records:1", line("disputes.settled", tree.one, "2025-03-04", detail="oral"))
    before = clock.now()
    real = clock.now
    monkeypatch.setattr(clock, "now", lambda: real() - timedelta(hours=1))
    (later,) = post("records:2", line("disputes.settled", tree.one, "2025-03-05", detail="oral"))
    assert later.posted_at > before - timedelta(minutes=1)
    half_past = before - timedelta(minutes=30)
    assert totals(["disputes.settled"], path=tree.district.path, as_of=half_past, **YEAR) == {}


def test_a_clock_set_back_changes_nothing_that_was_reported(
    tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A report is frozen, then the clock jumps back 40 days: what is posted then lies after the report all the same."""
    post("records:1", line("disputes.settled", tree.one, "2025-03-04", detail="oral"))
    with transaction.atomic():
        frozen = hold_still()
        values = {"disputes.settled": Decimal(1)}
        days = {"start": date(2025, 1, 1), "end": date(2025, 12, 31)}
        assert_values(values=values, unit=tree.east, **days, as_of=frozen, note="", by=7)
    before = totals(["disputes.settled"], path=tree.district.path, as_of=frozen, **YEAR)
    real = clock.now
    monkeypatch.setattr(clock, "now", lambda: real() - timedelta(days=40))
    post("records:2", line("disputes.settled", tree.one, "2025-03-05", detail="oral"))
    assert totals(["disputes.settled"], path=tree.district.path, as_of=frozen, **YEAR) == before
    with transaction.atomic():
        assert hold_still() > frozen
