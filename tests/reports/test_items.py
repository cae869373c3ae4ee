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


def approve(street: Street) -> object:
    """The report of 2025 approved by the leader."""
    from tests.reports.world import checked
    from yifa.procedures.actions import advance

    found = advance(record=checked(street), move="legal_pass", by=street.second)
    return advance(record=found, move="approve", by=street.leader)


def test_approved_plans_become_tasks(street: Street) -> None:
    from yifa.reports.items import drop, open_tasks
    from yifa.reports.models import Item

    plan = keep(street, department=street.department, due_on=date(2026, 6, 30), text="每季度一次")
    other = keep(street, kind="shortcomings")
    approve(street)
    kept = Item.objects.select_related("task__task").get(pk=plan.pk)  # type: ignore[attr-defined]
    task = kept.task.task  # type: ignore[union-attr]
    assert kept.adopted_on == date(2026, 1, 15)
    assert (task.title, task.content, task.origin, task.unit) == (
        "加强互动普法", "每季度一次", "report", street.department,
    )  # fmt: skip
    assert (task.due_on, task.happened_on, task.step) == (date(2026, 6, 30), date(2026, 1, 15), "open")
    assert task.report_item == kept
    assert Item.objects.get(pk=other.pk).task is None  # type: ignore[attr-defined]
    assert [one.pk for one in open_tasks(street.street, 2026)] == [plan.pk]  # type: ignore[attr-defined]
    with pytest.raises(Invalid, match="已随报告审批"):
        drop(item=Item.objects.get(pk=plan.pk), by=street.legal)  # type: ignore[attr-defined]
    drop(item=Item.objects.get(pk=other.pk), by=street.legal)  # type: ignore[attr-defined]
    assert Item.objects.count() == 1


def test_a_plan_becomes_a_task_once(street: Street) -> None:
    """Recalled and approved again, with one plan more: only the new one makes a task."""
    from yifa.procedures.actions import advance
    from yifa.records.models import Record
    from yifa.reports.items import adopt

    keep(street)
    recalled = advance(record=approve(street), move="recall", by=street.leader, reason="漏一项安排")  # type: ignore[arg-type]
    keep(street, title="规范调解卷宗")
    assert adopt(recalled.unit, 2025, date(2026, 1, 15), street.leader) == 1
    assert adopt(recalled.unit, 2025, date(2026, 1, 15), street.leader) == 0
    titles = Record.objects.filter(ledger="tasks").order_by("id").values_list("title", flat=True)
    assert list(titles) == ["加强互动普法", "规范调解卷宗"]


def test_approval_and_tasks_stand_or_fall_together(street: Street, monkeypatch: pytest.MonkeyPatch) -> None:
    from yifa.records.models import Record
    from yifa.reports import items
    from yifa.reports.models import Item, Report

    keep(street), keep(street, title="规范调解卷宗")
    made = items._task

    def second_fails(item: Item, *rest: object) -> Record:
        if item.title == "规范调解卷宗":
            raise OSError("disk full")
        return made(item, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(items, "_task", second_fails)
    with pytest.raises(OSError, match="disk full"):
        approve(street)
    assert Report.objects.get().step == "approval"
    assert not Record.objects.filter(ledger="tasks").exists()
    assert not Item.objects.exclude(adopted_on=None).exists()


def test_next_years_report_tells_what_became_of_the_plans(street: Street) -> None:
    from tests.reports.world import event
    from yifa.foundation import clock
    from yifa.procedures.actions import advance
    from yifa.reports.drafting import draft
    from yifa.reports.items import open_tasks
    from yifa.reports.models import Item

    plans = [keep(street, title=title) for title in ("甲项安排", "乙项安排", "丙项安排", "丁项安排")]
    approve(street)
    one, two, three, _four = (Item.objects.get(pk=plan.pk).task for plan in plans)  # type: ignore[attr-defined]
    with clock.frozen(date(2026, 11, 2)):
        given = {"result": "已开展四次。", "evidence": event(street, date(2026, 5, 5)).number}
        advance(record=one, move="done", by=street.legal, values=given)  # type: ignore[arg-type]
        advance(record=two, move="undone", by=street.legal, reason="经费未落实")  # type: ignore[arg-type]
        advance(record=three, move="report", by=street.legal, values={"progress": "方案已定"})  # type: ignore[arg-type]
    text = draft(street.street, 2026).text()
    assert "“甲项安排”已完成，已开展四次；“乙项安排”未完成，经费未落实；“丙项安排”正在推进，方案已定" in text
    assert "丁项安排" not in text
    assert [item.title for item in open_tasks(street.street, 2026)] == ["丁项安排"]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"kind": "duty", "due_on": date(2026, 5, 1)}, "department"),
        ({"due_on": date(2025, 12, 31)}, "due_on"),
    ],
)
def test_who_and_by_when_belong_to_plans_of_the_next_year(
    street: Street, values: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as caught:
        keep(street, **values)
    assert list(caught.value.errors) == [field]


def test_the_unit_that_does_a_plan_is_of_the_same_office(street: Street) -> None:
    with pytest.raises(Invalid, match="本单位或者所属"):
        keep(street, department=street.neighbour)
