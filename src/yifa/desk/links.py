"""What a record leads to: records it names by number, and the entry of a yearly report that it came from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from yifa.journal.rules import OFFICE
from yifa.office.access import Access, in_subtree
from yifa.records.models import Record
from yifa.reports.models import Item


@dataclass(frozen=True, slots=True)
class Link:
    """A line of the list: where it leads, what it is called, what it is."""

    address: str
    title: str
    says: str


def of(record: Record, access: Access) -> list[Link]:
    """Everything a record leads to that this person may see."""
    return [*_named(record, access), *_planned(record, access)]


def _named(record: Record, access: Access) -> Iterator[Link]:
    field = record.declaration.named
    numbers = [line.strip() for line in str(getattr(record, field)).splitlines()] if field else []
    if not any(numbers):
        return
    rows = Record.objects.filter(in_subtree(record.path[:OFFICE]), number__in=numbers)
    for one in access.visible(rows).order_by("number"):
        yield Link(reverse("record", args=[one.pk]), one.title, f"{one.number} · {one.declaration.name}")


def _planned(record: Record, access: Access) -> Iterator[Link]:
    if record.ledger != "tasks" or not access.may("report"):
        return
    rows = Item.objects.filter(task_id=record.pk).select_related("unit")
    for item in access.visible(rows, "report"):
        says = _("%(year)s年度报告写下的安排") % {"year": item.year}
        yield Link(reverse("report-items", args=[item.unit.code, item.year]), item.title, says)
