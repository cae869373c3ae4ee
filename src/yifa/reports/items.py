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
from yifa.reports.models import Item, ItemKind, Outcome

FIELDS = ("kind", "title", "text", "cause", "outcome", "became", "order")


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
    for name in FIELDS:
        if name in values:
            setattr(one, name, values[name])
    one.by, one.at = by, clock.now()
    _check(one)
    one.save()
    audit.note("report.item", by=by.pk, target=f"item:{one.pk}")
    return one


def _check(one: Item) -> None:
    try:
        one.clean_fields()
    except ValidationError as error:
        raise Invalid({name: "；".join(found) for name, found in error.message_dict.items()}) from None
    if one.cause.strip() and one.kind != ItemKind.SHORTCOMING:
        raise Invalid({"cause": "只有“不足和原因”填写原因"})
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


def adopt(unit: Unit, year: int, on: date) -> int:
    """Make the plans of an approved report tasks of the next year; returns how many are new."""
    rows = Item.objects.filter(unit=unit, year=year, kind=ItemKind.PLAN, adopted_on=None)
    return rows.update(adopted_on=on)


def open_tasks(unit: Unit, year: int) -> list[Item]:
    """Plans of the report before that still have no result: this year's report must state one."""
    return list(Item.objects.filter(unit=unit, year=year - 1, kind=ItemKind.PLAN, outcome=Outcome.OPEN))
