"""The PDF, opened and measured."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime
from pathlib import Path

import pypdfium2
import pytest
from fontTools.ttLib import TTFont

from tests.papers.factory import SENTENCE, SVG, body, png, report
from yifa.foundation import clock
from yifa.foundation.errors import YifaError
from yifa.papers import (
    Attachment,
    Fields,
    Heading,
    OfficialDocument,
    PageBreak,
    Paragraph,
    Picture,
    SignatureLines,
    Text,
    fonts,
    pdf,
)

MOMENT = datetime(2027, 1, 6, 9, tzinfo=UTC)


def text_of(data: bytes) -> str:
    """All text without spaces and line ends."""
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(data)]
    return "".join("".join(pages).split())


def test_the_same_document_and_moment_are_the_same_bytes() -> None:
    assert pdf.write(report(), at=MOMENT) == pdf.write(report(), at=MOMENT)
    assert pdf.write(report(), at=MOMENT) != pdf.write(report(), at=datetime(2027, 1, 7, tzinfo=UTC))


def test_without_a_moment_it_is_the_documents_date_else_now() -> None:
    assert pdf.write(report()) == pdf.write(report(), at=clock.at(date(2027, 1, 5), hour=0))
    with clock.frozen(MOMENT):
        assert pdf.write(report(date=None)) == pdf.write(report(date=None), at=MOMENT)


def test_it_is_pdf_a_with_title_and_bookmarks() -> None:
    data = pdf.write(report())
    assert b"pdfaid:part>2<" in data
    file = pypdfium2.PdfDocument(data)
    assert file.get_metadata_value("Title") == report().title
    assert file.get_metadata_value("Author") == "示例街道办事处"
    assert [(entry.level, entry.get_title()) for entry in file.get_toc()] == [
        (0, "一、2026年度法治政府建设主要情况"),
        (1, "（一）健全依法决策机制"),
        (2, "1. 严格履行法定程序。"),
        (3, "（1）加强合法性审查。"),
    ]


def test_every_element_stands_in_the_text_rare_characters_included() -> None:
    text = text_of(
        pdf.write(report(copy_number="000003", secrecy="秘密★1年", urgency="特急"), system_fonts=False)
    )
    for piece in (
        "000003秘密★1年特急",
        "示例街道办事处文件示街办发〔2027〕3号签发人：王镕堃",
        "示例区人民政府：",
        "纠纷1,286件，调解成功率96.5%。“三所联动”——由镕堃、䶮三名",
        "附件：1.2026年度主要指标统计表2.资料来源清单示例街道办事处2027年1月5日（联系电话：0000-0000000）",
        "附件1",
        "抄送：示例区司法局，区委全面依法治区委员会办公室。示例街道办事处党政办公室2027年1月6日印发",
    ):
        assert piece in text


@pytest.mark.parametrize(
    "evil",
    [
        '#read("/etc/passwd")',
        "#panic()",
        '"]) #pagebreak()',
        "$x^2$ *粗* _斜_ `码` \\ // 注",
        "<标签> @引用",
        "\x00\x07乙",
    ],
)
def test_words_are_never_source(evil: str) -> None:
    doc = report(
        title=f"关于{evil}的报告",
        issuer=evil,
        letterhead=evil,
        blocks=(Heading(1, evil), Paragraph.of(evil)),
        attachments=(Attachment(evil, (Paragraph.of(evil),)),),
        notes=evil,
        copies=(evil,),
    )
    shown = "".join(char for char in evil if char.isprintable() and not char.isspace())
    assert text_of(pdf.write(doc)).count(shown) >= 4


def test_every_kind_of_block_is_drawn() -> None:
    blocks = (
        Paragraph.of("居中", align="center"),
        Paragraph.of("右侧", align="right"),
        Paragraph.of("顶格", align="flush"),
        Paragraph((Text("粗体", bold=True),)),
        Picture(png(40, 20), "图1 受理趋势", width_mm=60),
        Picture(SVG, width_mm=60, alt="红色方块"),
        Fields((("申请人", "甲某"), ("住址", SENTENCE))),
        PageBreak(),
        SignatureLines(("申请人（签名）",)),
        SignatureLines(("调解员（签名）",), dated=False),
    )
    paper = OfficialDocument(
        kind="调解协议书", form="plain", title="人民调解协议书", number="示调〔2026〕1号", blocks=blocks
    )
    data = pdf.write(paper)
    assert len(pypdfium2.PdfDocument(data)) == 2
    for piece in (
        "居中",
        "右侧",
        "顶格",
        "粗体",
        "图1受理趋势",
        "申请人甲某",
        "申请人（签名）：年月日",
        "调解员（签名）：",
    ):
        assert piece in text_of(data)


def test_a_character_that_no_font_has_is_named_with_what_to_do() -> None:
    with pytest.raises(YifaError, match=r"🏮（U\+1F3EE）.*字体文件夹"):
        pdf.write(report(notes="挂🏮"))


def test_an_office_can_add_a_font_for_it(tmp_path: Path) -> None:
    for font in fonts.folder().glob("*.ttf"):
        (tmp_path / font.name).symlink_to(font)
    picture = TTFont(fonts.folder() / "YifaKai.ttf", lazy=False)
    picture["cmap"].tables = [table for table in picture["cmap"].tables if table.format == 12]
    glyph = picture.getBestCmap()[ord("灯")]
    picture["cmap"].tables[0].cmap = {0x1F3EE: glyph}
    for record in picture["name"].names:
        record.string = "Office Own"
    picture.save(tmp_path / "office.ttf")
    data = pdf.write(report(notes="挂🏮"), font_folder=tmp_path, system_fonts=False)
    assert "挂🏮" in text_of(data)


def test_invisible_characters_do_no_harm() -> None:
    data = pdf.write(report(notes="甲\u200b\ufeff\u00a0\u3000\u2002\u00ad\ufe0f\t乙"))
    assert "乙）" in text_of(data)


def test_a_broken_picture_is_told_in_words() -> None:
    with pytest.raises(YifaError, match=r"排版失败.*PNG 或 SVG"):
        pdf.write(report(blocks=(Picture(b"no picture"),)))


def test_without_fonts_it_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(YifaError, match="YIFA_FONTS"):
        pdf.write(report(), font_folder=tmp_path, system_fonts=False)


@pytest.mark.parametrize("paragraphs", range(4, 16))
def test_no_signature_stands_alone_on_a_page(paragraphs: int) -> None:
    """Wherever the text ends, the page of the signature holds some of it."""
    doc = report(
        blocks=(*body(paragraphs)[:-2], Paragraph.of(SENTENCE)), attachments=(), copies=(), printed_by=""
    )
    pages = [
        "".join(p.get_textpage().get_text_range().split()) for p in pypdfium2.PdfDocument(pdf.write(doc))
    ]
    (page,) = [page for page in pages if "2027年1月5日" in page and "示例街道办事处2027" in page]
    assert not page.startswith("示例街道办事处")


def test_a_bare_document_of_each_form_is_one_page() -> None:
    for form, sealed in itertools.product(("报告", "letter", "public", "plain"), (True, False)):
        bare = OfficialDocument(kind="通知", title="通知", issuer="示例街道办事处", form=form, sealed=sealed)
        assert len(pypdfium2.PdfDocument(pdf.write(bare))) == 1
