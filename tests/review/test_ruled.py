"""Tables of a PDF: real ones, set by typst, read by their rules."""

from __future__ import annotations

import typst

from tests.review.test_grids import told
from yifa.papers import fonts
from yifa.review import Document, check, figures, read

HEAD = '#set text(font: "{font}", size: 12pt)\n#set page(width: 500pt, height: {height}pt, margin: 40pt)\n'
YEAR = """一、工作成效

全年工作数据见下表。

#table(columns: 4, {more} [社区], [受理件数], [调解成功数（件）], [涉及金额（万元）],
 [甲社区], [120], [118], [35.6],
 [乙社区], table.cell(colspan: 2)[尚未统计], [2.4],
 [丙社区], [21], [20], [0.8],
 [丁社区], [30], [29], [1.2],
 [合计], [{total}], [167], [40])

二、下一步工作

继续开展普法宣传活动20场。
"""


def typeset(body: str, height: int = 800) -> bytes:
    """A PDF of the text, set by typst."""
    loaded = fonts.load(fonts.folder())
    source = HEAD.format(font=loaded.chains["fang"][0], height=height) + body
    made: bytes = typst.compile(source.encode(), font_paths=loaded.loaded)
    return made


def ruled(total: int) -> bytes:
    """A PDF with a table whose last row says this total; 171 is the right one."""
    return typeset(YEAR.format(more="", total=total))


def made(body: str, height: int = 800) -> Document:
    """The text set by typst and read again."""
    return read(typeset(body, height), "a.pdf")


def test_a_number_of_a_ruled_table_takes_unit_and_kind_from_its_head() -> None:
    document = made(YEAR.format(more="", total=171))
    assert told(document) == [
        ("120", 120, "件", "dispute_handled"),
        ("118", 118, "件", "dispute_resolved"),
        ("35.6", 356000, "元", "amount_involved"),
        ("2.4", 24000, "元", "amount_involved"),
        ("21", 21, "件", "dispute_handled"),
        ("20", 20, "件", "dispute_resolved"),
        ("0.8", 8000, "元", "amount_involved"),
        ("30", 30, "件", "dispute_handled"),
        ("29", 29, "件", "dispute_resolved"),
        ("1.2", 12000, "元", "amount_involved"),
        ("171", 171, "件", "dispute_handled"),
        ("167", 167, "件", "dispute_resolved"),
        ("40", 400000, "元", "amount_involved"),
        ("20 场", 20, "场", "outreach_event"),
    ]
    assert check(document) == []


def test_text_stands_before_and_after_its_table_and_every_offset_points_at_it() -> None:
    document = made(YEAR.format(more="", total=171))
    assert document.text.startswith("一、工作成效\n全年工作数据见下表。\n社区\n受理件数\n")
    assert document.text.endswith("合计\n171\n167\n40\n二、下一步工作\n继续开展普法宣传活动 20 场。")
    for grid in document.tables:
        assert [document.text[cell.start : cell.end] for cell in grid][:4] == [
            "社区",
            "受理件数",
            "调解成功数（件）",
            "涉及金额（万元）",
        ]
        assert next(cell.width for cell in grid if document.text[cell.start : cell.end] == "尚未统计") == 2
    assert all(document.text[one.start : one.end] == one.text for one in figures(document))


def test_a_column_that_does_not_add_up_is_found_in_a_pdf_too() -> None:
    found = check(made(YEAR.format(more="", total=181)))
    assert [(one.check, one.text) for one in found] == [("arithmetic.parts", "181")]


def test_a_table_that_goes_on_over_the_page_is_one() -> None:
    document = made(YEAR.format(more="", total=181), height=190)
    assert len(document.tables) == 1
    assert [(one.check, one.text) for one in check(document)] == [("arithmetic.parts", "181")]


def test_open_sides_and_merged_rows() -> None:
    table = """#table(columns: 3, stroke: (x, y) => (top: 1pt, bottom: 1pt, left: if x > 0 {{ 1pt }}),
     [类别], [社区], [件数], table.cell(rowspan: 2)[调解纠纷], [甲], [12], [乙], [13], [普法], [丙], [5])"""
    document = made(f"各社区情况如下。\n\n{table.format()}\n")
    assert [(one.text, one.unit) for one in figures(document)] == [("12", "件"), ("13", "件"), ("5", "件")]


def test_a_box_around_a_paragraph_is_no_table() -> None:
    document = made("#box(stroke: 1pt, inset: 8pt)[全年调解纠纷12件，全部办结。]\n")
    assert document.tables == ()
    assert [one.text for one in figures(document)] == ["12 件"]
