"""The course of a yearly report: drafted, checked by departments and in law, approved, numbered, issued, sent, shown."""

from __future__ import annotations

from yifa.foundation.errors import Reason
from yifa.procedures.values import Move, Paper, Procedure, Situation, Step, steps

RULE = "法治政府建设与责任落实督察工作规定"
ORDER = "党政机关公文处理工作条例"  # cited without articles: its text was not at hand to check them
SUBMISSION, PUBLICATION = "REP-02", "REP-04"


def nothing_to_fill(here: Situation) -> Reason | None:
    """No gap may be left in the text."""
    from yifa.reports.queries import gaps

    found = gaps(here.record)
    return Reason(f"文中还有{len(found)}处【请填写】，请补写或删去", f"{RULE} 第25条") if found else None


def every_part_there(here: Situation) -> Reason | None:
    """The four parts of article 25 must have text."""
    from yifa.reports.queries import empty_parts

    found = empty_parts(here.record)
    return Reason(f"缺少“{found[0]}”部分的内容", f"{RULE} 第25条") if found else None


def departments_agree(here: Situation) -> Reason | None:
    """Every group of figures used in the text was confirmed, as it stands now."""
    from yifa.reports.queries import unconfirmed

    found = unconfirmed(here.record)
    return (
        Reason(f"以下指标尚未由科室核对无误：{'、'.join(group.name for group in found)}") if found else None
    )


def figures_frozen(here: Situation) -> Reason | None:
    """What is approved must not move."""
    return None if here.record.as_of else Reason("指标尚未封存，请先在工作台封存数据")


def did_not_write(here: Situation) -> Reason | None:
    """Who wrote the text does not check or approve it."""
    from yifa.reports.queries import authors

    if here.by_id in authors(here.record):
        return Reason("本人参与起草的报告不能由本人审核或者审批，请由其他人员办理")
    return None


def take_number(here: Situation) -> None:
    """Give the paper its number unless one was typed (发文字号)."""
    from yifa.reports.actions import document_number

    if not here.record.document_number:
        here.record.document_number = document_number(here.record.unit, here.on.year)


def sign(here: Situation) -> None:
    """A paper to a superior names who signed it (GB/T 9704-2012 7.2.6): who approves, unless another was named."""
    from yifa.office.models import Person

    if not here.record.signer:
        here.record.signer = Person.objects.get(pk=here.by_id).name


def take_up_plans(here: Situation) -> None:
    """The plans of an approved report are next year's tasks."""
    from yifa.office.models import Person
    from yifa.reports.items import adopt

    adopt(here.record.unit, here.record.year, here.on, Person.objects.get(pk=here.by_id))


def remember_sentences(here: Situation) -> None:
    """Keep the issued text for finding reports that read alike."""
    from yifa.reports.sameness import remember

    remember(here.record)


def gate_open(here: Situation) -> Reason | None:
    """Nothing leaves while the gate holds something back."""
    from yifa.reports.gate import gate_open as held_open

    return held_open(here)


def publish(here: Situation) -> None:
    """Lay the public copy down."""
    from yifa.reports.publishing import publish as lay_down

    lay_down(here)


REPORTING = Procedure(
    code="reporting",
    name="年度报告",
    basis=f"{RULE} 第23条至第25条",
    steps=(
        Step("drafting", "起草", f"{RULE} 第25条", phase="起草"),
        Step("checking", "科室核对", phase="核对"),
        Step("legal", "合法性审核", phase="审核"),
        Step("approval", "待审批", ORDER, phase="审批"),
        Step("approved", "已审批", ORDER, phase="审批"),
        Step("numbered", "已编号", ORDER, phase="印发"),
        Step("issued", "已印发", ORDER, phase="印发"),
        Step("submitted", "已报送", f"{RULE} 第23条", phase="报送"),
        Step("published", "已公开", f"{RULE} 第24条", ends=True, phase="公开"),
    ),
    moves=(
        Move(
            "to_check",
            "送科室核对",
            steps("drafting"),
            "checking",
            f"{RULE} 第25条",
            who="report",
            guards=(every_part_there, nothing_to_fill),
            says="全文完成后，由各科室核对本科室的指标",
        ),
        Move(
            "checked",
            "核对完毕，送审核",
            steps("checking"),
            "legal",
            who="report",
            guards=(departments_agree,),
        ),
        Move(
            "legal_pass",
            "审核通过",
            steps("legal"),
            "approval",
            who="report",
            roles=("legal",),
            guards=(did_not_write,),
            says="合法性审核由未参与起草的法治工作人员办理",
        ),
        Move(
            "approve",
            "审批签发",
            steps("approval"),
            "approved",
            ORDER,
            who="approve",
            approves=True,
            not_entrant=True,
            guards=(figures_frozen, did_not_write),
            asks=("signer?",),
            effects=(sign, take_up_plans),
            day_field="signed_on",
        ),
        Move(
            "number",
            "编发文字号",
            steps("approved"),
            "numbered",
            ORDER,
            who="report",
            asks=("document_number?",),
            effects=(take_number,),
        ),
        Move("issue", "印发", steps("numbered"), "issued", ORDER, who="report", day_field="issued_on"),
        Move(
            "submit",
            "报送区级",
            steps("issued"),
            "submitted",
            f"{RULE} 第23条",
            who="report",
            stops=(SUBMISSION,),
            day_field="submitted_on",
        ),
        Move(
            "publish",
            "向社会公开",
            steps("submitted"),
            "published",
            f"{RULE} 第24条",
            who="report",
            stops=(PUBLICATION,),
            guards=(gate_open,),
            effects=(remember_sentences, publish),
            day_field="published_on",
        ),
        Move("return", "退回修改", steps("checking legal approval"), "drafting", who="report", returns=True),
        Move(
            "recall",
            "撤销审批，退回修改",
            steps("approved"),
            "drafting",
            who="approve",
            returns=True,
            says="编号之前发现差错的，由审批人退回",
        ),
        Move(
            "correct",
            "更正，重新公开",
            steps("published"),
            "drafting",
            who="approve",
            returns=True,
            says="更正稿重走核对、审核和审批；公开之前原版本照常可读，公开之后原版本保留自己的地址并注明已有更正",
        ),
    ),
    papers=(Paper("final", "年度报告正式文本", ORDER, order=1),),
)
