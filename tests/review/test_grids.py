"""Figures of tables: the unit stands at the head of the column, in the row's first cell, or over the table."""

from __future__ import annotations

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.review.files import saved
from yifa.review import Document, Figure, Settings, check, figures, read
from yifa.review.grids import in_lines

MARKDOWN = """2024年度人民调解情况统计表（单位：件）

| 序号 | 类别 | 受理 | 调解成功 | 涉及金额（万元） | 成功率 |
| --- | --- | --- | --- | --- | --- |
| 1 | 婚姻家庭 | 120 | 118 | 35.6 | 98.3% |
| 2 | 邻里 | 1,020 | 1,000 | 12 | 98.0 |
| 合计 | | 1,140 | 1,118 | 47.6 | 98.1 |
"""
TABS = "调解统计\n项目\t件数\t参加人次\n受理\t120\t300余\n化解\t118\t\n"
SPACES = "社区　　场次　　电话\n甲社区　　12　　87654321\n乙社区　　9　　87651234\n"
HTML = """<html><body><table>
<tr><th rowspan="2">社区</th><th colspan="2">普法活动</th></tr><tr><th>场次</th><th>资料（万份）</th></tr>
<tr><td>甲社区</td><td>12</td><td>0.5</td></tr><tr><td>乙社区</td><td>13</td><td>0.7</td></tr>
</table></body></html>"""


def told(document: Document) -> list[tuple[str, float, str, str]]:
    found = figures(document)
    assert all(document.text[one.start : one.end] == one.text for one in found)
    return [(one.text, one.value, one.unit, one.kind) for one in found]


def test_markdown_with_the_unit_over_the_table_and_at_the_head_of_a_column() -> None:
    assert told(read(MARKDOWN.encode(), "a.md")) == [
        ("120", 120, "件", "dispute_handled"),
        ("118", 118, "件", "dispute_resolved"),
        ("35.6", 356000, "元", "amount_involved"),
        ("98.3%", 98.3, "%", "mediation_success_rate"),
        ("1,020", 1020, "件", "dispute_handled"),
        ("1,000", 1000, "件", "dispute_resolved"),
        ("12", 120000, "元", "amount_involved"),
        ("98.0", 98, "%", "mediation_success_rate"),
        ("1,140", 1140, "件", "dispute_handled"),
        ("1,118", 1118, "件", "dispute_resolved"),
        ("47.6", 476000, "元", "amount_involved"),
        ("98.1", 98.1, "%", "mediation_success_rate"),
    ]


def test_columns_set_by_tabs_and_by_blanks() -> None:
    assert told(read(TABS.encode(), "a.txt")) == [
        ("120", 120, "件", "dispute_handled"),
        ("300余", 300, "人次", "count"),
        ("118", 118, "件", "dispute_resolved"),
    ]
    assert [one[:3] for one in told(read(SPACES.encode(), "a.txt"))] == [("12", 12, "场次"), ("9", 9, "场次")]


def test_html_with_cells_over_several_rows_and_columns() -> None:
    assert told(read(HTML.encode(), "a.html")) == [
        ("12", 12, "场次", "outreach_event"),
        ("0.5", 5000, "份", "leaflet"),
        ("13", 13, "场次", "outreach_event"),
        ("0.7", 7000, "份", "leaflet"),
    ]


def word_table(rows: list[list[str]]) -> bytes:
    word = docx.Document()
    word.add_paragraph("全年主动公开政府信息48条。")
    table = word.add_table(len(rows), len(rows[0]))
    for at, row in enumerate(rows):
        for column, text in enumerate(row):
            table.cell(at, column).text = text
    if rows[0][1] == rows[0][2]:
        table.cell(0, 1).merge(table.cell(0, 2)).text = rows[0][1]
    return saved(word)


def test_word_table_with_a_head_over_two_columns() -> None:
    rows = [["信息内容", "件数", "件数"], ["", "本年制发", "现行有效"], ["行政规范性文件", "3", "12"]]
    assert [one[:3] for one in told(read(word_table(rows), "a.docx"))] == [
        ("48条", 48, "条"),
        ("3", 3, "件"),
        ("12", 12, "件"),
    ]


def test_rows_that_name_their_own_unit() -> None:
    rows = [["受理申请（件）", "9", "7"], ["接待咨询（人次）", "120", "95"]]
    assert [one[:3] for one in told(read(word_table(rows), "a.docx"))[1:]] == [
        ("9", 9, "件"),
        ("7", 7, "件"),
        ("120", 120, "人次"),
        ("95", 95, "人次"),
    ]


def test_a_total_that_its_column_does_not_make() -> None:
    def hits(text: str) -> list[str]:
        only = Settings(only=frozenset(["arithmetic.parts"]))
        return [one.text for one in check(read(text.encode(), "a.md"), settings=only)]

    assert hits(MARKDOWN) == []
    assert hits(MARKDOWN.replace("1,140", "1,150")) == ["1,150"]
    assert hits(MARKDOWN.replace("1,140", "1,150").replace("| 2 |", "| 其中 |")) == []


def parts(document: Document) -> list[Figure]:
    return [one for one in figures(document) if one.parent is not None]


def test_a_part_points_at_its_total_among_the_figures_of_the_text_too() -> None:
    text = "全年受理纠纷7件（邻里4件、家庭3件）。\n\n" + MARKDOWN + "\n另接待咨询30人次。\n"
    document = read(text.encode(), "a.md")
    found = figures(document)
    assert [found[one.parent or 0].text for one in parts(document)[:3]] == ["7件", "7件", "1,140"]
    assert [one.start for one in found] == sorted(one.start for one in found)


@pytest.mark.parametrize(
    "text",
    [
        "年份\t电话\n2024\t87654321\n2023\t87654322\n",  # no counts
        "甲\t乙\n1\t2\n3\t4\n",  # no unit anywhere
        "一、成效\t\n二、问题\t\n",
        "| 只有一行 | 12 |\n",
    ],
)
def test_what_is_no_figure(text: str) -> None:
    assert figures(read(text.encode(), "a.md")) == []


@given(st.text(alphabet="|\t 12件数合计：-\n甲（）", max_size=80))
def test_any_lines_have_cells_that_lie_within_them(text: str) -> None:
    for grid in in_lines(text):
        assert all(0 <= cell.start <= cell.end <= len(text) for cell in grid)
        assert all("\n" not in text[cell.start : cell.end] for cell in grid)
    figures(read(("甲" + text).encode(), "a.md"))
