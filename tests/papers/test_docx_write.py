"""The Word file, opened by another library and by its parts."""

from __future__ import annotations

import io
import json
import re

import docx as python_docx
import pytest

from tests.papers.factory import ACCEPTED, SVG, body, png, report
from tests.papers.unpack import NAMES, parts, styled, tree, w
from yifa.foundation.errors import Invalid
from yifa.papers import (
    Fields,
    FigureRun,
    OfficialDocument,
    PageBreak,
    Paragraph,
    Picture,
    SignatureLines,
    Text,
    docx,
)
from yifa.papers.docx.opening import parse


def test_another_library_opens_it_and_finds_the_page_of_the_standard() -> None:
    section = python_docx.Document(io.BytesIO(docx.write(report()))).sections[0]
    assert [round(x.mm) for x in (section.page_width, section.page_height)] == [210, 297]
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(x.mm, 1) for x in margins] == [37.0, 35.0, 28.0, 26.0]


def test_paragraphs_follow_the_order_of_the_standard() -> None:
    given = python_docx.Document(io.BytesIO(docx.write(report(blocks=body(1)))))
    texts = [p.text for p in given.paragraphs if p.text.strip()]
    assert texts[0] == "示例街道办事处文件"
    assert texts[1] == "\t示街办发〔2027〕3号\t签发人：王镕堃"
    assert texts[2].split("\n") == ["示例街道办事处", "关于2026年度法治政府建设情况的报告"]
    assert texts[3] == "示例区人民政府："
    end = texts.index("附件：1.2026年度主要指标统计表")
    assert texts[end + 1 : end + 6] == [
        "2.资料来源清单",
        "示例街道办事处",
        "2027年1月5日",
        "（联系电话：0000-0000000）",
        "附件1",
    ]
    assert texts[-2:] == [
        "抄送：示例区司法局，区委全面依法治区委员会办公室。",
        "示例街道办事处党政办公室\t2027年1月6日印发",
    ]


def test_every_run_names_its_east_asian_font_and_none_a_theme() -> None:
    for run in tree(docx.write(report())).iter(w("r")):
        fonts = run.find("w:rPr/w:rFonts", NAMES)
        assert fonts is not None
        assert fonts.get(w("eastAsia"))
        assert fonts.get(w("hint")) == "eastAsia"
        assert not any("heme" in key for key in fonts.attrib)


ORDER = """
    pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs
    suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd
    snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc
"""
RUN_ORDER = "rFonts b color spacing sz szCs lang"


@pytest.mark.parametrize(("kind", "order"), [("pPr", ORDER), ("rPr", RUN_ORDER)])
def test_properties_stand_in_the_order_of_the_schema(kind: str, order: str) -> None:
    """Word refuses a file whose paragraph properties are out of order."""
    wanted = order.split()
    for form in ("报告", "letter", "public", "plain"):
        for node in tree(docx.write(report(form=form))).iter(w(kind)):
            places = [wanted.index(child.tag.rpartition("}")[2]) for child in node]
            assert places == sorted(places)


def test_a_figure_is_a_control_with_tag_alias_lock_and_a_bookmark_around_it() -> None:
    root = tree(docx.write(report()))
    control = root.find(".//w:sdt", NAMES)
    values = {
        name: control.find(f"w:sdtPr/w:{name}", NAMES).get(w("val")) for name in ("alias", "tag", "lock")
    }
    assert values == {"alias": "受理纠纷｜disputes.accepted", "tag": "disputes.accepted", "lock": "sdtLocked"}
    assert control.getprevious().get(w("name")) == "f_0001"
    assert control.getnext().tag == w("bookmarkEnd")
    identifiers = [node.get(w("val")) for node in root.iterfind(".//w:sdtPr/w:id", NAMES)]
    assert len(set(identifiers)) == len(identifiers) == 3


