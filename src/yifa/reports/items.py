"""The list an office keeps for its reports: shortcomings with causes, duties done, plans, and what became of each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from yifa.foundation import audit, clock
from yifa.foundation.errors import Invalid
from yifa.office.access import Access, compile_access
from yifa.office.models import Person, Unit
from yifa.procedures.actions import enter
from yifa.records.models import Record
from yifa.records.registry import ledger
from yifa.reports.fates import fates
from yifa.reports.models import Item, ItemKind, Outcome

FIELDS = ("kind", "title", "text", "cause", "outcome", "became", "order", "department", "due_on")


@transaction.atomic
def keep(
    *,
    unit: Unit,
    year: int,
    values: Mapping[str, Any],
    by: Person,
    access: Access | None = None,
    item: Item | None = None,
) -> Item:
    """Add an entry, or change one. Invalid names every field that is wrong."""
    (access or compile_access(by)).require("report", unit.path, "reports")
    one = item or Item(unit=unit, path=unit.path, year=year)
    _keep_task(one, values)
    for name in FIELDS:
        if name in values:
            setattr(one, name, values[name])
    one.by, one.at = by, clock.now()
    _check(one)
    one.save()
    audit.note("report.item", by=by.pk, target=f"item:{one.pk}")
    return one


def _keep_task(one: Item, values: Mapping[str, Any]) -> None:
    """Who does a task and by when is changed in the task itself, with its reason."""
    if one.task_id is None:
        return
    changed = [
        name for name in ("department", "due_on") if name in values and values[name] != getattr(one, name)
    ]
    if changed:
        raise Invalid(dict.fromkeys(changed, "已列为任务，请在任务中调整，并写明理由"))


def _check(one: Item) -> None:
    try:
        one.clean_fields()
    except ValidationError as error:
        raise Invalid({name: "；".join(found) for name, found in error.message_dict.items()}) from None
    if one.cause.strip() and one.kind != ItemKind.SHORTCOMING:
        raise Invalid({"cause": "只有“不足和原因”填写原因"})
    if one.kind != ItemKind.PLAN and (one.department_id or one.due_on):
        raise Invalid({"department": "只有“下一年度安排”填写承办单位和完成时限"})
    if one.department and not one.department.path.startswith(one.path):
        raise Invalid({"department": "承办单位须是本单位或者所属的科室、社区"})
    if one.due_on and one.due_on.year <= one.year:
        raise Invalid({"due_on": f"下一年度安排的完成时限应在{one.year + 1}年或者以后"})
    if one.outcome == Outcome.DROPPED and not one.became.strip():
        raise Invalid({"became": "不再推进的，请说明理由"})


@transaction.atomic
def drop(*, item: Item, by: Person, access: Access | None = None) -> None:
    """Take an entry off the list; one that was taken up as a task stays."""
    (access or compile_access(by)).require("report", item.path, "reports")
    if item.adopted_on is not None:
        raise Invalid({"__all__": "这项安排已随报告审批列为任务，不能删除；不再推进的请填写结果和理由"})
    audit.note("report.item.drop", by=by.pk, target=f"item:{item.pk}", detail={"title": item.title})
    item.delete()


def adopt(unit: Unit, year: int, on: date, by: Person) -> int:
    """Make the plans of an approved report tasks of the next year, once each; returns how many are new."""
    rows = Item.objects.select_for_update().filter(unit=unit, year=year, kind=ItemKind.PLAN, adopted_on=None)
    for item in rows:
        item.task = _task(item, unit, on, by)
        item.adopted_on = on
        item.save(update_fields=["task", "adopted_on"])
    return len(rows)


def _task(item: Item, unit: Unit, on: date, by: Person) -> Record:
    """The task of a plan: of the unit that will do it, due at the end of the next year unless a day was set."""
    return enter(
        ledger=ledger("tasks"),
        unit=item.department or unit,
        values={
            "title": item.title,
            "origin": "report",
            "document": f"{item.year}年度法治政府建设情况报告",
            "content": item.text,
            "happened_on": on,
            "received_on": on,
            "due_on": max(item.due_on or date(item.year + 1, 12, 31), on),
        },
        by=by,
    )


def plans_of(unit: Unit, year: int) -> list[Item]:
    """The plans of a year's report with their tasks."""
    rows = Item.objects.filter(unit=unit, year=year, kind=ItemKind.PLAN)
    return list(rows.select_related("task", "department"))


def open_tasks(unit: Unit, year: int) -> list[Item]:
    """Plans of the report before that still have no result: this year's report must state one."""
    found = plans_of(unit, year - 1)
    told = fates(found)
    return [item for item in found if not told[item.pk].known]
