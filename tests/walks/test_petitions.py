"""Petitions walked by the 信访工作条例, lawful and unlawful ways."""

from __future__ import annotations

import pytest

from tests.walks.cast import Cast
from tests.walks.walk import due, go, refused, start
from yifa.journal.queries import standing
from yifa.procedures.models import Clock
from yifa.records.models import Record

pytestmark = pytest.mark.django_db

CLAIM = {
    "title": "小区楼道堆物影响通行",
    "channel": "visit",
    "petitioner": "示例甲",
    "facts": "楼道长期堆物",
    "nature": "claim",
    "branch": "b6",
    "content": "building",
}


def handled(cast: Cast) -> Record:
    record = start(cast, "petitions", "clerk", "2026-03-02", CLAIM)
    return go(
        cast,
        record,
        [
            ("tell", "clerk", "03-05", {}, "told"),
            ("accept", "clerk", "03-06", {}, "handling"),
        ],
    )


def test_fifteen_days_to_tell_and_sixty_to_answer(cast: Cast) -> None:
    """第22、23条: fifteen calendar days; 第34条: sixty from acceptance."""
    record = start(cast, "petitions", "clerk", "2026-03-02", CLAIM)
    assert due(record, "PET-02") == "2026-03-17"
    assert not Clock.objects.filter(record=record, code="PET-04").exists()
    record = go(
        cast, record, [("tell", "clerk", "03-05", {}, "told"), ("accept", "clerk", "03-06", {}, "handling")]
    )
    assert due(record, "PET-05") == "2026-05-05"


def test_the_whole_way_to_recheck(cast: Cast) -> None:
    record = go(
        cast,
        handled(cast),
        [
            ("extend", "legal", "05-04", {"reason": "需要鉴定", "extension": 30}, "handling"),
            (
                "opine",
                "clerk",
                "05-20",
                {"heard": True, "opinion": "support", "opinion_text": "限期清理"},
                "replied",
            ),
            ("ask_review", "clerk", "06-10", {}, "review"),
            ("review_done", "clerk", "07-01", {"reason": "维持"}, "reviewed"),
            ("ask_recheck", "clerk", "07-20", {}, "recheck"),
            ("recheck_done", "clerk", "08-10", {"reason": "维持"}, "final"),
            ("finish", "clerk", "08-11", {}, "done"),
            ("file", "clerk", "08-12", {"satisfied": "fair"}, "filed"),
        ],
    )
    assert not Clock.objects.filter(record=record, open=True).exists()
    counted = {line.account: line.quantity for line in standing(record.source)}
    assert counted["petitions.matters"] == counted["petitions.resolved"] == 1


def test_extension_moves_the_date_and_has_a_cap(cast: Cast) -> None:
    """第34条: at most thirty days more."""
    record = handled(cast)
    assert "30" in refused(cast, record, "extend", "legal", "05-04", {"reason": "复杂", "extension": 31})
    record = go(cast, record, [("extend", "legal", "05-04", {"reason": "复杂", "extension": 30}, "handling")])
    assert due(record, "PET-05") == "2026-06-04"


def test_only_the_head_extends(cast: Cast) -> None:
    record = handled(cast)
    message = refused(cast, record, "extend", "mediator", "05-04", {"reason": "复杂", "extension": 30})
    assert "不能办理" in message


def test_no_opinion_without_hearing_the_person(cast: Cast) -> None:
    message = refused(
        cast, handled(cast), "opine", "clerk", "05-01", {"opinion": "support", "opinion_text": "支持"}
    )
    assert "听取信访人陈述" in message
    assert "第32条" in message


def test_other_branches_leave_for_their_procedure(cast: Cast) -> None:
    """第31条: only the sixth branch has an opinion of the petition procedure."""
    record = start(cast, "petitions", "clerk", "2026-03-02", {**CLAIM, "branch": "b4"})
    record = go(cast, record, [("tell", "clerk", "03-05", {}, "told")])
    message = refused(cast, record, "accept", "clerk", "03-06")
    assert "第31条" in message
    record = go(
        cast,
        record,
        [
            ("divert", "clerk", "03-06", {"handover": "行政处罚程序，示例街道综合执法队"}, "diverted"),
            ("finish_diverted", "clerk", "04-06", {"reason": "已作出处罚决定"}, "done"),
        ],
    )


