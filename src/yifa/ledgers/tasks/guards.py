"""What must hold before a task moves on."""

from __future__ import annotations

from yifa.foundation.errors import Reason
from yifa.journal.rules import OFFICE
from yifa.ledgers.tasks.models import Task
from yifa.office.access import in_subtree
from yifa.procedures.models import Event
from yifa.procedures.values import Situation
from yifa.records.models import WITHDRAWN, Record


def numbers(task: Task) -> list[str]:
    """The record numbers a task names as evidence."""
    return list(dict.fromkeys(line.strip() for line in task.evidence.splitlines() if line.strip()))


def has_evidence(here: Situation) -> Reason | None:
    """A task is done when something shows it: a record of the same office that stands, or a file in the task."""
    wanted = numbers(here.record)
    rows = Record.objects.filter(in_subtree(here.record.path[:OFFICE]), number__in=wanted)
    known = set(rows.exclude(step=WITHDRAWN).exclude(pk=here.record.pk).values_list("number", flat=True))
    if missing := [one for one in wanted if one not in known]:
        return Reason(f"没有找到编号为“{missing[0]}”的记录，或者该记录已撤回，请核对编号", "", "evidence")
    if not wanted and not here.record.attachments.filter(removed_at__isnull=True).exists():
        return Reason("请填写佐证记录的编号，或者先在附件中上传佐证材料", "", "evidence")
    return None


def another_person(here: Situation) -> Reason | None:
    """Who reported a task done does not sign it off."""
    last = Event.objects.filter(record_id=here.record.pk, move__in=("done", "undone")).order_by("-id").first()
    if last is not None and last.by_id == here.by_id:
        return Reason("完成情况由本人报告的任务，应由其他人员审核销号")
    return None


def later_than_before(here: Situation) -> Reason | None:
    """A new day lies ahead."""
    if here.record.due_on < here.on:
        return Reason("调整后的完成时限不能早于调整当日", "", "due_on")
    return None
