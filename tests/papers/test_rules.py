"""Wording and placing."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.papers.factory import ATTACHMENTS, SENTENCE, report
from yifa.foundation.errors import Invalid
from yifa.papers import (
    Attachment,
    Fields,
    FigureRun,
    Form,
    Heading,
    Paragraph,
    Table,
    rules,
    standard,
    tables,
)


def test_a_date_has_arabic_numerals_without_leading_zeros() -> None:
    assert rules.chinese_date(date(2026, 1, 5)) == "2026年1月5日"


def test_digits_are_half_as_wide_as_characters_and_quotes_are_whole() -> None:
    assert rules.width("2026年") == 3
    assert rules.width("“三所”——") == 6


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("关于印发工作方案的通知", ["关于印发工作方案的通知"]),
        (
            "示例街道办事处关于2026年度法治政府建设情况的报告",
            ["示例街道办事处", "关于2026年度法治政府建设情况的报告"],
        ),
        ("关于开展矛盾纠纷大排查大化解专项行动的通知", ["关于开展矛盾纠纷大排查", "大化解专项行动的通知"]),
        ("人民调解协议书\n（副本）", ["人民调解协议书", "（副本）"]),
    ],
)
def test_titles_break_between_words(title: str, lines: list[str]) -> None:
    assert rules.title_lines(title) == lines


def test_a_title_breaks_neither_numbers_nor_book_titles() -> None:
    lines = rules.title_lines(
        "示例市示例区示例街道办事处关于贯彻落实《法治政府建设实施纲要（2021—2025年）》情况的报告"
    )
    assert not any(line.startswith(("的", "》", "）", "年")) or line.endswith(("《", "（")) for line in lines)
    assert all(rules.width(line) <= standard.TITLE_CHARACTERS for line in lines)


@given(st.text(alphabet="甲乙丙丁的关于2026年《》", min_size=1, max_size=90))
def test_lines_of_a_title_are_the_title(title: str) -> None:
    lines = rules.title_lines(title)
    assert "".join(lines) == title
    assert all(rules.width(line) <= standard.TITLE_CHARACTERS for line in lines)


def test_a_long_letterhead_is_set_smaller_so_that_it_fits_one_line() -> None:
    assert rules.head_size("示例街道办事处文件") == standard.HEAD_SIZE
    assert rules.head_size("中共示例市示例区示例街道工作委员会示例街道办事处文件") * 25 <= standard.points(
        156
    )


def test_with_a_seal_the_name_is_centred_over_the_date_four_characters_from_the_edge() -> None:
    name, day = rules.signature_indents(report())
    assert day == 4
    assert name + 7 / 2 == day + 6 / 2  # 示例街道办事处 has 7, 2027年1月5日 has 6 characters


def test_a_name_too_long_for_that_stands_at_the_edge_with_the_date_centred_under_it() -> None:
    long = "中共示例市示例区示例街道工作委员会办公室"
    assert rules.signature_indents(report(signature=long)) == (0.0, (20 - 6) / 2)


def test_without_a_seal_the_date_begins_two_characters_after_the_name() -> None:
    name, day = rules.signature_indents(report(sealed=False))
    assert (name, day) == (2, 1)
    assert name + 7 - (day + 6) == 2


def test_without_a_seal_a_longer_date_keeps_two_characters_itself() -> None:
    assert rules.signature_indents(report(sealed=False, signature="司法所")) == (7, 2)


def test_a_document_without_date_places_its_name_all_the_same() -> None:
    assert rules.signature_indents(report(date=None))[0] == 0.5


def test_one_attachment_has_no_number_and_no_mark_at_its_end() -> None:
    assert rules.attachment_list((Attachment("统计表。"),)) == [("附件：", "统计表")]
    assert rules.attachment_label(1, 1) == "附件"


def test_several_attachments_are_numbered() -> None:
    assert [before for before, _ in rules.attachment_list(ATTACHMENTS)] == ["附件：1.", "2."]
    assert rules.attachment_label(2, 2) == "附件2"


def test_copies_notes_and_addressee_get_the_marks_of_the_standard() -> None:
    assert rules.copies_text(("区司法局。", "区政府")) == "区司法局，区政府。"
    assert rules.notes_text("(联系人：甲)") == "（联系人：甲）"
    assert rules.addressee_text("示例区人民政府:") == "示例区人民政府："


@pytest.mark.parametrize("number", ["示街办发〔2026〕3号", "示政〔2026〕12号"])
def test_right_numbers(number: str) -> None:
    assert rules.number_is_right(number)


@pytest.mark.parametrize(
    "number",
    [
        "示街办发[2026]3号",
        "示街办发〔2026〕03号",
        "示街办发〔26〕3号",
        "示街办发〔2026〕第3号",
        "示街办发〔2026〕3",
        "〔2026〕3号",
    ],
)
def test_wrong_numbers(number: str) -> None:
    assert not rules.number_is_right(number)


def test_only_a_short_last_paragraph_moves_with_the_signature() -> None:
    assert rules.stays_with_signature(Paragraph.of(SENTENCE))
    assert not rules.stays_with_signature(Paragraph.of(SENTENCE * 4))
    assert not rules.stays_with_signature(Paragraph.of("居中", align="center"))
    assert not rules.stays_with_signature(Heading(1, "一、标题"))


# Values


def test_a_document_needs_a_title_and_a_known_form() -> None:
    with pytest.raises(Invalid, match="标题"):
        report(title="  ")
    with pytest.raises(ValueError, match="传真"):
        report(form="传真")
    assert report(form="letter").form is Form.LETTER


def test_headings_have_four_levels() -> None:
    with pytest.raises(Invalid, match="第5级"):
        Heading(5, "五级")


def test_rows_of_a_table_are_equally_long() -> None:
    with pytest.raises(Invalid, match="列数应当相同"):
        Table((("甲", "乙"), ("丙",)))
    with pytest.raises(Invalid, match="列数应当相同"):
        Table(())
    with pytest.raises(Invalid, match="列宽"):
        Table((("甲", "乙"),), widths=(1.0,))


def test_the_public_copy_has_neither_head_nor_imprint() -> None:
    public = report(form="public")
    assert (public.has_red_head, public.has_imprint) == (False, False)
    assert report().has_imprint
    assert not report(copies=(), printed_by="").has_imprint


# Grids


def test_columns_get_the_width_their_text_needs() -> None:
    grid = tables.of_table(Table((("甲", "很长很长很长的一列文字"), ("乙", "丙"))))
    assert grid.widths[1] > grid.widths[0]
    assert [cell.head for cell in grid.rows[0]] == [True, True]
    assert tables.of_table(Table((("甲", "乙"),), widths=(1.0, 3.0))).widths == (1.0, 3.0)


def test_a_long_field_has_a_row_of_its_own_and_the_last_one_fills_its_row() -> None:
    figure = FigureRun("x.y", "数", "3")
    fields = Fields(
        (
            ("姓名", "甲"),
            ("住址", "示例区示例街道示例路一号院二号楼三单元"),
            ("件数", figure),
            ("日期", "今日"),
            ("备注", "无"),
        )
    )
    grid = tables.of_fields(fields)
    assert [[cell.text for cell in row] for row in grid.rows] == [
        ["姓名", "甲"],
        ["住址", "示例区示例街道示例路一号院二号楼三单元"],
        ["件数", "3", "日期", "今日"],
        ["备注", "无"],
    ]
    assert all(sum(cell.span for cell in row) == 4 for row in grid.rows)
    assert grid.rows[1][1].long
    assert tables.of_fields(Fields((("甲", "很长很长很长很长很长很长很长"),))).rows[0][1].span == 3


def test_a_seal_needs_two_blank_lines_and_a_case_paper_one() -> None:
    blanks = [rules.closing_blank(doc) for doc in (report(), report(sealed=False), report(form="plain"))]
    assert blanks == [2, 1, 1]
