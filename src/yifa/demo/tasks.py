"""The tasks of the demo: last year's plans taken up, and some set by the district, each at its own point of the way."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from yifa.demo.office import Street, table
from yifa.foundation import clock
from yifa.office.models import Person
from yifa.procedures.actions import advance, enter
from yifa.records.models import WITHDRAWN, Record
from yifa.records.registry import ledger
from yifa.reports.items import plans_of

SET = (2, 17)  # the day the district's paper was broken down
WAYS = ("done", "doing", "urged", "open")


def tasks(street: Street, year: int) -> int:
    """Set the year's tasks and move the plans of last year's report on; returns how many tasks there are."""
    day = date(year, *SET)
    if day > clock.today():
        return 0
    rows = [_from_above(street, day, row) for row in table("district")["tasks"]]
    planned = [item.task for item in plans_of(street.unit, year - 1) if item.task is not None]
    for way, task in zip((*WAYS, *WAYS), [*planned, *rows], strict=False):
        _go(street, task, way, day)
    return len(rows) + len(planned)


def _from_above(street: Street, day: date, row: dict[str, Any]) -> Record:
    legal = street.one("legal")
    values = {
        "title": row["title"],
        "content": row["content"],
        "origin": row["origin"],
        "document": row["document"],
        "happened_on": day,
        "received_on": day,
        "due_on": date(day.year, *row["due"]),
    }
    with clock.frozen(clock.at(day, 10)):
        return enter(ledger=ledger("tasks"), unit=street.unit, values=values, by=legal)


def _go(street: Street, task: Record, way: str, day: date) -> None:
    """Take a task as far as its way goes and today allows."""
    clerk, legal = street.one("clerk"), street.one("legal")
    if way == "open":
        return
    _move(task, "report", clerk, day + timedelta(days=30), {"progress": "已制定方案，明确时间节点。"})
    if way == "urged":
        _move(task, "urge", legal, day + timedelta(days=60), {}, "进度偏慢，请按节点推进并报告。")
    evidence = _evidence(street, day)
    if way == "done" and evidence:
        told = {"result": "已按要求完成，形成工作台账。", "evidence": evidence}
        _move(task, "done", clerk, day + timedelta(days=75), told)
        _move(task, "close", legal, day + timedelta(days=80), {})


def _evidence(street: Street, day: date) -> str:
    """The number of an event of the office, as what shows that a task was done."""
    rows = Record.objects.filter(ledger="outreach", unit=street.unit, happened_on__gte=day)
    one = rows.exclude(step=WITHDRAWN).order_by("happened_on", "id").first()
    return one.number if one else ""


def _move(task: Record, move: str, by: Person, on: date, values: dict[str, Any], reason: str = "") -> None:
    fresh = ledger("tasks").model._default_manager.get(pk=task.pk)
    wanted = ledger("tasks").procedure.by_move[move]  # type: ignore[attr-defined]
    if on > clock.today() or fresh.step not in wanted.sources:
        return
    with clock.frozen(clock.at(on, 15)):
        advance(record=fresh, move=move, by=by, on=on, values=values, reason=reason)
