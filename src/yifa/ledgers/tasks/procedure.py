"""A task: set, worked on, reported done or not done with the reason, then signed off by whoever supervises it."""

from __future__ import annotations

from yifa.ledgers.tasks.guards import another_person, has_evidence, later_than_before
from yifa.procedures.values import Move, Procedure, Step, steps

RULE = "法治政府建设与责任落实督察工作规定"
ARTICLE = f"{RULE} 第25条"  # a report states its shortcomings and what is planned

TASKS = Procedure(
    code="tasks",
    name="年度任务与督办",
    basis=ARTICLE,
    steps=(
        Step("open", "待办理", ARTICLE, phase="交办"),
        Step("doing", "办理中", phase="办理"),
        Step("done", "已完成，待销号", phase="审核"),
        Step("undone", "未完成，待审核", phase="审核", aside=True),
        Step("closed", "完成销号", ends=True, phase="销号"),
        Step("ended", "未完成终结", ends=True, phase="销号", aside=True),
    ),
    moves=(
        Move("begin", "开始办理", steps("open"), "doing", day_field="begun_on", asks=("responsible?",)),
        Move(
            "report",
            "报告进展",
            steps("open doing"),
            "doing",
            asks=("progress",),
            says="写明做了什么、进行到哪一步；每次报告都留在改动记录中",
        ),
        Move(
            "urge",
            "督办",
            steps("open doing"),
            "",
            who="decide",
            reason=True,
            day_field="urged_on",
            says="写明督办的要求，承办单位在任务的办理过程中看到",
        ),
        Move(
            "prolong",
            "调整完成时限",
            steps("open doing"),
            "",
            who="decide",
            asks=("due_on",),
            guards=(later_than_before,),
            reason=True,
        ),
        Move(
            "done",
            "报告完成",
            steps("open doing"),
            "done",
            asks=("result", "evidence?"),
            guards=(has_evidence,),
            day_field="done_on",
            says="完成要有佐证：填写本单位记录的编号，或者在附件中上传材料",
        ),
        Move("undone", "报告未完成", steps("open doing"), "undone", reason=True, day_field="undone_on"),
        Move("return", "退回继续办理", steps("done undone"), "doing", who="decide", returns=True),
        Move(
            "close",
            "审核销号",
            steps("done"),
            "closed",
            who="decide",
            approves=True,
            guards=(another_person,),
            day_field="closed_on",
        ),
        Move(
            "end",
            "同意终结",
            steps("undone"),
            "ended",
            who="decide",
            approves=True,
            guards=(another_person,),
            reason=True,
            says="写明理由和后续安排，下一年度报告将写明",
        ),
    ),
)