def test_protection_claims_get_two_months(cast: Cast) -> None:
    """第31条第5项 with 行政诉讼法第47条."""
    record = start(cast, "petitions", "clerk", "2026-03-02", {**CLAIM, "branch": "b5"})
    record = go(
        cast,
        record,
        [
            ("tell", "clerk", "03-05", {}, "told"),
            ("divert", "clerk", "03-06", {"handover": "履行保护职责"}, "diverted"),
        ],
    )
    assert due(record, "PET-14") == "2026-05-06"


def test_objection_within_five_working_days(cast: Cast) -> None:
    """第23条第3款: five working days, only for matters sent from above."""
    sent = {**CLAIM, "arrival": "forwarded", "sender": "示例区信访局"}
    record = start(cast, "petitions", "clerk", "2026-03-02", sent)
    assert due(record, "PET-04") == "2026-03-09"
    assert "第23条" in refused(cast, record, "object", "clerk", "03-10", {"reason": "不属于本街道"})
    record = go(cast, record, [("object", "clerk", "03-09", {"reason": "不属于本街道"}, "objected")])
    direct = start(cast, "petitions", "clerk", "2026-03-02", CLAIM)
    assert "没有异议退回程序" in refused(cast, direct, "object", "clerk", "03-03", {"reason": "不属于本街道"})


def test_late_review_is_refused(cast: Cast) -> None:
    """第35条: thirty days from the opinion."""
    record = go(
        cast,
        handled(cast),
        [
            (
                "opine",
                "clerk",
                "04-01",
                {"heard": True, "opinion": "reject", "opinion_text": "无依据"},
                "replied",
            )
        ],
    )
    assert due(record, "PET-07") == "2026-05-01"
    assert "第35条" in refused(cast, record, "ask_review", "clerk", "05-02")


def test_refusals_count_apart_and_repeats_join(cast: Cast) -> None:
    first = start(cast, "petitions", "clerk", "2026-03-02", CLAIM)
    again = start(cast, "petitions", "clerk", "2026-04-02", {**CLAIM, "first_number": first.number})
    again = go(
        cast, again, [("refuse", "clerk", "04-03", {"refusal": "final", "reason": "已复核终结"}, "refused")]
    )
    counted = [(line.account, line.detail) for line in standing(again.source)]
    assert ("petitions.refused", "final") in counted
    assert not [one for one in counted if one[0] == "petitions.matters"]


def test_suggestions_are_answered(cast: Cast) -> None:
    record = start(cast, "petitions", "clerk", "2026-03-02", {**CLAIM, "nature": "suggest", "branch": ""})
    record = go(cast, record, [("tell", "clerk", "03-05", {}, "told")])
    record = go(cast, record, [("answer", "clerk", "03-20", {"opinion_text": "采纳"}, "done")])
    claim = start(cast, "petitions", "clerk", "2026-03-02", CLAIM)
    claim = go(cast, claim, [("tell", "clerk", "03-05", {}, "told")])
    assert "第29条" in refused(cast, claim, "answer", "clerk", "03-20")


def test_conciliation_ends_it_and_a_return_needs_a_reason(cast: Cast) -> None:
    record = go(
        cast,
        handled(cast),
        [
            (
                "opine",
                "clerk",
                "04-01",
                {"heard": True, "opinion": "explain", "opinion_text": "说明"},
                "replied",
            )
        ],
    )
    assert "请写明理由" in refused(cast, record, "back", "legal", "04-02")
    record = go(
        cast,
        record,
        [
            ("back", "legal", "04-02", {"reason": "事实不清"}, "handling"),
            ("conciliate", "clerk", "04-20", {"reason": "双方和解"}, "done"),
        ],
    )