def test_the_list_of_figures_travels_in_the_properties() -> None:
    custom = parts(docx.write(report(), key="report-7"))["docProps/custom.xml"].decode()
    assert "report-7" in custom
    assert json.dumps(["disputes.accepted", "受理纠纷", "1,286"], ensure_ascii=False).replace(
        '"', ""
    ) in re.sub(r'"|&quot;', "", custom)


def test_a_name_longer_than_word_allows_is_replaced_by_the_bookmarks() -> None:
    long = FigureRun("x" * 80, "很长的指标", "3")
    root = tree(docx.write(report(blocks=(Paragraph.of(long),))))
    assert root.find(".//w:sdtPr/w:tag", NAMES).get(w("val")) == "f_0001"
    assert root.find(".//w:sdtPr/w:alias", NAMES).get(w("val")) == "很长的指标｜f_0001"
    assert docx.read(docx.write(report(blocks=(Paragraph.of(long),)))).figures[0].code == "x" * 80


def test_a_copy_that_leaves_the_house_holds_neither_controls_nor_their_list() -> None:
    data = docx.write(report(), bind=False)
    assert tree(data).find(".//w:sdt", NAMES) is None
    assert "docProps/custom.xml" not in parts(data)
    assert "1,286" in "".join(tree(data).itertext())


def test_it_names_no_person_in_its_properties() -> None:
    core = parse(parts(docx.write(report()))["docProps/core.xml"], "core")
    assert {node.tag.rpartition("}")[2] for node in core} == {"title", "language", "category"}


def test_the_same_document_is_the_same_file() -> None:
    assert docx.write(report()) == docx.write(report())


def test_control_characters_and_half_characters_are_left_out() -> None:
    texts = python_docx.Document(
        io.BytesIO(docx.write(report(blocks=(Paragraph.of("甲\x00\x0b乙\ud800丙<&>"),))))
    )
    assert "甲乙丙<&>" in [p.text for p in texts.paragraphs]


def test_page_numbers_stand_outside_with_dashes() -> None:
    data = docx.write(report())
    for part, side in (("word/footer_default.xml", "right"), ("word/footer_even.xml", "left")):
        paragraph = tree(data, part).find("w:p", NAMES)
        assert paragraph.find("w:pPr/w:jc", NAMES).get(w("val")) == side
        assert "".join(t.text for t in paragraph.iter(w("t"))) == "— 1 —"
        assert paragraph.find(".//w:instrText", NAMES).text.strip() == "PAGE"
    assert tree(data, "word/settings.xml").find("w:evenAndOddHeaders", NAMES) is not None


def test_an_attachment_begins_a_page_and_one_without_text_is_only_listed() -> None:
    root = tree(docx.write(report()))
    labels = styled(root, "AttachmentLabel")
    assert ["".join(p.itertext()) for p in labels] == ["附件1", "附件2"]
    assert all(p.find("w:pPr/w:pageBreakBefore", NAMES) is not None for p in labels)
    only_named = report(attachments=(report().attachments[0].__class__("统计表"),))
    root = tree(docx.write(only_named))
    assert styled(root, "AttachmentLabel") == []
    assert ["".join(p.itertext()) for p in styled(root, "AttachmentList")] == ["附件：统计表"]


def test_rows_of_tables_are_free_of_the_fixed_line_and_heads_repeat() -> None:
    table = tree(docx.write(report())).find(".//w:tbl", NAMES)
    rules = {p.get(w("lineRule")) for p in table.iterfind(".//w:spacing[@w:lineRule]", NAMES)}
    assert rules == {"atLeast"}
    assert len(table.findall(".//w:tblHeader", NAMES)) == 1


def test_marks_stand_above_the_letterhead_in_their_order() -> None:
    doc = report(copy_number="000003", secrecy="秘密★1年", urgency="特急")
    root = tree(docx.write(doc))
    assert ["".join(p.itertext()) for p in styled(root, "Mark")] == ["000003", "秘密★1年", "特急"]
    letter = tree(docx.write(report(form="letter", copy_number="", secrecy="秘密★1年", urgency="特急")))
    number = styled(letter, "Number")[0]
    assert "".join(number.itertext()) == "秘密★1年示街办发〔2027〕3号"
    assert ["".join(p.itertext()) for p in styled(letter, "Mark")] == ["特急"]


