"""The table of limits: complete, cited, without gaps, and checked when it is read."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from yifa import law
from yifa.law import limit_table as room
from yifa.law.acts import register
from yifa.law.limit_table import acts_of, countings, load

# The handbook's own codes, by series.
SERIES = {
    "MED": 14,
    "PET": 18,
    "LEG": 14,
    "COR": 4,
    "REL": 2,
    "MEN": 3,
    "DRG": 9,
    "DV": 1,
    "PI": 4,
    "PUB": 1,
    "STU": 4,
    "CMP": 7,
    "PEN": 44,
    "INS": 7,
    "SUP": 2,
    "REV": 24,
    "LIT": 20,
    "INF": 12,
    "DEC": 7,
    "NOR": 5,
    "REP": 8,
    "LIC": 3,
    "COM": 1,
}
FIRSTS = [date(year, month, 1) for year in range(2019, 2029) for month in range(1, 13)]
ROW: dict[str, Any] = {
    "code": "TST-01",
    "procedure": "试",
    "trigger": "收到",
    "length": "7日",
    "basis": "行政处罚法 第五十六条",
    "mark": "verified",
}


def read(**changes: Any) -> law.Limit:
    return load({**ROW, **changes}, "试", {}, register(), countings())[-1]


def test_every_code_of_the_handbook_is_there() -> None:
    wanted = {f"{name}-{number:02}" for name, count in SERIES.items() for number in range(1, count + 1)}
    assert wanted <= set(law.codes())
    assert len(law.codes()) >= 220


def test_a_further_figure_of_a_row_carries_the_code_of_its_row() -> None:
    extra = {code for code in law.codes() if "." in code}
    assert extra
    assert {code.split(".")[0] for code in extra} <= set(law.codes())


@pytest.mark.parametrize("code", law.codes())
def test_one_rule_on_every_first_of_a_month(code: str) -> None:
    for day in FIRSTS:
        holding = [one for one in law.versions(code) if one.holds_on(day)]
        assert len(holding) == 1
        assert law.limit(code, day) == holding[0]


@pytest.mark.parametrize("limit", law.limits(), ids=lambda one: one.code)
def test_a_limit_names_its_law(limit: law.Limit) -> None:
    assert acts_of(limit)
    assert all(room.act_of(part) for part in f"{limit.basis}；{limit.expiry_basis}".split("；") if part)
    assert limit.trigger
    assert limit.procedure
    assert not re.search(r"第\d", limit.basis)
    assert limit.mark in ("verified", "secondary", "unverified")
    assert bool(limit.place) == (limit.scope == "local")


@pytest.mark.parametrize("limit", law.limits(), ids=lambda one: one.code)
def test_a_limit_in_force_rests_on_an_act_that_is_not_repealed(limit: law.Limit) -> None:
    act = register().find(limit.act)
    assert act is not None
    if limit.until is None and limit.recorded:
        assert act.status(date(2026, 11, 22)) in ("in_force", "expired")


@pytest.mark.parametrize("limit", [one for one in law.limits() if one.dated], ids=lambda one: one.code)
def test_a_dated_limit_has_a_date_and_says_why(limit: law.Limit) -> None:
    start = max(limit.since, date(2026, 3, 2))
    found = law.due(limit, start)
    assert found.day is not None
    if limit.sense == "before":
        assert found.day < start
    elif limit.unit != "once":
        assert found.day > start or limit.length.text == "当日"
    assert any(
        limit.act.removeprefix("中华人民共和国")[:4] in step or "〔" in step for step in found.explanation
    )


@pytest.mark.parametrize(
    "limit", [one for one in law.limits() if one.unit == "none"], ids=lambda one: one.code
)
def test_a_limit_without_a_number_has_no_date_but_an_explanation(limit: law.Limit) -> None:
    found = law.due(limit, max(limit.since, date(2026, 3, 2)))
    assert found.due is None
    assert limit.length.text in found.explanation[0]
    assert found.days == []


@pytest.mark.parametrize(
    ("act", "numbers", "unit"),
    [
        ("行政处罚法", (2, 3, 5, 7), "working"),
        ("行政处罚法", (10, 15, 30, 90), "day"),
        ("行政强制法", (3, 5, 7, 10), "working"),
        ("行政强制法", (15, 30), "day"),
        ("行政复议法", (3, 5, 7, 10), "working"),
        ("行政复议法", (15, 30, 60), "day"),
        ("行政许可法", (5, 10, 20, 45), "working"),
        ("行政诉讼法", (3, 5, 10, 15), "day"),
        ("法律援助法", (3, 5, 7), "day"),
        ("信访工作条例", (15, 30, 60), "day"),
        ("行政复议法（2017修正）", (5, 7), "working"),
        ("行政复议法（2017修正）", (10, 60), "day"),
    ],
)
def test_the_law_says_by_the_number_which_days_count(act: str, numbers: tuple[int, ...], unit: str) -> None:
    assert {read(basis=f"{act} 第一条", length=f"{number}日").unit for number in numbers} == {unit}


@pytest.mark.parametrize(
    ("text", "unit", "number"),
    [
        ("20个工作日", "working", 20),
        ("2周", "day", 14),
        ("3个月", "month", 3),
        ("5年", "year", 5),
        ("24小时", "hour", 24),
    ],
)
def test_lengths_are_read_as_the_law_writes_them(text: str, unit: str, number: int) -> None:
    found = read(length=text).length
    assert (found.unit, found.number) == (unit, number)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"length": "大约7天左右"}, "读不懂"),
        ({"basis": "没有这部法 第一条"}, "不在法律库中"),
        ({"basis": "行政处罚法 第一条；没有这部法 第一条"}, "不在法律库中"),
        ({"mark": "maybe"}, "应为"),
        ({"since": "2026-13-01"}, "不是日期"),
        ({"sense": "soon"}, "应为"),
        ({"scope": "world"}, "应为"),
        ({"colour": "红"}, "没有这些栏目"),
        ({"extend": {"most": "30"}}, "缺少栏目"),
        ({"extend": {"by": "负责人", "most": "三十"}}, "应为整数"),
        ({"extend": "30日"}, "名称"),
        ({"earlier": [{"since": "2021-07-15"}]}, "两个版本"),
    ],
)
def test_a_wrong_row_is_refused_with_its_place(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        read(**changes)


def test_a_missing_entry_is_named() -> None:
    with pytest.raises(ValueError, match=r"TST-02.*缺少栏目.*basis"):
        load({"code": "TST-02"}, "试", {}, register(), countings())


def test_one_code_may_not_stand_in_two_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room.data, "names", lambda folder: ["limits/01-mediation.yaml"] * 2)
    with pytest.raises(ValueError, match="MED-01 重复"):
        room._table.__wrapped__()


def test_an_older_version_ends_the_day_before_the_newer_begins() -> None:
    gap, old, new = law.versions("PEN-19")
    assert not gap.recorded
    assert (old.length.number, old.until) == (60, date(2021, 12, 31))
    assert (new.length.number, new.since) == (30, date(2022, 1, 1))
    assert law.limit("PEN-19") == new
    assert law.limit("PEN-19", date(2021, 12, 31)) == old


def test_a_limit_that_ended_is_said_to_have_ended() -> None:
    with pytest.raises(law.LawError, match="自2026-01-01起不再适用"):
        law.due("STU-01", date(2026, 3, 1))
    assert law.due("STU-01", date(2025, 3, 1)).due is None


def test_days_before_the_recorded_law_are_refused_not_guessed() -> None:
    with pytest.raises(law.LawError, match="2020-05-01 适用的规定没有收录"):
        law.due("PEN-15", date(2020, 5, 1))


def test_an_unknown_code_says_where_to_look() -> None:
    with pytest.raises(law.LawError, match="没有编号为“XXX-1”的时限") as refused:
        law.due("XXX-1", date(2026, 1, 1))
    assert "yifa due" in refused.value.fix


def test_the_limits_that_cite_an_act_are_found_by_any_of_its_names() -> None:
    found = {one.code for one in law.citing("行政复议法")}
    assert {"REV-11", "PEN-15"} <= found
    assert found == {one.code for one in law.citing("中华人民共和国行政复议法")}
    assert law.citing("没有这部法") == ()
