"""How disputes are shown, filtered, numbered, masked, and what they count."""

from __future__ import annotations

from yifa.ledgers.disputes.models import Committee, Dispute, Kind
from yifa.ledgers.disputes.procedure import MEDIATION
from yifa.records.declaration import Count, Ledger, QuickMove, section
from yifa.records.directory import Directory
from yifa.records.retention import Retention


def accepted(dispute: Dispute) -> bool:
    """Accepted for mediation, whatever became of it."""
    return dispute.accepted_on is not None


def settled(dispute: Dispute) -> bool:
    """Ended in an agreement of the parties that no later failure undid."""
    return (
        dispute.settled_on is not None
        and dispute.step not in ("mediating", "failed", "refused")
        and (dispute.ended_on is None or dispute.ended_on <= dispute.settled_on)
    )


def failed(dispute: Dispute) -> bool:
    """Accepted and ended without an agreement; one that was taken up again has not ended."""
    return (
        dispute.accepted_on is not None
        and dispute.ended_on is not None
        and dispute.step != "mediating"
        and not settled(dispute)
    )


def settled_in_form(dispute: Dispute) -> bool:
    """Settled, and the form of the mediation is known."""
    return settled(dispute) and bool(dispute.agreement_form)


def failed_in_form(dispute: Dispute) -> bool:
    """Ended without an agreement, and the form of the mediation is known."""
    return failed(dispute) and bool(dispute.agreement_form)


KINDS = frozenset(Kind.values)


def problems(dispute: Dispute) -> dict[str, str]:
    """Rules of the registration form."""
    if dispute.people < 2:
        return {"people": "纠纷至少涉及两人，请核对人数"}
    if dispute.amount is not None and dispute.amount < 0:
        return {"amount": "涉及金额不能为负数"}
    if dispute.source_kind == "referred" and not dispute.referred_by:
        return {"referred_by": "接受委托移送的纠纷，请填写移送单位"}
    if dispute.kind not in KINDS:
        return {"kind": "请选择纠纷类型"}
    return {}


DIRECTORY = Directory(
    "committees",
    "调解组织",
    "人民调解委员会、调解室和专职调解员",
    model=Committee,
    fields="name kind members women full_time unit valid_from valid_to",
    columns="name kind members full_time unit valid_from valid_to",
    icon="users-group",
)

LEDGER = Ledger(
    code="disputes",
    name="矛盾纠纷",
    area="化解",
    icon="users",
    says="人民调解委员会登记、调解的纠纷，从登记到归档一条记录走完",
    model=Dispute,
    procedure=MEDIATION,
    number="{unit}调字〔{year}〕{serial}号",
    sections=(
        section("纠纷", "title kind happened_on received_on source_kind referred_by place people"),
        section(
            "当事人",
            "parties phone address facts consent secrecy",
            "个人信息加密保存，只有办理需要才能查看。涉及未成年人的，知悉范围请选限定",
        ),
        section("调解", "mechanism room responsible accepted_on"),
        section(
            "结果", "agreement_form settled_on amount agreement perform_by performed_on ended_on routes_told"
        ),
        section("回访和确认", "visited_on satisfied court confirmed_on"),
        section("年度报告", "highlight"),
    ),
    columns="number title kind mechanism amount happened_on step",
    filters="unit kind mechanism step happened_on agreement_form",
    quick="title kind parties phone happened_on agreement_form amount",
    quick_moves=(
        QuickMove("accept", when="agreement_form"),
        QuickMove("settle", ("agreement_form", "amount"), when="agreement_form"),
    ),
    retention=Retention(years=10, since="received_on"),
    search="title number place referred_by room",
    entered_with=problems,
    counts=(
        Count("disputes.registered", on="received_on", detail="kind"),
        Count("disputes.accepted", on="accepted_on", when=accepted, detail="kind"),
        Count(
            "disputes.mechanism",
            on="accepted_on",
            when=lambda dispute: bool(dispute.mechanism),
            detail="mechanism",
        ),
        Count("disputes.settled", on="settled_on", when=settled, detail="agreement_form"),
        Count(
            "disputes.settled_by_mechanism",
            on="settled_on",
            when=lambda dispute: bool(dispute.mechanism) and settled(dispute),
            detail="mechanism",
        ),
        Count("disputes.mediated", on="settled_on", when=settled_in_form, detail="agreement_form"),
        Count("disputes.mediated", on="ended_on", when=failed_in_form, detail="agreement_form"),
        Count("disputes.unsettled", on="ended_on", when=failed),
        Count("disputes.amount", on="settled_on", when=settled, quantity="amount"),
    ),
)
