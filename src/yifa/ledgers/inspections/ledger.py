"""How inspections are shown and what they count: one object with a whole record once; what became a case, apart."""

from __future__ import annotations

from yifa.ledgers.inspections.models import Inspection, InspectionItem, Kind, Outcome
from yifa.ledgers.inspections.procedure import INSPECTION
from yifa.records.declaration import Count, Ledger, Reference, section
from yifa.records.directory import Directory

CREDENTIAL = Reference(("number", "person__name"), "person__posts__unit__path")
NUMBERED = Reference(("number",), "path")


def problems(inspection: Inspection) -> dict[str, str]:
    """Rules of the inspection's own fields."""
    if inspection.superior and inspection.kind != Kind.SPECIAL:
        return {"superior": "只有专项检查可以由上级部署，请核对检查类型"}
    if inspection.second_id and inspection.second_id == inspection.credential_id:
        return {"second": "两名执法人员不能是同一人（行政处罚法 第42条）"}
    return {}


def counted(inspection: Inspection) -> bool:
    """Carried out on one object, with its record; one that led to a penalty is counted with the penalties."""
    return inspection.told_on is not None and inspection.outcome != Outcome.FILED


def found_something(inspection: Inspection) -> bool:
    """Problems were found."""
    return inspection.outcome not in ("", Outcome.NONE)


DIRECTORY = Directory(
    "inspection-items",
    "检查事项",
    "公布的行政检查事项清单和年度频次上限；不在清单内的事项不能检查",
    model=InspectionItem,
    fields="code name law_basis content unit yearly_cap published_on valid_to",
    columns="code name law_basis yearly_cap published_on valid_to",
    icon="list-check",
)

LEDGER = Ledger(
    code="inspections",
    name="行政检查",
    area="执法",
    icon="clipboard-check",
    says="从计划、审批、通知到现场检查和复查，事项和频次按公布的清单",
    model=Inspection,
    procedure=INSPECTION,
    number="{unit}检〔{year}〕{serial}号",
    sections=(
        section(
            "检查计划",
            "title kind origin happened_on received_on item superior plan_number unannounced urgent",
        ),
        section("检查对象", "target party party_id place"),
        section("实施", "approved_on notified_on begun_on credential second shown checked samples"),
        section(
            "结果和改正",
            "outcome problems told_on correct_by rechecked_on corrected led_to spot_penalty filed_on",
        ),
        section("承办", "responsible highlight"),
    ),
    columns="number title kind item outcome happened_on step",
    filters="unit kind outcome step happened_on",
    quick="title kind origin happened_on item target party place",
    search="title number place plan_number",
    unit_kinds="subdistrict department",
    entered_with=problems,
    references={
        "credential": CREDENTIAL,
        "second": CREDENTIAL,
        "item": Reference(("code", "name"), "unit__path"),
        "led_to": NUMBERED,
        "spot_penalty": NUMBERED,
    },
    counts=(
        Count("inspections.done", on="told_on", when=counted, detail="kind"),
        Count("inspections.problems", on="told_on", when=lambda one: counted(one) and found_something(one)),
        Count("inspections.ordered", on="told_on", when=lambda one: one.outcome == Outcome.ORDERED),
        Count("inspections.rechecked", on="rechecked_on", when=lambda one: one.outcome == Outcome.ORDERED),
        Count(
            "inspections.corrected",
            on="rechecked_on",
            when=lambda one: one.outcome == Outcome.ORDERED and one.corrected,
        ),
        Count("inspections.cases", on="told_on", when=lambda one: one.outcome == Outcome.FILED),
    ),
)
