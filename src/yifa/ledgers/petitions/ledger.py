"""How petitions are shown and what they count: visits, matters, refusals apart."""

from __future__ import annotations

from yifa.ledgers.petitions.models import Arrival, Channel, Nature, Petition
from yifa.ledgers.petitions.procedure import PETITION
from yifa.office.access import in_subtree
from yifa.office.models import STEP
from yifa.records.declaration import Count, Ledger, section

OFFICE = 2 * STEP  # digits of an office's path: district, subdistrict
MOST_REPRESENTATIVES = 5  # 信访工作条例 art. 20


def problems(petition: Petition) -> dict[str, str]:
    """Rules of registration."""
    if petition.arrival != Arrival.DIRECT and not petition.sender:
        return {"sender": "转送、交办的事项请填写转送、交办单位"}
    if petition.channel == Channel.VISIT and petition.representatives > MOST_REPRESENTATIVES:
        return {"representatives": "共同走访应当推选代表，代表人数不得超过5人（信访工作条例 第20条）"}
    if petition.representatives > petition.people:
        return {"representatives": "代表人数不能多于信访人数"}
    return _first(petition)


def _first(petition: Petition) -> dict[str, str]:
    number = petition.first_number
    if not number:
        return {}
    # Offices of the same name may use the same number: only the petition's own office is meant.
    office = Petition.objects.filter(in_subtree(petition.path[:OFFICE]), number=number)
    earlier = office.exclude(pk=petition.pk).only("first_number").first()
    if earlier is None:
        return {"first_number": f"没有编号为“{number}”的信访事项，请核对原编号"}
    if earlier.first_number:
        return {"first_number": f"该编号也是重复信访，请填写首次登记的编号：{earlier.first_number}"}
    return {}


def new_matter(petition: Petition) -> bool:
    """The first of its matter."""
    return not petition.first_number


def resolved(petition: Petition) -> bool:
    """Ended by an answer, whatever its content."""
    return petition.resolved_on is not None and petition.step not in ("handling", "registered", "told")


def due(petition: Petition) -> bool:
    """To be handled: not refused for a legal reason."""
    return petition.refused_on is None


def accusation(petition: Petition) -> bool:
    """What accuses somebody never reaches the accused, who may sit in the same office (信访工作条例 art. 30)."""
    return petition.nature == Nature.REPORT


LEDGER = Ledger(
    code="petitions",
    name="信访事项",
    area="化解",
    icon="mail",
    says="网上、来信、来电、传真和来访的事项，按法定途径和期限办理",
    model=Petition,
    procedure=PETITION,
    number="{unit}信〔{year}〕{serial}号",
    sections=(
        section(
            "来访登记",
            "title channel arrival sender sender_deadline happened_on received_on people representatives first_number",
        ),
        section(
            "信访人",
            "petitioner phone address facts secrecy",
            "检举控告材料不得透露给被检举人（信访工作条例 第30条）",
        ),
        section("分类", "nature branch content told_on accepted_on refusal refused_on handover"),
        section("办理", "responsible heard opinion opinion_text resolved_on review_on recheck_on satisfied"),
        section("积案", "charge charge_leader charge_closed_on"),
        section("年度报告", "highlight"),
    ),
    columns="number title channel nature branch received_on step",
    filters="unit channel nature branch content charge step received_on",
    quick="title channel received_on petitioner phone facts nature content",
    few=accusation,
    search="title number sender handover first_number",
    entered_with=problems,
    counts=(
        Count("petitions.received", on="received_on", detail="channel"),
        Count("petitions.people", on="received_on", quantity="people"),
        Count("petitions.matters", on="received_on", when=new_matter, detail="content"),
        Count("petitions.refused", on="refused_on", detail="refusal"),
        Count("petitions.resolved", on="resolved_on", when=resolved),
        Count("petitions.due", on="received_on", when=due),
        Count("petitions.answered", on="received_on", when=lambda one: due(one) and resolved(one)),
        Count("petitions.old_taken", on="received_on", when=lambda one: bool(one.charge), detail="charge"),
        Count("petitions.old_closed", on="charge_closed_on", when=lambda one: bool(one.charge)),
    ),
)
