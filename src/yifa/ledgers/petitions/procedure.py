"""Petitions by the 信访工作条例: registered, sorted, told, handled on their lawful way, answered, reviewed, filed."""

from __future__ import annotations

from yifa.foundation.errors import Reason
from yifa.ledgers.petitions.models import Arrival, Branch, Nature
from yifa.procedures.values import Move, Paper, Procedure, Situation, Step, When, steps

LAW = "信访工作条例"


def came_directly(here: Situation) -> bool:
    """Received by the office itself."""
    return bool(here.record.arrival == Arrival.DIRECT)


def came_from_above(here: Situation) -> bool:
    """Forwarded or assigned by a higher body."""
    return not came_directly(here)


def has_sixty_days(here: Situation) -> bool:
    """Only the sixth branch runs under the sixty-day limit."""
    return bool(here.record.nature == Nature.CLAIM and here.record.branch == Branch.B6)


def asks_protection(here: Situation) -> bool:
    """The fifth branch: the office must perform or answer."""
    return bool(here.record.branch == Branch.B5)


def claim_has_branch(here: Situation) -> Reason | None:
    """A claim must be put on one of the six ways."""
    if here.record.nature == Nature.CLAIM and not here.record.branch:
        return Reason("申诉求决类事项须先确定第三十一条规定的办理途径", f"{LAW} 第31条", "branch")
    return None


def is_branch_six(here: Situation) -> Reason | None:
    """The handling opinion belongs to the petition procedure alone."""
    if has_sixty_days(here):
        return None
    field = "branch" if here.record.nature == Nature.CLAIM else "nature"
    return Reason("只有第三十一条第六项的事项按信访程序出具处理意见书", f"{LAW} 第31条、第32条", field)


def goes_another_way(here: Situation) -> Reason | None:
    """Branches one to five leave for their own procedures."""
    if here.record.branch and here.record.branch != Branch.B6:
        return None
    return Reason("该事项应按信访程序办理，不能导入其他法定程序", f"{LAW} 第31条", "branch")


def is_suggestion_or_report(here: Situation) -> Reason | None:
    """Suggestions and reports are studied and answered; claims need their branch."""
    if here.record.nature != Nature.CLAIM:
        return None
    return Reason("申诉求决类事项不能按建议、检举类答复", f"{LAW} 第29条至第31条", "nature")


def objection_in_time(here: Situation) -> Reason | None:
    """A matter sent from above can be objected to within five working days."""
    if not came_from_above(here):
        return Reason("直接收到的事项没有异议退回程序", f"{LAW} 第23条", "arrival")
    window = here.clocks.get("PET-04")
    if window is not None and window.due_on and here.on > window.due_on:
        return Reason(f"异议期限已于{window.due_on:%Y年%m月%d日}届满", f"{LAW} 第23条第3款", "on")
    return None


def statement_heard(here: Situation) -> Reason | None:
    """The person is heard and the facts are checked before an opinion is given."""
    return (
        None if here.record.heard else Reason("须听取信访人陈述并核实情况", f"{LAW} 第31条、第32条", "heard")
    )


def within(code: str, what: str, basis: str):  # type: ignore[no-untyped-def]
    """A guard: the window of a time limit is still open."""

    def guard(here: Situation) -> Reason | None:
        window = here.clocks.get(code)
        if window is not None and window.due_on and here.on > window.due_on:
            return Reason(f"{what}期限已于{window.due_on:%Y年%m月%d日}届满", basis, "on")
        return None

    return guard


