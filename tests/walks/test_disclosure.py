"""Applications for information walked by the 政府信息公开条例; dates counted by hand from the 2026 calendar."""

from __future__ import annotations

import pytest

from tests.walks.cast import Cast
from tests.walks.walk import day, due, go, refused, start
from yifa.ledgers.disclosure.tables import YEARLY
from yifa.procedures.models import Clock
from yifa.records.models import Record
from yifa.records.tables import fill

pytestmark = pytest.mark.django_db

ASKED = {
    "title": "申请公开道路改造方案",
    "channel": "counter",
    "applicant_kind": "person",
    "applicant": "示例乙",
    "contact": "13800000000",
    "wanted": "示例路改造方案",
}


def accepted(cast: Cast, **more: object) -> Record:
    record = start(cast, "disclosure", "clerk", "2026-03-02", {**ASKED, **more})
    return go(cast, record, [("accept", "clerk", "03-02", {}, "accepted")])


def test_twenty_working_days_from_receipt(cast: Cast) -> None:
    """第33条: received Monday 2 March; the twentieth working day is Monday 30 March (no holiday between)."""
    record = accepted(cast)
    assert due(record, "INF-04") == "2026-03-30"
    assert due(record, "INF-03") == "2026-03-11"


def test_letters_start_when_confirmed(cast: Cast) -> None:
    """第31条: for ordinary letters, the internet and fax the day confirmed with the applicant counts."""
    record = start(cast, "disclosure", "clerk", "2026-03-02", {**ASKED, "channel": "network"})
    assert "第31条" in refused(cast, record, "accept", "clerk", "03-04")
    record = go(cast, record, [("accept", "clerk", "03-04", {"confirmed_on": day("03-04")}, "accepted")])
    assert due(record, "INF-04") == "2026-04-01"


def test_correction_restarts_the_clock(cast: Cast) -> None:
    """第30条: asked once within seven working days; the reply clock runs anew from the corrected application."""
    record = go(
        cast,
        accepted(cast),
        [
            ("correct", "clerk", "03-09", {"reason": "名称不明确"}, "correcting"),
            ("corrected", "clerk", "03-16", {}, "accepted"),
        ],
    )
    assert due(record, "INF-04") == "2026-04-14"
    assert "已补正过" in refused(cast, record, "correct", "clerk", "03-17", {"reason": "仍不明确"})


def test_correction_too_late(cast: Cast) -> None:
    assert "第30条" in refused(cast, accepted(cast), "correct", "clerk", "03-12", {"reason": "不明确"})


def test_third_party_time_does_not_count(cast: Cast) -> None:
    """第33条第3款: from 9 March to 18 March (eight working days) the clock stands still."""
    record = go(
        cast,
        accepted(cast),
        [
            ("ask_third", "clerk", "03-09", {"reason": "涉及企业信息"}, "third_party"),
            ("third_answered", "clerk", "03-19", {"third_party_opinion": "refuse"}, "accepted"),
        ],
    )
    # Eight working days stood still: 9-13 and 16-18 March. 30 March plus eight, with Tomb-sweeping on 6 April off.
    assert due(record, "INF-04") == "2026-04-10"
    record = go(
        cast,
        record,
        [
            ("answer", "clerk", "04-01", {"reply": "r4", "reply_text": "涉及第三方商业秘密"}, "replied"),
            ("disputed", "clerk", "04-20", {"remedy": "review"}, "disputed"),
            ("dispute_ends", "clerk", "05-20", {"remedy_result": "upheld"}, "replied"),
            ("file", "clerk", "05-21", {}, "filed"),
        ],
    )
    assert not Clock.objects.filter(record=record, open=True).exists()


def test_refusal_for_a_third_party_needs_asking(cast: Cast) -> None:
    message = refused(
        cast, accepted(cast), "answer", "clerk", "03-10", {"reply": "r4", "reply_text": "第三方"}
    )
    assert "第32条" in message


def test_refusal_states_its_reasons(cast: Cast) -> None:
    assert "说明理由" in refused(cast, accepted(cast), "answer", "clerk", "03-10", {"reply": "r5"})


def test_joint_maker_extension_and_fee(cast: Cast) -> None:
    record = go(
        cast,
        accepted(cast),
        [
            ("ask_joint", "clerk", "03-03", {"joint_maker": "示例区住建局"}, "joint"),
            ("joint_answered", "clerk", "03-05", {}, "accepted"),
            ("extend", "legal", "03-20", {"reason": "材料较多", "extension": 20}, "accepted"),
        ],
    )
    # Two working days (3 and 4 March) and twenty more after 30 March, Tomb-sweeping day off.
    assert due(record, "INF-04") == "2026-04-30"
    record = go(
        cast,
        record,
        [
            ("charge", "clerk", "03-23", {"fee": 100}, "fee"),
            ("paid", "clerk", "03-25", {}, "accepted"),
            ("answer", "clerk", "03-30", {"reply": "granted"}, "replied"),
        ],
    )


def test_extension_has_a_cap(cast: Cast) -> None:
    assert "20" in refused(
        cast, accepted(cast), "extend", "legal", "03-20", {"reason": "多", "extension": 21}
    )


def test_unpaid_and_uncorrected_end_without_an_answer(cast: Cast) -> None:
    unpaid = go(
        cast,
        accepted(cast),
        [
            ("charge", "clerk", "03-09", {"fee": 100}, "fee"),
            ("unpaid", "clerk", "04-10", {"reply": "o2"}, "replied"),
        ],
    )
    assert unpaid.step == "replied"
    go(
        cast,
        accepted(cast),
        [
            ("correct", "clerk", "03-09", {"reason": "不明确"}, "correcting"),
            ("not_corrected", "clerk", "04-20", {"reply": "o1"}, "replied"),
        ],
    )


def test_the_national_table_fills_itself(cast: Cast) -> None:
    go(cast, accepted(cast), [("answer", "clerk", "03-10", {"reply": "granted"}, "replied")])
    go(
        cast,
        accepted(cast, applicant_kind="business"),
        [("answer", "clerk", "03-10", {"reply": "n1", "reply_text": "不掌握"}, "replied")],
    )
    accepted(cast)
    table = fill(YEARLY, cast.street, 2026)
    assert table.numbers["new"] == [2, 1, 0, 0, 0, 0, 3]
    assert table.numbers["granted"][-1] == 1
    assert table.numbers["unable"][-1] == table.numbers["n1"][-1] == 1
    assert table.numbers["left"][-1] == 1
    assert table.failures == []
    after = fill(YEARLY, cast.street, 2027)
    assert after.numbers["carried"][-1] == after.numbers["left"][-1] == 1
