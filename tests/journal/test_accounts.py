from __future__ import annotations

import pytest

from yifa.foundation.errors import Invalid
from yifa.journal.accounts import account, accounts, load

CHART = """
breakdowns:
  form: {name: 形式, keys: {a: 甲, b: 乙}}
accounts:
  - {code: things.done, name: 办事, unit: 件, says: 办一件计一次。, breakdown: form}
"""


def test_the_chart_knows_what_each_account_counts():
    settled = account("disputes.settled")
    assert (settled.name, settled.unit, settled.kind, settled.scale) == ("调解成功", "件", "flow", 1)
    assert settled.details == {"written": "书面协议", "oral": "口头协议"}
    assert settled.detail_name == "协议形式"


def test_every_account_says_what_it_counts_in_one_sentence():
    assert [
        one.code for one in accounts().values() if not one.says.endswith("。") or one.says.count("。") > 1
    ] == []


def test_money_is_kept_in_fen():
    assert {one.scale for one in accounts().values() if one.unit == "元"} == {100}


def test_the_seventeen_kinds_of_dispute_and_others():
    assert len(account("disputes.accepted").details) == 18


def test_an_unknown_account_is_told_with_what_to_do():
    with pytest.raises(Invalid, match=r"没有“disputes\.lost”，请先在科目表中登记"):
        account("disputes.lost")


def test_a_new_account_is_one_row():
    assert load(CHART)["things.done"].details == {"a": "甲", "b": "乙"}


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("code: things.done", "code: Things", "科目 Things：代码须为小写英文"),
        ("unit: 件", "unit: 元", "以元计的科目须以分记账"),
        ("unit: 件", "unit: 件, kind: stock", "kind 只能是 flow 或 level"),
        ("unit: 件", "unit: 件, scale: 7", "scale 只能是 1、10 或 100"),
        ("unit: 件", "unit: 件, scale: yes", "scale 类型不对"),
        ("unit: 件", "unit: 3", "unit 类型不对：3"),
        ("breakdown: form", "breakdown: shape", "没有分类 shape"),
        ("breakdown: form", "details: {a: 甲}", "分类写在 breakdowns 中"),
        ("unit: 件, ", "", "科目 things.done：缺少栏目：unit"),
        ("unit: 件", "unit: 件, colour: red", "没有这些栏目：colour"),
        ("{name: 形式, keys: {a: 甲, b: 乙}}", "形式", "分类 form：应为“名称: 值”的形式"),
    ],
)
def test_a_wrong_row_is_refused_by_name(before: str, after: str, message: str):
    with pytest.raises(ValueError, match=message):
        load(CHART.replace(before, after))


def test_a_code_stands_once():
    with pytest.raises(ValueError, match=r"科目 things.done 重复"):
        load(CHART + CHART.splitlines()[-1])
