"""A place's own numbers over the national rules; what it lacks is asked for."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from yifa import law
from yifa.law import LawError
from yifa.law.packs import load

START = date(2026, 2, 10)
PLACE = law.pack("shifanqu")


def test_a_local_number_fills_what_the_nation_leaves_open() -> None:
    found = law.due("NOR-02", START, pack=PLACE)
    assert found.day == date(2026, 2, 25)
    assert "示例区行政规范性文件管理办法 第二十条" in found.basis
    assert not any("其他地方不适用" in text for text in found.warnings)


def test_a_local_number_of_working_days_stands_where_the_law_has_none() -> None:
    assert law.due("PEN-09", START, pack=PLACE).day == date(2026, 2, 13)
    assert law.due("PEN-09", START).day is None


def test_a_local_date_comes_before_the_national_one() -> None:
    assert law.due("REP-02", START).day == date(2026, 2, 28)
    assert law.due("REP-02", date(2025, 12, 31), pack=PLACE).day == date(2026, 1, 31)


def test_a_place_may_let_the_last_day_roll() -> None:
    start = date(2026, 2, 2)
    assert law.due("PET-01", start).day == date(2026, 2, 17)
    assert law.due("PET-01", start, pack=PLACE).day == date(2026, 2, 24)


def test_a_national_limit_is_untouched_and_asked_for_only_once() -> None:
    limit = law.limit("REV-11")
    assert PLACE.limit(limit) == limit
    assert PLACE.limit(limit) is PLACE.limit(limit)


def test_a_local_value_is_given_with_its_document_or_asked_for() -> None:
    value = PLACE.value("hearing.person")
    assert (value.number, value.unit) == (5000, "元")
    assert value.basis
    with pytest.raises(LawError, match=r"没有填写“hearing\.child”") as refused:
        PLACE.value("hearing.child")
    assert "须由地方规定填写" in refused.value.fix


def test_a_limit_of_another_place_is_not_this_places() -> None:
    assert not PLACE.applies(law.limit("CMP-01"))
    assert PLACE.applies(law.limit("REV-11"))
    assert any("潍坊市" in text for text in law.due("CMP-01", START, pack=PLACE).warnings)
    weifang = load({"name": "潍坊", "places": ["潍坊市"]}, "weifang")
    assert law.due("CMP-01", START, pack=weifang).warnings == []


def test_an_unknown_pack_is_refused_with_the_ones_there_are() -> None:
    with pytest.raises(LawError, match="没有名为“nowhere”的规则包") as refused:
        law.pack("nowhere")
    assert "shifanqu" in refused.value.fix


def test_a_local_extension_replaces_the_national_one() -> None:
    row = {"length": "100日", "basis": "示例省规定 第一条", "extend": {"by": "主要负责人", "most": "10"}}
    own = load({"name": "示例", "places": [], "limits": {"PEN-15": row}}, "own")
    assert law.due("PEN-15", START, extension=10, pack=own).day == date(2026, 5, 31)
    with pytest.raises(LawError, match="最多可延长10日"):
        law.due("PEN-15", START, extension=11, pack=own)


def test_a_local_number_does_not_stand_before_its_own_day() -> None:
    row = {"length": "100日", "basis": "示例省规定 第一条", "since": "2026-03-01"}
    own = load({"name": "示例", "places": [], "limits": {"PEN-15": row}}, "dated")
    assert law.due("PEN-15", START, pack=own).day == date(2026, 5, 11)
    assert law.due("PEN-15", date(2026, 3, 1), pack=own).day == date(2026, 6, 9)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ({"name": "示例"}, "缺少栏目"),
        ({"name": "示例", "places": [], "limits": {"PEN-15": {"length": "7日"}}}, "缺少栏目"),
        ({"name": "示例", "places": [], "limits": {"PEN-99": {"length": "7日", "basis": "某"}}}, "没有编号"),
        ({"name": "示例", "places": [], "limits": {"PEN-15": {"length": "约7天", "basis": "某"}}}, "读不懂"),
        ({"name": "示例", "places": [], "rolls": {"行政处罚法": "maybe"}}, "应为"),
        ({"name": "示例", "places": [], "values": {"a": {"name": "x"}}}, "缺少栏目"),
    ],
)
def test_a_wrong_pack_is_refused(content: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        load(content, "wrong")
