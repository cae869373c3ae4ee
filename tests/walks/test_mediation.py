"""Mediation walked by the 人民调解法, from the first visit to the closed file."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.walks.cast import Cast
from tests.walks.walk import day, due, go, refused, start
from yifa.foundation import clock
from yifa.journal.queries import standing
from yifa.procedures.actions import enter
from yifa.procedures.models import Clock, Event
from yifa.records.models import Record
from yifa.records.registry import ledger

pytestmark = pytest.mark.django_db

QUARREL = {"title": "楼上漏水", "kind": "D02", "parties": "示例甲、示例乙"}
ACCEPT = ("accept", "mediator", "03-03", {}, "accepted")
SETTLED = {"agreement_form": "written", "amount": Decimal(3200), "agreement": "限期修缮并赔偿"}
SETTLE = ("settle", "mediator", "03-10", SETTLED, "agreed")


def accepted(cast: Cast, **more: object) -> Record:
    return go(cast, start(cast, "disputes", "mediator", "2026-03-02", {**QUARREL, **more}), [ACCEPT])


def test_a_written_agreement_is_performed_and_filed(cast: Cast) -> None:
    record = go(
        cast,
        accepted(cast),
        [
            ("mediate", "mediator", "03-05", {}, "mediating"),
            SETTLE,
            ("perform", "mediator", "03-20", {}, "performed"),
            ("file", "mediator", "03-25", {"visited_on": day("03-24"), "satisfied": "good"}, "filed"),
        ],
    )
    counted = {line.account: (line.quantity, line.detail) for line in standing(record.source)}
    assert counted["disputes.settled"] == (1, "written")
    assert counted["disputes.amount"] == (320000, "")
    assert not Clock.objects.filter(record=record, open=True).exists()


def test_thirty_days_to_ask_the_court(cast: Cast) -> None:
    """民事诉讼法第205条: thirty days from the agreement; 民法典第203条: a last day of rest moves on."""
    record = go(cast, accepted(cast), [SETTLE])
    assert due(record, "MED-06") == "2026-04-09"
    assert "第205条" in refused(cast, record, "apply_court", "mediator", "04-10", {"court": "示例区人民法院"})
    record = go(
        cast,
        record,
        [
            ("apply_court", "mediator", "04-09", {"court": "示例区人民法院"}, "confirming"),
            ("court_withdrawn", "mediator", "04-13", {"reason": "双方撤回"}, "agreed"),
        ],
    )
    other = go(
        cast,
        accepted(cast),
        [
            SETTLE,
            ("apply_court", "mediator", "03-12", {"court": "示例区人民法院"}, "confirming"),
            ("court_confirms", "mediator", "04-02", {}, "confirmed"),
            ("perform", "mediator", "04-20", {}, "performed"),
        ],
    )
    assert other.step == "performed"


def test_a_rejected_confirmation_goes_back_to_mediation(cast: Cast) -> None:
    record = go(
        cast,
        accepted(cast),
        [
            SETTLE,
            ("apply_court", "mediator", "03-12", {"court": "示例区人民法院"}, "confirming"),
            ("court_rejects", "mediator", "04-02", {"reason": "内容不明确"}, "mediating"),
        ],
    )
    assert "disputes.settled" not in {line.account for line in standing(record.source)}


def test_the_court_wants_a_paper(cast: Cast) -> None:
    """民事诉讼法解释第354条."""
    record = go(
        cast,
        accepted(cast),
        [("settle", "mediator", "03-10", {**SETTLED, "agreement_form": "oral"}, "agreed")],
    )
    assert "第354条" in refused(cast, record, "apply_court", "mediator", "03-12", {"court": "示例区人民法院"})


@pytest.mark.parametrize(("kind", "law"), [("D10", "第14条"), ("D12", "第39条")])
def test_some_kinds_are_settled_in_writing_only(cast: Cast, kind: str, law: str) -> None:
    record = accepted(cast, kind=kind)
    message = refused(cast, record, "settle", "mediator", "03-10", {**SETTLED, "agreement_form": "oral"})
    assert law in message


def test_nobody_is_mediated_against_their_word(cast: Cast) -> None:
    """第17条; who declines is told the other ways (第26条)."""
    record = start(cast, "disputes", "mediator", "2026-03-02", {**QUARREL, "consent": False})
    assert "第17条" in refused(cast, record, "accept", "mediator", "03-03")
    assert "第26条" in refused(cast, record, "refuse", "mediator", "03-03", {"reason": "对方拒绝"})
    record = go(
        cast,
        record,
        [("refuse", "mediator", "03-03", {"reason": "对方拒绝", "routes_told": True}, "refused")],
    )
    go(cast, record, [("file", "mediator", "03-04", {}, "filed")])


def test_a_failed_mediation_counts_as_unsettled_and_can_be_taken_up_again(cast: Cast) -> None:
    failed = ("fail", "mediator", "03-20", {"reason": "差距过大", "routes_told": True}, "failed")
    record = go(cast, accepted(cast), [failed])
    assert "disputes.unsettled" in {line.account for line in standing(record.source)}
    record = go(
        cast,
        record,
        [
            ("reopen", "mediator", "03-25", {"reason": "当事人要求再调"}, "mediating"),
            ("settle", "mediator", "03-26", SETTLED, "agreed"),
            ("break", "mediator", "04-20", {"reason": "到期未赔"}, "broken"),
            ("perform", "mediator", "04-25", {}, "performed"),
        ],
    )
    accounts = {line.account for line in standing(record.source)}
    assert "disputes.settled" in accounts
    assert "disputes.unsettled" not in accounts


def test_days_cannot_run_backwards_or_ahead(cast: Cast) -> None:
    record = accepted(cast)
    assert "上一环节" in refused(cast, record, "settle", "mediator", "03-02", SETTLED)
    with clock.frozen(day("03-05")):
        from yifa.foundation.errors import Refused
        from yifa.procedures.actions import advance

        with pytest.raises(Refused, match="不能晚于今天"):
            advance(record=record, move="settle", by=cast.mediator, on=day("03-06"), values=SETTLED)


def test_a_simple_dispute_in_one_go(cast: Cast) -> None:
    """Register, accept and settle orally in a single transaction; a second click changes nothing."""
    with clock.frozen(day("03-12")):
        for _ in range(2):
            record = enter(
                ledger=ledger("disputes"),
                unit=cast.street,
                values={**QUARREL, "happened_on": day("03-12")},
                by=cast.mediator,
                token="one",
                then=[("accept", {}), ("settle", {"values": {"agreement_form": "oral"}})],
            )
    assert record.step == "agreed"
    assert Record.objects.count() == 1
    assert [event.move for event in Event.objects.order_by("id")] == ["enter", "accept", "settle"]


def test_a_refused_last_step_leaves_nothing(cast: Cast) -> None:
    from yifa.foundation.errors import Refused

    with clock.frozen(day("03-12")), pytest.raises(Refused):
        enter(
            ledger=ledger("disputes"),
            unit=cast.street,
            values={**QUARREL, "kind": "D10", "happened_on": day("03-12")},
            by=cast.mediator,
            then=[("accept", {}), ("settle", {"values": {"agreement_form": "oral"}})],
        )
    assert not Record.objects.exists()
    assert not Event.objects.exists()