def test_without_a_signer_the_number_is_centred() -> None:
    number = styled(tree(docx.write(report(signer=""))), "Number")[0]
    assert number.find("w:pPr/w:jc", NAMES).get(w("val")) == "center"


def test_a_letter_has_no_number_on_its_first_page_and_no_printing_line() -> None:
    data = docx.write(report(form="letter"))
    assert tree(data).find(".//w:titlePg", NAMES) is not None
    assert "PAGE" not in parts(data)["word/footer_first.xml"].decode()
    assert "印发" not in "".join("".join(p.itertext()) for p in styled(tree(data), "Imprint"))


def test_a_case_paper_has_fields_lines_to_sign_and_its_number_under_the_title() -> None:
    paper = OfficialDocument(
        kind="人民调解协议书",
        form="plain",
        title="人民调解协议书",
        number="示调〔2026〕1号",
        blocks=(
            Fields((("申请人", "甲某"), ("被申请人", "乙某"), ("金额", ACCEPTED))),
            Paragraph.of("经调解，双方自愿达成协议。", Text("一次付清。", bold=True)),
            Paragraph.of("以上协议属实。", align="flush"),
            PageBreak(),
            SignatureLines(("申请人（签名）", "被申请人（签名）")),
            SignatureLines(("调解员（签名）",), dated=False),
        ),
    )
    root = tree(docx.write(paper))
    assert len(root.findall(".//w:tbl/w:tr", NAMES)) == 2
    assert "".join(styled(root, "Number")[0].itertext()) == "示调〔2026〕1号"
    signed = ["".join(p.itertext()) for p in styled(root, "SignLine")]
    assert signed == [
        "申请人（签名）：　年　　月　　日",
        "被申请人（签名）：　年　　月　　日",
        "调解员（签名）：",
    ]
    assert root.find(".//w:br[@w:type='page']", NAMES) is not None
    assert root.find(".//w:r/w:rPr/w:b", NAMES) is not None
    assert styled(root, "Addressee") == styled(root, "Head") == []


def test_a_picture_is_no_wider_than_the_text_and_keeps_its_proportion() -> None:
    data = docx.write(report(blocks=(Picture(png(40, 20), "图1 受理趋势", width_mm=500, alt="折线图"),)))
    assert parts(data)["word/media/image1.png"] == png(40, 20)
    root = tree(data)
    extent = root.find(".//{*}inline/{*}extent")
    assert (int(extent.get("cx")), int(extent.get("cy"))) == (156 * 36000, 78 * 36000)
    assert root.find(".//{*}docPr").get("descr") == "折线图"
    assert "".join(styled(root, "Caption")[0].itertext()) == "图1 受理趋势"


def test_a_drawing_comes_with_its_picture_and_cannot_come_alone() -> None:
    content = parts(docx.write(report(blocks=(Picture(SVG, png=png()),))))
    assert content["word/media/image2.svg"] == SVG
    assert b"svgBlip" in content["word/document.xml"]
    assert b"image/svg+xml" in content["[Content_Types].xml"]
    with pytest.raises(Invalid, match="PNG"):
        docx.write(report(blocks=(Picture(SVG),)))


def test_a_document_with_little_in_it_is_complete_all_the_same() -> None:
    bare = OfficialDocument(kind="通知", title="通知", issuer="示例街道办事处")
    texts = [p.text for p in python_docx.Document(io.BytesIO(docx.write(bare))).paragraphs if p.text]
    assert texts == ["示例街道办事处", "通知"]
    only_copies = report(printed_by="", blocks=(), attachments=(), notes="", date=None)
    assert "".join(styled(tree(docx.write(only_copies)), "Imprint")[0].itertext()).endswith("办公室。")
    undated = report(printed_on=None, copies=())
    assert "印发" not in "".join("".join(p.itertext()) for p in styled(tree(docx.write(undated)), "Imprint"))
