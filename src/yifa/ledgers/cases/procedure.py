"""The general procedure of a penalty: filed, investigated, told, heard, reviewed, decided, served, performed, closed."""

from __future__ import annotations

from yifa.ledgers.cases import guards as g
from yifa.ledgers.cases.models import Sanction, Service
from yifa.procedures.values import Move, Paper, Procedure, Situation, Step, When, steps

LAW = "行政处罚法"


def by_notice(here: Situation) -> bool:
    """Served by public notice: deemed served after thirty days."""
    return bool(here.record.service == Service.NOTICE)


def has_fine(here: Situation) -> bool:
    """There is money to pay."""
    return bool(here.record.fine)


def hearing_told(here: Situation) -> bool:
    """The party may ask for a hearing within five working days."""
    return bool(here.record.hearing_told)


def published(here: Situation) -> bool:
    """Whether the decision stands in public."""
    return bool(here.record.published_on and not here.record.unpublished_on)


def is_penalty(here: Situation) -> bool:
    """Whether the decision punishes."""
    return bool(here.record.sanction != Sanction.NONE)


GENERAL = Procedure(
    code="general_penalty",
    name="行政处罚普通程序",
    basis=LAW,
    steps=(
        Step("clue", "线索核查", f"{LAW} 第54条", phase="立案"),
        Step("not_filed", "不予立案或者移送", f"{LAW} 第27条、第54条", ends=True, phase="立案", aside=True),
        Step("filed", "已立案", f"{LAW} 第54条第2款", phase="立案"),
        Step("investigating", "调查中", f"{LAW} 第54条至第56条", phase="调查"),
        Step("concluded", "调查终结", f"{LAW} 第57条", phase="调查"),
        Step("told", "已告知", f"{LAW} 第44条", phase="告知"),
        Step("hearing", "听证中", f"{LAW} 第63条至第65条", phase="听证", aside=True),
        Step("review", "法制审核", f"{LAW} 第58条", phase="审核", aside=True),
        Step("ready", "待决定", f"{LAW} 第57条", phase="决定"),
        Step("decided", "已决定", f"{LAW} 第59条、第60条", phase="决定"),
        Step("served", "已送达", f"{LAW} 第61条", phase="送达"),
        Step("overdue", "逾期未履行", f"{LAW} 第72条", phase="执行", aside=True),
        Step("court", "已申请法院强制执行", "行政强制法 第53条", phase="执行", aside=True),
        Step("performed", "已履行", f"{LAW} 第66条、第67条", phase="执行"),
        Step("closed", "已结案", ends=True, phase="结案"),
    ),
    moves=(
        Move(
            "file",
            "立案",
            steps("clue"),
            "filed",
            f"{LAW} 第54条第2款",
            who="decide",
            asks=("power",),
            guards=(g.has_power,),
            starts=("PEN-15",),
            day_field="filed_on",
            not_entrant=True,
        ),
        Move(
            "drop",
            "不予立案或者移送",
            steps("clue"),
            "not_filed",
            f"{LAW} 第27条、第54条",
            who="decide",
            reason=True,
        ),
        Move(
            "investigate",
            "开始调查",
            steps("filed"),
            "investigating",
            f"{LAW} 第42条、第55条",
            asks=("credential", "second", "shown"),
            guards=(g.two_officers,),
        ),
        Move(
            "preserve",
            "先行登记保存",
            steps("investigating"),
            "investigating",
            f"{LAW} 第56条",
            who="decide",
            starts=("PEN-06",),
            day_field="preserved_on",
            reason=True,
            says="七个工作日内作出处理决定",
        ),
        Move(
            "dispose",
            "处理登记保存的证据",
            steps("investigating"),
            "investigating",
            f"{LAW} 第56条",
            stops=("PEN-06",),
            reason=True,
            applies=g.holds("PEN-06", "先行登记保存的证据", f"{LAW} 第56条"),
        ),
        Move(
            "seize",
            "查封、扣押",
            steps("investigating"),
            "investigating",
            "行政强制法 第24条、第25条",
            who="decide",
            starts=("PEN-07",),
            day_field="seized_on",
            reason=True,
        ),
        Move(
            "seize_longer",
            "延长查封、扣押",
            steps("investigating"),
            "investigating",
            "行政强制法 第25条",
            who="decide",
            extends=("PEN-07",),
            reason=True,
            applies=g.holds("PEN-07", "查封、扣押", "行政强制法 第25条"),
        ),
        Move(
            "release",
            "解除查封、扣押",
            steps("investigating concluded told ready decided"),
            "",
            "行政强制法 第28条",
            stops=("PEN-07",),
            reason=True,
            applies=g.holds("PEN-07", "查封、扣押", "行政强制法 第28条"),
        ),
        Move(
            "conclude",
            "调查终结",
            steps("investigating"),
            "concluded",
            f"{LAW} 第57条",
            asks=("facts", "evidence", "proposed", "proposed_fine?"),
            guards=(g.evidence_is_listed, g.two_officers),
            day_field="investigated_on",
        ),
        Move(
            "reopen",
            "退回补充调查",
            steps("concluded review told ready"),
            "investigating",
            f"{LAW} 第57条",
            who="decide",
            returns=True,
        ),
        Move(
            "tell",
            "送达处罚告知书",
            steps("concluded"),
            "told",
            f"{LAW} 第44条、第63条",
            asks=("hearing_told?",),
            guards=(g.hearing_right_told,),
            starts=(When("PEN-10", hearing_told), "PEN-09"),
            day_field="told_on",
        ),
        Move(
            "ask_hearing",
            "当事人申请听证",
            steps("told"),
            "hearing",
            f"{LAW} 第63条、第64条",
            stops=("PEN-10",),
            day_field="hearing_asked_on",
        ),
        Move(
            "hear",
            "听证结束",
            steps("hearing"),
            "review",
            f"{LAW} 第64条、第65条",
            asks=("statement", "hearing_notified_on"),
            day_field="hearing_on",
            reason=True,
            guards=(g.notified_in_time,),
        ),
        Move("send_review", "送法制审核", steps("told"), "review", f"{LAW} 第58条", asks=("statement",)),
        Move(
            "reviewed",
            "法制审核通过",
            steps("review"),
            "ready",
            f"{LAW} 第58条",
            who="decide",
            not_entrant=True,
            asks=("reviewer", "review_opinion"),
            day_field="reviewed_on",
        ),
        Move("heard_out", "听取陈述申辩完毕", steps("told"), "ready", f"{LAW} 第45条", asks=("statement",)),
        Move(
            "discuss",
            "集体讨论",
            steps("ready"),
            "ready",
            f"{LAW} 第57条第2款",
            who="decide",
            countersigns=2,
            day_field="discussed_on",
            reason=True,
            says="由负责人集体讨论，各人分别写明意见；两人以上意见到齐后记为已讨论",
        ),
        Move(
            "decide",
            "作出决定",
            steps("ready"),
            "decided",
            f"{LAW} 第57条、第59条、第60条",
            who="decide",
            not_entrant=True,
            asks=("sanction", "fine?", "tier?", "discretion"),
            guards=(
                g.party_was_heard,
                g.legal_review_done,
                g.discussed_together,
                g.fine_fits,
                g.by_the_benchmark,
                g.has_power,
            ),
            stops=("PEN-15", "PEN-10", "PEN-09"),
            starts=("PEN-18", When("PEN-33", is_penalty)),
            approves=True,
            day_field="decided_on",
        ),
        Move(
            "serve",
            "送达",
            steps("decided"),
            "served",
            f"{LAW} 第61条",
            asks=("service",),
            stops=("PEN-18",),
            starts=(When("PEN-20", has_fine), When("PEN-19", by_notice)),
            day_field="served_on",
        ),
        Move(
            "publish",
            "公开处罚决定",
            steps("decided served overdue court performed"),
            "",
            f"{LAW} 第48条；国办发〔2018〕118号",
            stops=("PEN-33",),
            day_field="published_on",
            applies=g.holds("PEN-33", "待公开的处罚决定", f"{LAW} 第48条"),
        ),
        Move(
            "revise",
            "决定被变更、撤销、确认违法或者无效",
            steps("decided served overdue court performed"),
            "",
            f"{LAW} 第48条第2款",
            who="decide",
            day_field="revised_on",
            reason=True,
            starts=(When("PEN-32", published),),
            says="已经公开的决定须在三个工作日内撤回公开",
        ),
        Move(
            "unpublish",
            "撤回公开的决定",
            steps("decided served overdue court performed"),
            "",
            f"{LAW} 第48条第2款",
            who="decide",
            day_field="unpublished_on",
            reason=True,
            says="三个工作日内撤回，并公开说明理由",
            stops=("PEN-32",),
            applies=g.is_published,
        ),
        Move(
            "allow_time",
            "批准延期、分期缴纳",
            steps("served overdue"),
            "served",
            f"{LAW} 第66条第2款",
            who="decide",
            asks=("instalments", "pay_by"),
            stops=("PEN-20",),
            reason=True,
            says="写明各期日期和金额，缴纳期限改为准予缴纳的最后日期",
        ),
        Move(
            "perform",
            "履行完毕",
            steps("served overdue court"),
            "performed",
            f"{LAW} 第66条、第67条",
            asks=("late_fine?",),
            guards=(g.late_fine_capped,),
            stops=("PEN-20", "PEN-25", "PEN-26"),
            day_field="performed_on",
        ),
        Move(
            "remind",
            "催告",
            steps("served overdue"),
            "overdue",
            f"{LAW} 第72条；行政强制法 第54条",
            starts=("PEN-25",),
            day_field="reminded_on",
        ),
        Move(
            "apply_court",
            "申请法院强制执行",
            steps("overdue"),
            "court",
            f"{LAW} 第72条；行政强制法 第53条、第54条",
            who="decide",
            guards=(g.reminded_long_enough,),
            stops=("PEN-25",),
            day_field="court_on",
        ),
        Move(
            "close",
            "结案",
            steps("performed served"),
            "closed",
            f"{LAW} 第57条",
            who="decide",
            day_field="closed_on",
            reason=True,
        ),
    ),
    papers=(
        Paper("source", "案件来源登记表", f"{LAW} 第54条", after=steps("enter"), order=1),
        Paper("filing", "立案审批表", f"{LAW} 第54条第2款", after=steps("file"), signed=True, order=2),
        Paper("inquiry", "询问笔录", f"{LAW} 第55条", after=steps("conclude"), signed=True, order=3),
        Paper(
            "scene", "现场检查（勘验）笔录", f"{LAW} 第55条", after=steps("conclude"), signed=True, order=4
        ),
        Paper("evidence", "证据清单", f"{LAW} 第46条", after=steps("conclude"), order=5),
        Paper(
            "preservation",
            "先行登记保存通知书",
            f"{LAW} 第56条",
            after=steps("preserve"),
            signed=True,
            order=6,
        ),
        Paper("report", "调查终结报告", f"{LAW} 第57条", after=steps("conclude"), signed=True, order=7),
        Paper(
            "notice",
            "行政处罚（听证）告知书",
            f"{LAW} 第44条、第63条",
            after=steps("tell"),
            signed=True,
            order=8,
        ),
        Paper("review", "法制审核意见书", f"{LAW} 第58条", after=steps("reviewed"), signed=True, order=9),
        Paper(
            "discussion", "集体讨论记录", f"{LAW} 第57条第2款", after=steps("discuss"), signed=True, order=10
        ),
        Paper("decision", "行政处罚决定书", f"{LAW} 第59条", after=steps("decide"), signed=True, order=11),
        Paper("service", "送达回证", f"{LAW} 第61条", after=steps("serve"), signed=True, order=12),
        Paper("reminder", "催告书", "行政强制法 第54条", after=steps("remind"), signed=True, order=13),
        Paper(
            "court", "强制执行申请书", "行政强制法 第55条", after=steps("apply_court"), signed=True, order=14
        ),
        Paper("closing", "结案审批表", f"{LAW} 第57条", after=steps("close"), signed=True, order=15),
    ),
)
