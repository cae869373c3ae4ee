"""What became of the plans of a report: what the office wrote, or else what the tasks made of them show."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from yifa.procedures.models import Event
from yifa.records.models import Record
from yifa.records.registry import ledger
from yifa.reports.models import Item, Outcome

WORDS = {
    "open": "尚未开始",
    "doing": "正在推进",
    "done": Outcome.DONE.label,
    "closed": Outcome.DONE.label,
    "undone": "未完成",
    "ended": "未完成",
}


@dataclass(frozen=True, slots=True)
class Fate:
    """One word for what became of a plan and what is told of it. `known`: a report can state it."""

    word: str
    told: str = ""
    known: bool = True


def fates(items: Iterable[Item]) -> dict[int, Fate]:
    """What became of each, by the key of the item; two queries however many there are."""
    rows = list(items)
    tasks = _tasks([item.task_id for item in rows if item.task_id is not None])
    why = _reasons(tasks)
    return {item.pk: _fate(item, tasks.get(item.task_id or 0), why) for item in rows}


def _fate(item: Item, task: Record | None, why: dict[int, str]) -> Fate:
    """What the office wrote itself goes before what its task shows."""
    if item.outcome != Outcome.OPEN or task is None:
        return Fate(str(item.get_outcome_display()), item.became.strip(), item.outcome != Outcome.OPEN)
    word = WORDS.get(task.step, Outcome.OPEN.label)
    told = _told(task) if task.step in ("done", "closed", "doing") else why.get(task.pk, "")
    ended = task.step in ("done", "closed", "undone", "ended")
    return Fate(str(word), told.strip(), ended or bool(told.strip()))


def _told(task: Record) -> str:
    return str(getattr(task, "progress" if task.step == "doing" else "result"))


def _tasks(keys: list[int]) -> dict[int, Record]:
    found: dict[int, Record] = ledger("tasks").model._default_manager.in_bulk(keys) if keys else {}
    return found


def _reasons(tasks: dict[int, Record]) -> dict[int, str]:
    """Why a task was not done, as last written."""
    wanted = [key for key, task in tasks.items() if task.step in ("undone", "ended")]
    if not wanted:
        return {}
    rows = Event.objects.filter(record_id__in=wanted, move__in=("undone", "end")).order_by("id")
    return dict(rows.values_list("record_id", "reason"))
