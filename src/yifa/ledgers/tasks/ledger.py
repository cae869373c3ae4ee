"""How tasks are shown and what they count."""

from __future__ import annotations

from yifa.ledgers.tasks.models import Task
from yifa.ledgers.tasks.procedure import TASKS
from yifa.records.declaration import Count, Ledger, section


def problems(task: Task) -> dict[str, str]:
    """A task ends after it was set, and one from outside names its paper."""
    if task.due_on and task.happened_on and task.due_on < task.happened_on:
        return {"due_on": "完成时限不能早于交办日期"}
    if task.origin in ("meeting", "superior") and not task.document.strip():
        return {"document": "请写明会议名称或者文件名称、文号"}
    return {}


def done(task: Task) -> bool:
    """Reported done and not sent back."""
    return task.step in ("done", "closed")


def undone(task: Task) -> bool:
    """Reported not done and not sent back."""
    return task.step in ("undone", "ended")


LEDGER = Ledger(
    code="tasks",
    name="年度任务",
    area="报告",
    icon="list-check",
    says="报告写下的安排、会议决定和上级文件分解成任务：谁办、何时完成、进展如何、凭什么销号",
    model=Task,
    procedure=TASKS,
    number="{unit}任〔{year}〕{serial}号",
    sections=(
        section("任务", "title origin document content happened_on received_on due_on"),
        section("办理", "begun_on progress urged_on responsible"),
        section("结果", "done_on undone_on result evidence closed_on highlight"),
    ),
    columns="title origin due_on number step",
    filters="unit origin step due_on",
    order="due_on id",
    quick="title origin document content happened_on due_on",
    search="title number document content",
    entered_with=problems,
    verb="decide",
    named="evidence",
    agenda="due_on",
    counts=(
        Count("tasks.set", detail="origin"),
        Count("tasks.done", on="done_on", when=done, detail="origin"),
        Count("tasks.in_time", on="done_on", when=lambda task: done(task) and task.in_time),
        Count("tasks.undone", on="undone_on", when=undone),
        Count("tasks.urged", on="urged_on"),
    ),
)
