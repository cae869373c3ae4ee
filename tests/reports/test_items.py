"""The office's list: what is wrong is named by field, approved plans become tasks and stay."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from yifa.foundation.errors import Forbidden, Invalid

if TYPE_CHECKING:
    from tests.reports.world import Street


def keep(street: Street, **values: object) -> object:
    from yifa.reports.items import keep as write

    given = {"kind": "plans", "title": "加强互动普法", **values}
    return write(unit=street.street, year=2025, values=given, by=street.legal)


def test_an_entry_is_kept_and_changed(street: Street) -> None:
    from yifa.reports.items import keep as write
    from yifa.reports.models import Item

    one = keep(street)
    write(unit=street.street, year=2025, values={"text": "每季度一次"}, by=street.second, item=one)
    found = Item.objects.get()
    assert (found.title, found.text, found.by) == ("加强互动普法", "每季度一次", street.second)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": ""}, "title"),
        ({"kind": "wild"}, "kind"),
        ({"title": "长" * 61}, "title"),
        ({"cause": "经费不足"}, "cause"),
        ({"outcome": "dropped"}, "became"),
    ],
)
def test_what_is_wrong_is_named(street: Street, values: dict[str, str], field: str) -> None:
    with pytest.raises(Invalid) as caught:
        keep(street, **values)
    assert list(caught.value.errors) == [field]


def test_only_those_who_report_may_keep_the_list(street: Street) -> None:
    from yifa.reports.items import drop
    from yifa.reports.items import keep as write

    one = keep(street)
    for person in (street.clerk, street.stranger):
        with pytest.raises(Forbidden):
            write(unit=street.street, year=2025, values={"kind": "plans", "title": "x"}, by=person)
        with pytest.raises(Forbidden):
            drop(item=one, by=person)  # type: ignore[arg-type]


def test_approved_plans_become_tasks(street: Street) -> None:
    from tests.reports.world import checked
    from yifa.procedures.actions import advance
    from yifa.reports.items import drop, open_tasks
    from yifa.reports.models import Item

    plan, other = keep(street), keep(street, kind="shortcomings")
    found = advance(record=checked(street), move="legal_pass", by=street.second)
    advance(record=found, move="approve", by=street.leader)
    assert Item.objects.get(pk=plan.pk).adopted_on == date(2026, 1, 15)  # type: ignore[attr-defined]
    assert Item.objects.get(pk=other.pk).adopted_on is None  # type: ignore[attr-defined]
    assert [one.pk for one in open_tasks(street.street, 2026)] == [plan.pk]  # type: ignore[attr-defined]
    with pytest.raises(Invalid, match="已随报告审批"):
        drop(item=Item.objects.get(pk=plan.pk), by=street.legal)  # type: ignore[attr-defined]
    drop(item=Item.objects.get(pk=other.pk), by=street.legal)  # type: ignore[attr-defined]
    assert Item.objects.count() == 1
