"""The roster of receptions: made and made public before the day, kept on it, given to another, called off."""

from __future__ import annotations

from typing import Any

import pytest

from tests.walks.cast import Cast
from tests.walks.walk import day, go, refused, start
from yifa.foundation.errors import Invalid
from yifa.journal.queries import standing
from yifa.records.models import Record

pytestmark = pytest.mark.django_db
DAY = {"title": "领导接访", "kind": "open", "leader": "党工委书记", "place": "示例街接访室"}


def planned(cast: Cast, **more: Any) -> Record:
    return start(cast, "roster", "clerk", "2026-03-02", {**DAY, "planned_on": day("03-12"), **more})


def counted(record: Record) -> list[str]:
    return [line.account for line in standing(record.source)]


def test_a_day_to_come_is_published_and_kept(cast: Cast) -> None:
    record = go(cast, planned(cast), [("publish", "clerk", "03-03", {}, "published")])
    assert "还没有到" in refused(cast, record, "hold", "clerk", "03-11")
    assert counted(record) == []
    reception = start(
        cast,
        "receptions",
        "clerk",
        "2026-03-12",
        {"title": "接待来访", "kind": "open", "leader": "党工委书记", "people": 2, "matters": 1},
    )
    other = start(
        cast, "receptions", "clerk", "2026-03-11", {"title": "接待来访", "kind": "open", "leader": "主任"}
    )
    assert "不一致" in refused(cast, record, "hold", "clerk", "03-12", {"held_as": other})
    record = go(cast, record, [("hold", "clerk", "03-12", {"held_as": reception}, "held")])
    assert counted(record) == ["receptions.kept"]


def test_it_is_made_public_beforehand(cast: Cast) -> None:
    assert "应当事先公示" in refused(cast, planned(cast), "publish", "clerk", "03-13")


def test_another_leader_and_published_again(cast: Cast) -> None:
    record = go(cast, planned(cast), [("publish", "clerk", "03-03", {}, "published")])
    given = {"leader": "办事处主任", "reason": "书记外出开会"}
    record = go(cast, record, [("substitute", "clerk", "03-10", given, "planned")])
    assert record.leader == "办事处主任"  # type: ignore[attr-defined]
    go(cast, record, [("publish", "clerk", "03-10", {}, "published")])


def test_called_off_by_who_decides_and_counted_as_missed(cast: Cast) -> None:
    record = planned(cast)
    with pytest.raises(Exception, match=r"权限|不能办理"):
        go(cast, record, [("cancel", "clerk", "03-10", {"reason": "开会"}, "off")])
    record = go(cast, record, [("cancel", "leader", "03-10", {"reason": "开会"}, "off")])
    assert counted(record) == ["receptions.missed"]


def test_a_roster_is_made_before_its_day(cast: Cast) -> None:
    with pytest.raises(Invalid, match="不能早于"):
        planned(cast, planned_on=day("03-01"))
