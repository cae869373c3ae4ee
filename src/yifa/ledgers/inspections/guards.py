"""What must hold before an inspection moves on, each beside its basis."""

from __future__ import annotations

from yifa.foundation.errors import Reason
from yifa.ledgers.inspections.models import Inspection, Kind, Outcome
from yifa.procedures.clocks import local_number
from yifa.procedures.values import Situation
from yifa.records.models import WITHDRAWN

RULE = "国办发〔2024〕54号"
LAW = "行政处罚法"


def on_the_list(here: Situation) -> Reason | None:
    """Only a published item may be inspected."""
    item = here.record.item
    if item is None:
        return Reason("请选择检查事项：未列入并公布的事项不得检查", RULE, "item")
    if not item.valid_on(here.on):
        return Reason(f"检查事项“{item.name}”在该日不在公布的清单内", RULE, "item")
    return None


def within_the_cap(here: Situation) -> Reason | None:
    """The published number of inspections of one object a year; a special one ordered from above is not counted."""
    record = here.record
    if exempt(record) or record.item is None:
        return None
    cap = record.item.yearly_cap if record.item.yearly_cap is not None else local_number("inspection.cap")
    if cap is None:
        return Reason(
            "没有年度频次上限：请在检查事项中填写公布的次数，或者请管理员在本地规则包中补上", RULE, "item"
        )
    before = earlier(record, here.on.year)
    if before >= cap:
        return Reason(
            f"本年度对该对象已检查{before}次，公布的上限是{cap}次。合并到其他检查，或者属于上级部署的专项检查的请勾选",
            RULE,
            "superior",
        )
    return None


def exempt(record: Inspection) -> bool:
    """专项检查 deployed by a superior stands outside the cap."""
    return record.kind == Kind.SPECIAL and record.superior


def earlier(record: Inspection, year: int) -> int:
    """How often the office inspected the same object in a year. Names are encrypted: they are compared one by one."""
    others = Inspection.objects.filter(unit=record.unit, begun_on__year=year).exclude(pk=record.pk)
    return sum(1 for one in others if one.step != WITHDRAWN and not exempt(one) and same(one, record))


def same(one: Inspection, other: Inspection) -> bool:
    """The same object, by its credit code or else by its name."""
    if one.party_id and other.party_id:
        return bool(one.party_id == other.party_id)
    return bool(one.party.strip() == other.party.strip())


def two_officers(here: Situation) -> Reason | None:
    """No fewer than two officers with valid credentials, shown without being asked."""
    record = here.record
    pair = (record.credential, record.second)
    if None in pair or record.credential_id == record.second_id:
        return Reason("现场检查的执法人员不得少于两人", f"{LAW} 第42条", "second")
    for name, credential in zip(("credential", "second"), pair, strict=True):
        if not credential.valid_on(here.on):
            return Reason(
                f"{credential.person.name}的执法证在该日无效，没有执法证的人员不得检查", f"{LAW} 第42条", name
            )
    return None if record.shown else Reason("执法人员应当主动出示执法证件", f"{LAW} 第55条", "shown")


def was_told_before(here: Situation) -> Reason | None:
    """A notice goes before, unless the inspection is unannounced."""
    if here.record.unannounced or here.record.notified_on:
        return None
    return Reason("请先送达行政检查通知书；突击检查的请在登记中注明", RULE, "notified_on")


def is_urgent(here: Situation) -> Reason | None:
    """Inspecting before the head approved is for urgent cases only."""
    if here.record.urgent:
        return None
    return Reason("检查实施前应当经负责人审批；只有情况紧急的才能先检查后补办", RULE, "urgent")


def is_not_approved(here: Situation) -> Reason | None:
    """Only what began unapproved is approved afterwards; the move's own day stands on the record by now."""
    approved = Inspection.objects.filter(pk=here.record.pk, approved_on__isnull=False).exists()
    return Reason("这次检查已经审批", RULE) if approved else None


def is_approved(here: Situation) -> Reason | None:
    """The approval that an urgent inspection went without is made good."""
    if here.record.approved_on:
        return None
    return Reason("情况紧急先行检查的，请先补办审批", RULE, "approved_on")


def record_is_whole(here: Situation) -> Reason | None:
    """An inspection counts with a complete record only."""
    record = here.record
    if not record.checked.strip():
        return Reason("请写明检查内容和现场情况：没有完整记录的不计入检查次数", RULE, "checked")
    if record.outcome not in ("", Outcome.NONE) and not record.problems.strip():
        return Reason("请写明发现的问题", RULE, "problems")
    return None


def is_ordered(here: Situation) -> Reason | None:
    """A deadline is for what must be put right."""
    if here.record.outcome != Outcome.ORDERED:
        return Reason("检查结果不是“责令限期改正”", f"{LAW} 第28条")
    if here.record.correct_by is None or here.record.correct_by < here.on:
        return Reason("请填写改正期限，不早于责令改正之日", f"{LAW} 第28条", "correct_by")
    return None


def followed_up(here: Situation) -> Reason | None:
    """The file closes when what was found was followed up."""
    record = here.record
    if record.outcome == Outcome.FILED and not (record.led_to_id or record.spot_penalty_id):
        return Reason("立案查处的，请选择对应的处罚案件或者当场处罚", f"{LAW} 第54条", "led_to")
    if record.outcome == Outcome.ORDERED and record.rechecked_on is None:
        return Reason("责令限期改正的，请登记复查情况后再归档", f"{LAW} 第28条", "rechecked_on")
    if record.rechecked_on and not record.corrected and not (record.led_to_id or record.spot_penalty_id):
        return Reason("逾期没有改正的，请选择对应的处罚案件或者当场处罚", f"{LAW} 第28条", "led_to")
    return None
