from __future__ import annotations

import pytest

from yifa.figures.definitions import chosen, figure, figures, groups, load
from yifa.figures.rules import accounts_of
from yifa.foundation.errors import Missing
from yifa.journal.accounts import accounts

ROWS = """
groups: {work: 工作}
figures:
  - {code: one, name: 甲, group: work, kind: sum, unit: 件, says: 甲的口径。, of: [disputes.settled]}
  - {code: two, name: 乙, group: work, kind: ratio, unit: '%', says: 乙的口径。, of: [disputes.settled], over: [disputes.unsettled]}
  - {code: three, name: 丙, group: work, kind: change, unit: '%', says: 丙的口径。, base: one}
"""


def test_every_account_is_read_by_a_figure():
    read = {account for one in figures() for account in accounts_of(one)}
    assert set(accounts()) - read == set()


def test_every_figure_has_its_written_definition():
    assert [one.code for one in figures() if not one.says.endswith("。")] == []


def test_every_group_has_figures_and_they_keep_the_order_of_the_file():
    assert [one.code for one in groups() if not figures(one.code)] == []
    assert figures("study") == [one for one in figures() if one.group == "study"]


def test_money_comes_from_money_accounts_only():
    chart = accounts()
    for one in figures():
        assert {chart[code].unit for code in accounts_of(one)} != {"元"} or one.unit in ("元", "%")


def test_figures_are_found_by_code():
    assert figure("disputes.success").over == ("disputes.settled", "disputes.unsettled")
    assert [one.code for one in chosen(["study.hours", "outreach.sms"])] == ["study.hours", "outreach.sms"]
    assert chosen(None) == figures()
    with pytest.raises(Missing, match=r"没有“disputes\.lost”这一指标"):
        figure("disputes.lost")


def test_definitions_are_read():
    found, kept = load(ROWS)
    assert list(found) == ["one", "two", "three"]
    assert kept["work"].name == "工作"


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("group: work, kind: sum", "group: play, kind: sum", "指标 one：没有分组 play"),
        ("kind: sum", "kind: mean", "没有 mean 这一类型"),
        ("kind: sum", "kind: level", "level 类指标不能取自 flow 类科目 disputes.settled"),
        ("kind: sum", "kind: ratio", "of、over、base 不齐或多余"),
        (", base: one", "", "of、over、base 不齐或多余"),
        ("base: one", "base: two", "base two 不存在，或者不是合计、存量指标"),
        ("base: one", "base: nine", "base nine 不存在"),
        ("of: [disputes.settled]}", "of: [disputes.lost]}", "没有科目 disputes.lost"),
        ("of: [disputes.settled]}", "of: [disputes.settled/sung]}", "科目 disputes.settled 没有明细 sung"),
        ("of: [disputes.settled]}", "of: [disputes.settled], phrase: 调解}", "phrase 中没有数值的位置"),
        ("of: [disputes.settled]}", "of: [disputes.settled], decimals: 9}", "decimals 只能是 0 至 4"),
        ("of: [disputes.settled]}", "of: disputes.settled}", "of 类型不对"),
        ("code: three", "code: one", "指标 one 重复"),
        ("unit: 件, ", "", "指标 one：缺少栏目：unit"),
    ],
)
def test_a_wrong_definition_is_refused_by_name(before: str, after: str, message: str):
    with pytest.raises(ValueError, match=message):
        load(ROWS.replace(before, after, 1))
