"""How applications are shown and what they count: the rows and columns of the national yearly table."""

from __future__ import annotations

from collections.abc import Callable

from yifa.ledgers.disclosure.models import Applicant, Application
from yifa.ledgers.disclosure.procedure import ON_APPLICATION
from yifa.ledgers.disclosure.tables import YEARLY
from yifa.records.declaration import Count, Ledger, section


def problems(application: Application) -> dict[str, str]:
    """The order of the application's days."""
    day = application.confirmed_on
    if day is not None and day < application.received_on:
        return {"confirmed_on": "确认日期不能早于收到日期"}
    if application.fee is not None and application.fee < 0:
        return {"fee": "信息处理费不能为负数"}
    return {}


def by(kind: str) -> Callable[[Application], bool]:
    """A condition: the applicant belongs to one column of the national table."""
    return lambda application: application.applicant_kind == kind


def answered_by(kind: str) -> Callable[[Application], bool]:
    """A condition: answered, and the applicant belongs to one column of the national table."""
    return lambda application: bool(application.reply) and application.applicant_kind == kind


COLUMNS = tuple(Applicant.values)
TABLE = (
    *(Count(f"disclosure.received.{kind}", on="received_on", when=by(kind)) for kind in COLUMNS),
    *(
        Count(f"disclosure.answered.{kind}", on="replied_on", when=answered_by(kind), detail="reply")
        for kind in COLUMNS
    ),
)


LEDGER = Ledger(
    code="disclosure",
    name="依申请公开",
    area="公开",
    icon="file-search",
    says="政府信息公开申请，从收到到答复，国家年度报表自动生成",
    model=Application,
    procedure=ON_APPLICATION,
    number="{unit}依申请〔{year}〕{serial}号",
    sections=(
        section("申请", "title channel happened_on received_on confirmed_on wanted form_wanted"),
        section("申请人", "applicant_kind applicant contact identity"),
        section(
            "补正和征求意见",
            "correction_on corrected_on third_party_on third_party_opinion public_interest joint_maker fee fee_paid_on",
        ),
        section("答复", "responsible reply reply_text replied_on delivered_by remedy remedy_result"),
        section("年度报告", "highlight"),
    ),
    columns="number title channel applicant_kind reply received_on step",
    filters="unit channel applicant_kind reply step received_on",
    quick="title channel received_on applicant_kind applicant contact wanted",
    search="title number wanted reply_text joint_maker",
    unit_kinds="subdistrict department",
    entered_with=problems,
    tables=(YEARLY,),
    counts=(
        *TABLE,
        Count("disclosure.disputed", on="replied_on", when=lambda one: bool(one.remedy), detail="remedy"),
        Count("disclosure.fee", on="fee_paid_on", quantity="fee"),
    ),
)
