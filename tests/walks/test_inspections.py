"""Inspections walked by 国办发〔2024〕54号: what is on the list, within the cap, approved, told, by two, put right."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.walks.cast import Cast
from tests.walks.walk import day, go, refused, start
from yifa.journal.queries import standing
from yifa.ledgers.inspections.models import Inspection, InspectionItem
from yifa.records.models import Record

pytestmark = pytest.mark.django_db

PLAN = {
    "title": "沿街商铺消防通道检查",
    "kind": "daily",
    "origin": "plan",
    "target": "merchant",
    "party": "示例小店",
    "place": "示例路",
}
TELL = ("tell", "officer", "03-06", {"checked": "逐项查看", "outcome": "none"}, "told")
ORDERED = {"checked": "逐项查看", "outcome": "ordered", "problems": "通道堆放纸箱"}


@pytest.fixture
def item(cast: Cast) -> InspectionItem:
    return InspectionItem.objects.create(
        unit=cast.street,
        code="示例检-1",
        name="消防通道检查",
        law_basis="消防法 第28条",
        yearly_cap=1,
        published_on=date(2026, 1, 1),
    )


def plan(cast: Cast, on: str = "2026-03-02", **more: Any) -> Record:
    return start(cast, "inspections", "officer", on, PLAN | more)


def approve(item: InspectionItem, on: str = "03-03") -> tuple[Any, ...]:
    return ("approve", "leader", on, {"item": item}, "approved")


def begin(cast: Cast, on: str = "03-05") -> tuple[Any, ...]:
    return ("begin", "officer", on, pair(cast), "checking")


def pair(cast: Cast) -> dict[str, Any]:
    return {"credential": cast.credentials[0], "second": cast.credentials[1], "shown": True}


def carried_out(cast: Cast, item: InspectionItem) -> Record:
    notify = ("notify", "officer", "03-04", {}, "notified")
    return go(cast, plan(cast), [approve(item), notify, begin(cast)])


def counted(record: Record) -> dict[str, tuple[int, str]]:
    return {line.account: (line.quantity, line.detail) for line in standing(record.source)}


def test_the_plain_way(cast: Cast, item: InspectionItem) -> None:
    record = go(cast, carried_out(cast, item), [TELL])
    assert counted(record) == {"inspections.done": (1, "daily")}
    record = go(cast, record, [("file", "officer", "03-09", {}, "filed")])
    assert record.papers.count() == 0  # type: ignore[attr-defined]


def test_what_is_put_right_is_looked_at_again(cast: Cast, item: InspectionItem) -> None:
    record = go(cast, carried_out(cast, item), [(*TELL[:3], ORDERED, "told")])
    assert "复查" in refused(cast, record, "file", "officer", "03-09")
    early = refused(cast, record, "order", "officer", "03-06", {"correct_by": day("03-05")})
    assert "不早于" in early
    record = go(
        cast,
        record,
        [
            ("order", "officer", "03-06", {"correct_by": day("03-20")}, "correcting"),
            ("recheck", "officer", "03-21", {"corrected": True}, "told"),
            ("file", "officer", "03-23", {}, "filed"),
        ],
    )
    assert counted(record) == {
        "inspections.done": (1, "daily"),
        "inspections.problems": (1, ""),
        "inspections.ordered": (1, ""),
        "inspections.rechecked": (1, ""),
        "inspections.corrected": (1, ""),
    }


def test_what_was_not_put_right_becomes_a_case(cast: Cast, item: InspectionItem) -> None:
    record = go(
        cast,
        carried_out(cast, item),
        [
            (*TELL[:3], ORDERED, "told"),
            ("order", "officer", "03-06", {"correct_by": day("03-20")}, "correcting"),
            ("recheck", "officer", "03-21", {"corrected": False}, "told"),
        ],
    )
    assert "第28条" in refused(cast, record, "file", "officer", "03-23")
    go(cast, record, [("file", "officer", "03-23", {"led_to": case(cast)}, "filed")])


def test_an_inspection_that_became_a_case_is_counted_there(cast: Cast, item: InspectionItem) -> None:
    found = {"checked": "逐项查看", "outcome": "filed", "problems": "占用消防通道"}
    record = go(cast, carried_out(cast, item), [(*TELL[:3], found, "told")])
    assert counted(record) == {"inspections.cases": (1, "")}
    assert "第54条" in refused(cast, record, "file", "officer", "03-09")
    go(cast, record, [("file", "officer", "03-09", {"led_to": case(cast)}, "filed")])


def case(cast: Cast) -> Record:
    clue = {
        "title": "占用消防通道",
        "clue": "inspection",
        "place": "示例路",
        "violation": "占用消防通道",
        "against": "entity",
        "party": "示例小店",
    }
    return start(cast, "cases", "officer", "2026-03-06", clue)


def test_only_published_items(cast: Cast, item: InspectionItem) -> None:
    record = plan(cast)
    assert "未列入并公布" in refused(cast, record, "approve", "leader", "03-03")
    item.valid_to = date(2026, 3, 1)
    item.save()
    assert "不在公布的清单内" in refused(cast, record, "approve", "leader", "03-03", {"item": item})
    go(cast, record, [("drop", "leader", "03-03", {"reason": "事项已停用"}, "dropped")])


def test_no_more_often_than_published(cast: Cast, item: InspectionItem) -> None:
    """国办发〔2024〕54号: the cap is for the object and the year; a special inspection ordered from above stands outside."""
    carried_out(cast, item)
    again = plan(cast, "2026-05-06")
    said = refused(cast, again, "approve", "leader", "05-07", {"item": item})
    assert "已检查1次，公布的上限是1次" in said
    go(cast, plan(cast, "2026-05-06", party="另一小店"), [approve(item, "05-07")])
    ordered = plan(cast, "2026-05-06", kind="special", superior=True)
    go(cast, ordered, [approve(item, "05-07")])
    item.yearly_cap = 2
    item.save()
    go(cast, again, [approve(item, "05-07")])


def test_a_missing_cap_is_asked_for_and_not_guessed(cast: Cast, item: InspectionItem, settings: Any) -> None:
    settings.LAW_PACK = ""
    item.yearly_cap = None
    item.save()
    assert "没有年度频次上限" in refused(cast, plan(cast), "approve", "leader", "03-03", {"item": item})
    settings.LAW_PACK = "shifanqu"
    go(cast, plan(cast), [approve(item)])


def test_one_does_not_approve_ones_own_plan(cast: Cast, item: InspectionItem) -> None:
    record = start(cast, "inspections", "legal", "2026-03-02", PLAN)
    assert "本人录入" in refused(cast, record, "approve", "legal", "03-03", {"item": item})


def test_two_officers_who_show_their_credentials(cast: Cast, item: InspectionItem) -> None:
    record = go(cast, plan(cast, unannounced=True), [approve(item)])
    one = {**pair(cast), "second": None}
    assert "不得少于两人" in refused(cast, record, "begin", "officer", "03-05", one)
    hidden = {**pair(cast), "shown": False}
    assert "主动出示" in refused(cast, record, "begin", "officer", "03-05", hidden)
    cast.credentials[1].revoked_on = date(2026, 3, 1)
    cast.credentials[1].save()
    assert "该日无效" in refused(cast, record, "begin", "officer", "03-05", pair(cast))


def test_a_notice_goes_before_unless_unannounced(cast: Cast, item: InspectionItem) -> None:
    record = go(cast, plan(cast), [approve(item)])
    assert "先送达行政检查通知书" in refused(cast, record, "begin", "officer", "03-05", pair(cast))
    go(cast, record, [("stop", "officer", "03-05", {"reason": "当事人以没有通知书为由拒绝"}, "stopped")])
    go(cast, plan(cast, unannounced=True), [approve(item), begin(cast)])


def test_urgent_first_and_approved_afterwards(cast: Cast, item: InspectionItem) -> None:
    given = {**pair(cast), "item": item, "reason": "有人反映燃气泄漏"}
    assert "应当经负责人审批" in refused(cast, plan(cast), "begin_urgent", "officer", "03-02", given)
    record = go(cast, plan(cast, urgent=True), [("begin_urgent", "officer", "03-02", given, "checking")])
    assert "先补办审批" in refused(cast, record, *TELL[:4])
    after = ("approve_after", "leader", "03-03", {}, "checking")
    record = go(cast, record, [after])
    assert "已经审批" in refused(cast, record, "approve_after", "leader", "03-04")
    go(cast, record, [TELL])


def test_a_record_must_be_whole_to_count(cast: Cast, item: InspectionItem) -> None:
    record = carried_out(cast, item)
    assert "没有完整记录的不计入" in refused(
        cast, record, "tell", "officer", "03-06", {"checked": " ", "outcome": "none"}
    )
    assert "发现的问题" in refused(
        cast, record, "tell", "officer", "03-06", {"checked": "查看", "outcome": "guided"}
    )
    assert counted(record) == {}


def test_only_special_inspections_come_from_above(cast: Cast) -> None:
    from yifa.foundation.errors import Invalid

    with pytest.raises(Invalid, match="只有专项检查"):
        plan(cast, superior=True)
    assert not Inspection.objects.exists()
