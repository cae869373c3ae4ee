"""A task: set, worked on, urged, given more time, done with what shows it, signed off by another; or not done, and why."""

from __future__ import annotations

from typing import Any

import pytest

from tests.walks.cast import Cast
from tests.walks.walk import day, go, refused, start
from yifa.foundation.errors import Forbidden, Invalid
from yifa.journal.queries import standing
from yifa.procedures.actions import withdraw
from yifa.records.models import Record

pytestmark = pytest.mark.django_db
WORK = {"title": "建立会商制度", "origin": "superior", "document": "年度工作要点"}


def task(cast: Cast, **more: Any) -> Record:
    return start(cast, "tasks", "legal", "2026-02-02", {**WORK, "due_on": day("06-30"), **more})


def event(cast: Cast) -> Record:
    values = {"title": "普法进社区", "place": "广场", "audience": {"residents": 30}}
    return start(cast, "outreach", "clerk", "2026-03-02", values)


def counted(record: Record) -> dict[str, str]:
    return {line.account: str(line.day)[5:] for line in standing(record.source)}


def test_done_in_time_with_the_record_that_shows_it(cast: Cast) -> None:
    one, shown = task(cast), event(cast)
    assert counted(one) == {"tasks.set": "02-02"}
    one = go(cast, one, [
        ("begin", "clerk", "02-05", {}, "doing"),
        ("report", "clerk", "03-01", {"progress": "已起草"}, "doing"),
        ("urge", "legal", "04-01", {"reason": "请加快"}, "doing"),
        ("report", "clerk", "04-20", {"progress": "已征求意见"}, "doing"),
        ("done", "clerk", "06-30", {"result": "制度已印发", "evidence": shown.number}, "done"),
    ])  # fmt: skip
    one = go(cast, one, [("close", "legal", "07-02", {}, "closed")])
    assert counted(one) == {
        "tasks.set": "02-02", "tasks.done": "06-30", "tasks.in_time": "06-30", "tasks.urged": "04-01"
    }  # fmt: skip
    told = [change.fields["progress"][1] for change in one.changes.all() if "progress" in change.fields]
    assert told == ["已起草", "已征求意见"]


def test_done_late_counts_as_done_but_not_in_time(cast: Cast) -> None:
    late = {"result": "完成", "evidence": event(cast).number}
    one = go(cast, task(cast), [("done", "clerk", "07-01", late, "done")])
    assert set(counted(one)) == {"tasks.set", "tasks.done"}
    one = go(cast, one, [("return", "legal", "07-02", {"reason": "未见会商记录"}, "doing")])
    assert set(counted(one)) == {"tasks.set"}
    given = {"due_on": day("09-30"), "reason": "领导小组同意"}
    one = go(cast, one, [("prolong", "leader", "07-03", given, "doing")])
    assert "早于调整当日" in refused(
        cast, one, "prolong", "legal", "07-04", {"due_on": day("07-03"), "reason": "x"}
    )
    assert set(counted(go(cast, one, [("done", "clerk", "09-01", late, "done")]))) == {
        "tasks.set", "tasks.done", "tasks.in_time",
    }  # fmt: skip


@pytest.mark.parametrize("evidence", ["", "没有〔2026〕9号"])
def test_nothing_is_done_without_what_shows_it(cast: Cast, evidence: str) -> None:
    said = refused(cast, task(cast), "done", "clerk", "03-01", {"result": "完成", "evidence": evidence})
    assert ("没有找到" if evidence else "佐证") in said


def test_a_withdrawn_record_shows_nothing(cast: Cast) -> None:
    shown = event(cast)
    withdraw(record=shown, by=cast.clerk, reason="重复登记")
    given = {"result": "完成", "evidence": shown.number}
    assert "已撤回" in refused(cast, task(cast), "done", "clerk", "03-05", given)


def test_a_record_of_another_office_shows_nothing(cast: Cast) -> None:
    from yifa.office.actions import add_unit

    other = add_unit(
        code="k", name="邻近街道办事处", short="邻近", kind="subdistrict", parent=cast.street.parent,
        valid_from=cast.street.valid_from, by=None,
    )  # fmt: skip
    shown = event(cast)
    Record.objects.filter(pk=shown.pk).update(unit=other, path=other.path)
    given = {"result": "完成", "evidence": shown.number}
    assert "没有找到" in refused(cast, task(cast), "done", "clerk", "03-05", given)


def test_not_done_with_the_reason_and_ended_by_another(cast: Cast) -> None:
    one = go(cast, task(cast), [("undone", "legal", "07-01", {"reason": "上级暂缓"}, "undone")])
    assert set(counted(one)) == {"tasks.set", "tasks.undone"}
    assert "其他人员" in refused(cast, one, "end", "legal", "07-02", {"reason": "同意"})
    go(cast, one, [("end", "leader", "07-02", {"reason": "转入下一年度"}, "ended")])


def test_who_reported_it_done_does_not_sign_it_off(cast: Cast) -> None:
    given = {"result": "完成", "evidence": event(cast).number}
    one = go(cast, task(cast), [("done", "legal", "03-05", given, "done")])
    assert "其他人员" in refused(cast, one, "close", "legal", "03-06")
    go(cast, one, [("close", "leader", "03-06", {}, "closed")])


@pytest.mark.parametrize(
    ("values", "field"), [({"due_on": day("01-01")}, "due_on"), ({"document": " "}, "document")]
)
def test_what_is_wrong_is_named(cast: Cast, values: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as caught:
        task(cast, **values)
    assert list(caught.value.errors) == [field]


def test_only_those_who_decide_set_tasks(cast: Cast) -> None:
    with pytest.raises(Forbidden):
        start(cast, "tasks", "clerk", "2026-02-02", {**WORK, "due_on": day("06-30")})
