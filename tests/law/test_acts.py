"""The register: exact names, honest suggestions, status on any day."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from yifa.law.acts import KINDS, Act, Register, load, register

ACTS = register()
ROW: dict[str, Any] = {"title": "示例条例", "issuer": "示例区", "kind": "行政法规", "mark": "verified"}


def test_there_are_well_over_a_hundred_acts_each_with_a_mark() -> None:
    assert len(ACTS) >= 150
    assert {act.kind for act in ACTS} <= set(KINDS)
    assert {act.mark for act in ACTS} == {"verified", "secondary", "unverified"}


def test_whatever_supersedes_an_act_is_in_the_register_itself() -> None:
    missing = [act.superseded_by for act in ACTS if act.superseded_by and not ACTS.find(act.superseded_by)]
    assert missing == []


@pytest.mark.parametrize("act", list(ACTS), ids=lambda act: act.title)
def test_an_act_is_found_by_each_of_its_names_and_never_suggested_for_them(act: Act) -> None:
    for name in (act.title, act.short, f"《{act.title}》", *act.shorts):
        assert ACTS.find(name) == act
        assert ACTS.suggest(name) is None


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("信访条列", "信访条例"),
        ("行政复意法", "中华人民共和国行政复议法"),
        ("行政处法罚", "中华人民共和国行政处罚法"),
        ("民事诉颂法", "中华人民共和国民事诉讼法"),
        ("人民调节法", "中华人民共和国人民调解法"),
        ("中华人民共和国政府信息公开条列", "中华人民共和国政府信息公开条例"),
        ("法治政府建设与责任落实督查工作规定", "法治政府建设与责任落实督察工作规定"),
        ("中华人名共和国行政处罚法", "中华人民共和国行政处罚法"),
        ("中国人民共和国立法法", "中华人民共和国立法法"),
        ("中华人民共国治安管理处罚法", "中华人民共和国治安管理处罚法"),
        ("重大行政决策程序暂行条列", "重大行政决策程序暂行条例"),
    ],
)
def test_a_misspelt_name_is_recognised(wrong: str, right: str) -> None:
    found = ACTS.suggest(wrong)
    assert ACTS.find(wrong) is None
    assert found is not None
    assert found.title == right


@pytest.mark.parametrize(
    "name",
    [
        "刑事诉讼法",
        "刑法",
        "示例市停车管理办法",
        "民法",
        "数据安全法",
        "行政处罚法实施条例",
        "某法",
        "民法点",
        "城市更新条例",
    ],
)
def test_another_act_is_not_taken_for_a_misspelling(name: str) -> None:
    assert ACTS.find(name) is None
    assert ACTS.suggest(name) is None


def test_names_of_acts_outside_the_register_are_known_as_names() -> None:
    assert ACTS.knows("刑事诉讼法")
    assert ACTS.knows("《中华人民共和国刑法》")
    assert not ACTS.knows("示例市停车管理办法")


def test_two_acts_as_near_as_each_other_are_no_suggestion() -> None:
    two = Register([load({**ROW, "title": "甲乙丙条例"}), load({**ROW, "title": "甲乙丁条例"})])
    assert two.suggest("甲乙戊条例") is None
    guarded = Register([load({**ROW, "title": "甲乙丙条例"})], ["甲乙丁条例"])
    assert guarded.suggest("甲乙戊条例") is None


@pytest.mark.parametrize(
    ("name", "day", "status"),
    [
        ("信访条例", date(2022, 4, 30), "in_force"),
        ("信访条例", date(2022, 5, 1), "repealed"),
        ("信访工作条例", date(2022, 4, 30), "not_yet"),
        ("信访工作条例", date(2022, 5, 1), "in_force"),
        ("环境保护法", date(2026, 8, 14), "in_force"),
        ("环境保护法", date(2026, 8, 15), "repealed"),
        ("行政处罚法", date(2021, 7, 14), "amended"),
        ("行政处罚法", date(2021, 7, 15), "in_force"),
        ("城市居民委员会组织法", date(2025, 12, 31), "amended"),
        ("治安管理处罚法", date(2026, 1, 1), "in_force"),
        ("监狱法", date(2026, 10, 31), "amended"),
        ("法治政府建设实施纲要", date(2025, 12, 31), "in_force"),
        ("法治政府建设实施纲要", date(2026, 1, 1), "expired"),
        ("八五普法规划", date(2026, 1, 1), "expired"),
        ("“九五”普法规划", date(2026, 11, 22), "in_force"),
        ("行政复议法实施条例", date(2026, 6, 30), "amended"),
        ("社区矫正法", date(2020, 6, 30), "not_yet"),
    ],
)
def test_an_act_has_a_status_on_any_day(name: str, day: date, status: str) -> None:
    assert ACTS.status(name, day) == status
    act = ACTS.find(name)
    assert act is not None
    assert ACTS.status(act, day) == status


def test_the_status_of_an_unknown_name_is_not_known() -> None:
    assert ACTS.status("没有这部法", date(2026, 1, 1)) is None


def test_article_facts_are_kept() -> None:
    procedure = ACTS.find("民事诉讼法")
    assert procedure is not None
    assert "第二百零五条" in procedure.moved[0].now
    order = ACTS.find("治安管理处罚法")
    assert order is not None
    assert order.articles == 144


def test_acts_are_found_by_the_words_of_title_number_and_note() -> None:
    assert [act.number for act in ACTS.search("国办发〔2018〕118号")] == ["国办发〔2018〕118号"]
    assert {act.title for act in ACTS.search("信访 条例")} >= {"信访条例", "信访工作条例"}
    assert ACTS.search("没有这个词") == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"kind": "律法"}, "应为"),
        ({"mark": "sure"}, "应为"),
        ({"since": "去年"}, "不是日期"),
        ({"articles": "一百"}, "应为整数"),
        ({"colour": "红"}, "没有这些栏目"),
        ({"moved": [{"topic": "x"}]}, "缺少栏目"),
        ({"revised": ["2020"]}, "不是日期"),
    ],
)
def test_a_wrong_row_is_refused(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        load({**ROW, **changes})


def test_a_row_that_is_no_mapping_is_refused() -> None:
    with pytest.raises(ValueError, match="缺少栏目"):
        load({"title": "示例"})


def test_two_acts_may_not_share_a_title_or_a_short_title() -> None:
    from yifa.law.acts import _unique

    one = load(ROW)
    with pytest.raises(ValueError, match="重复"):
        _unique([one, one])
    other = load({**ROW, "title": "另一条例", "short": ["示例"]})
    with pytest.raises(ValueError, match="既指"):
        Register([load({**ROW, "short": ["示例"]}), other])


def test_a_title_goes_before_another_acts_short_title() -> None:
    whole, short = (
        load({**ROW, "title": "示例法"}),
        load({**ROW, "title": "另一部示例法", "short": ["示例法"]}),
    )
    assert Register([short, whole]).find("示例法") == whole


def test_an_act_without_any_date_has_always_been_in_force() -> None:
    assert load(ROW).status(date(1999, 1, 1)) == "in_force"