PETITION = Procedure(
    code="petition",
    name="信访事项办理",
    basis=LAW,
    opens=(When("PET-02", came_directly), When("PET-03", came_from_above), When("PET-04", came_from_above)),
    steps=(
        Step("registered", "已登记", f"{LAW} 第21条", phase="登记"),
        Step("objected", "异议退回", f"{LAW} 第23条", ends=True, phase="登记", aside=True),
        Step(
            "refused",
            "不予受理或告知另行提出",
            f"{LAW} 第19条、第23条、第36条",
            ends=True,
            phase="受理",
            aside=True,
        ),
        Step("told", "已书面告知", f"{LAW} 第23条", phase="受理"),
        Step("handling", "信访程序办理中", f"{LAW} 第31条第6项", phase="办理"),
        Step("diverted", "已导入法定程序", f"{LAW} 第31条第1项至第5项", phase="办理", aside=True),
        Step("replied", "已出具处理意见", f"{LAW} 第32条", phase="答复"),
        Step("review", "复查中", f"{LAW} 第35条", phase="复查", aside=True),
        Step("reviewed", "复查已答复", f"{LAW} 第35条", phase="复查", aside=True),
        Step("recheck", "复核中", f"{LAW} 第36条", phase="复核", aside=True),
        Step("final", "复核终结", f"{LAW} 第36条、第37条", phase="复核", aside=True),
        Step("done", "办结", f"{LAW} 第34条", phase="办结"),
        Step("filed", "已归档", ends=True, phase="归档"),
    ),
    moves=(
        Move(
            "tell",
            "书面告知",
            steps("registered"),
            "told",
            f"{LAW} 第23条第2款、第3款",
            asks=("nature", "branch?"),
            guards=(claim_has_branch,),
            stops=("PET-02", "PET-03", "PET-04"),
            day_field="told_on",
            says="告知接收情况及处理途径、程序；姓名、住址不清的除外",
        ),
        Move(
            "object",
            "异议退回",
            steps("registered"),
            "objected",
            f"{LAW} 第23条第3款",
            guards=(objection_in_time,),
            reason=True,
            says="经转送、交办单位核实同意后退回，并退还材料",
        ),
        Move(
            "refuse",
            "不予受理",
            steps("registered told"),
            "refused",
            f"{LAW} 第19条、第23条、第36条",
            asks=("refusal",),
            reason=True,
            stops=("PET-02", "PET-03", "PET-04"),
            day_field="refused_on",
        ),
        Move(
            "accept",
            "受理，按信访程序办理",
            steps("told"),
            "handling",
            f"{LAW} 第31条第6项",
            guards=(is_branch_six,),
            starts=("PET-05",),
            day_field="accepted_on",
            asks=("responsible?",),
        ),
        Move(
            "divert",
            "导入法定程序",
            steps("told"),
            "diverted",
            f"{LAW} 第31条第1项至第5项",
            asks=("handover",),
            guards=(goes_another_way,),
            starts=(When("PET-14", asks_protection),),
            day_field="accepted_on",
        ),
        Move(
            "extend",
            "延长办理期限",
            steps("handling"),
            "handling",
            f"{LAW} 第34条",
            who="decide",
            reason=True,
            extends=("PET-05",),
            says="经本机关、单位负责人批准，延长不超过三十日，并告知信访人理由",
        ),
        Move(
            "answer",
            "研究答复",
            steps("told"),
            "done",
            f"{LAW} 第29条、第30条",
            guards=(is_suggestion_or_report,),
            day_field="resolved_on",
            asks=("opinion_text?",),
        ),
        Move(
            "opine",
            "出具信访处理意见书",
            steps("handling"),
            "replied",
            f"{LAW} 第31条、第32条",
            asks=("heard", "opinion", "opinion_text"),
            guards=(statement_heard,),
            stops=("PET-05",),
            starts=("PET-07",),
            day_field="resolved_on",
        ),
        Move(
            "conciliate",
            "调解、和解结案",
            steps("handling told"),
            "done",
            f"{LAW} 第33条",
            stops=("PET-05",),
            day_field="resolved_on",
            reason=True,
        ),
        Move(
            "finish_diverted",
            "法定程序已有结果",
            steps("diverted"),
            "done",
            f"{LAW} 第31条",
            stops=("PET-14",),
            day_field="resolved_on",
            reason=True,
        ),
        Move(
            "ask_review",
            "请求复查",
            steps("replied"),
            "review",
            f"{LAW} 第35条",
            guards=(within("PET-07", "请求复查", f"{LAW} 第35条"),),
            stops=("PET-07",),
            starts=("PET-08",),
            day_field="review_on",
        ),
        Move(
            "review_done",
            "复查答复",
            steps("review"),
            "reviewed",
            f"{LAW} 第35条",
            stops=("PET-08",),
            starts=("PET-09",),
            reason=True,
        ),
        Move(
            "ask_recheck",
            "请求复核",
            steps("reviewed"),
            "recheck",
            f"{LAW} 第36条",
            guards=(within("PET-09", "请求复核", f"{LAW} 第36条"),),
            stops=("PET-09",),
            starts=("PET-10",),
            day_field="recheck_on",
        ),
        Move(
            "recheck_done",
            "复核答复",
            steps("recheck"),
            "final",
            f"{LAW} 第36条",
            stops=("PET-10",),
            reason=True,
        ),
        Move(
            "finish",
            "办结",
            steps("replied reviewed final"),
            "done",
            f"{LAW} 第32条",
            asks=("satisfied?",),
            stops=("PET-07", "PET-09"),
        ),
        Move(
            "back",
            "退回重新办理",
            steps("replied reviewed"),
            "handling",
            f"{LAW} 第32条",
            who="decide",
            returns=True,
            starts=("PET-05",),
        ),
        Move("file", "归档", steps("done"), "filed", asks=("satisfied?", "charge_closed_on?")),
    ),
    papers=(
        Paper("told", "信访事项告知书", f"{LAW} 第23条", after=steps("tell"), order=1),
        Paper("extension", "信访事项延期办理告知书", f"{LAW} 第34条", after=steps("extend"), order=2),
        Paper("opinion", "信访处理意见书", f"{LAW} 第32条", after=steps("opine"), order=3),
        Paper(
            "mediation",
            "调解协议书或者和解协议书",
            f"{LAW} 第33条",
            after=steps("conciliate"),
            signed=True,
            order=4,
        ),
        Paper("review", "复查意见", f"{LAW} 第35条", after=steps("review_done"), order=5),
        Paper("recheck", "复核意见", f"{LAW} 第36条", after=steps("recheck_done"), order=6),
    ),
)
