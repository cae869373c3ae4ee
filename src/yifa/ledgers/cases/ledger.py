"""How penalty cases are shown and what they count: one decision once, under its heaviest kind."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from yifa.ledgers.cases.benchmark import offered
from yifa.ledgers.cases.models import Case, PowerItem, Sanction
from yifa.ledgers.cases.procedure import GENERAL
from yifa.records.declaration import Count, Ledger, Offer, Reference, section
from yifa.records.directory import Directory

CREDENTIAL = Reference(("number", "person__name"), "person__posts__unit__path")


def problems(case: Case) -> dict[str, str]:
    """Rules of the case's own fields."""
    if case.sanction == Sanction.NONE and case.fine:
        return {"fine": "不予行政处罚的，不应填写罚没金额"}
    for name in ("fine", "proposed_fine", "late_fine"):
        value = getattr(case, name)
        if value is not None and value < 0:
            return {name: "金额不能为负数"}
    if case.fine and case.late_fine and case.late_fine > case.fine:
        return {"late_fine": "加处罚款的数额不得超出罚款的数额（行政处罚法 第72条）"}
    return {}


def punished(case: Case) -> bool:
    """Decided with a penalty."""
    return case.decided_on is not None and bool(case.sanction) and case.sanction != Sanction.NONE


DIRECTORY = Directory(
    "powers",
    "权力事项",
    "处罚事项的来源、依据、起止日期和裁量基准",
    model=PowerItem,
    fields="code name field law_basis source document in_name_of unit valid_from valid_to fine_min fine_max benchmark benchmark_own",
    columns="code name field source in_name_of valid_from valid_to",
    icon="license",
)

LEDGER = Ledger(
    code="cases",
    name="行政处罚案件",
    area="执法",
    icon="scale",
    says="普通程序行政处罚，从线索到结案，每一步有依据、有期限",
    model=Case,
    procedure=GENERAL,
    number="{unit}罚〔{year}〕{serial}号",
    sections=(
        section("线索", "title clue happened_on received_on place violation power secrecy"),
        section("当事人", "against party party_id phone address"),
        section(
            "调查",
            "credential second shown facts evidence filed_on preserved_on seized_on investigated_on complex grave",
        ),
        section(
            "告知和听证",
            "proposed proposed_fine told_on hearing_told statement hearing_asked_on hearing_notified_on hearing_on",
        ),
        section(
            "审核和决定",
            "reviewer review_opinion reviewed_on discussed_on sanction tier fine discretion departure departure_approval decided_on",
        ),
        section(
            "送达和执行",
            "service served_on published_on revised_on unpublished_on instalments schedule payments reminded_on late_fine rights_ended_on court_on performed_on closed_on transfer_asked_on transferred_on handed_on disputed",
        ),
        section("全过程记录", "recordings", "查封、扣押须全程音像记录（国办发〔2018〕118号）"),
        section("承办", "responsible highlight"),
    ),
    columns="number title violation sanction fine happened_on step",
    filters="unit clue sanction step happened_on",
    quick="title clue happened_on place violation against party",
    search="title number place violation",
    unit_kinds="subdistrict department",
    entered_with=problems,
    references={
        "credential": CREDENTIAL,
        "second": CREDENTIAL,
        "power": Reference(("code", "name"), "unit__path"),
    },
    offers={"tier": Offer("power", offered, _("所选权力事项没有登记裁量基准，请写明所适用的情节"))},
    counts=(
        Count("cases.filed", on="filed_on"),
        Count("cases.decided", on="decided_on", when=punished, detail="sanction"),
        Count("cases.amount", on="decided_on", when=punished, quantity="fine"),
        Count("cases.spared", on="decided_on", when=lambda case: case.sanction == Sanction.NONE),
        Count("cases.closed", on="closed_on"),
        Count("cases.published", on="published_on", when=punished),
    ),
)
