"""Each element, spoiled on purpose, is found, and no other with it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from lxml import etree

from tests.papers.factory import report
from tests.papers.unpack import NAMES, changed, pack, parts, replaced, styled, w
from yifa.papers import Fields, OfficialDocument, Paragraph, docx
from yifa.papers.conformance import ElementResult, check_docx

FILE = docx.write(report())
LETTER = docx.write(report(form="letter"))
Spoil = Callable[[etree._Element], object]


def failed(results: list[ElementResult]) -> set[str]:
    return {result.element for result in results if not result.ok}


@pytest.mark.parametrize("form", ["报告", "letter", "public", "plain"])
@pytest.mark.parametrize("sealed", [True, False])
def test_what_the_writer_makes_conforms(form: str, sealed: bool) -> None:
    results = check_docx(docx.write(report(form=form, sealed=sealed)), form=form)
    assert [str(result) for result in results if not result.ok] == []
    assert len({result.element for result in results}) >= 20


def test_every_element_of_a_full_report_is_measured() -> None:
    measured = {result.element for result in check_docx(FILE)}
    assert measured >= {
        *("paper", "margin_top", "margin_left", "margin_right", "margin_bottom", "lines", "characters"),
        *("letterhead", "number", "signer", "red_rule", "title", "addressee", "body"),
        *(
            "heading_1",
            "heading_2",
            "heading_3",
            "heading_4",
            "attachment_list",
            "signature",
            "date",
            "notes",
        ),
        *("attachment", "imprint", "page_number", "fonts", "language", "tables", "figures"),
    }


def value(path: str, attribute: str, new: str) -> Spoil:
    """Sets an attribute of the first element at a path."""

    def spoil(root: etree._Element) -> None:
        node = root.find(path, NAMES)
        assert node is not None
        node.set(w(attribute), new)

    return spoil


def of_style(style: str, path: str, attribute: str, new: str, place: int = 0) -> Spoil:
    """Sets an attribute in a paragraph of a style, in every run of it."""

    def spoil(root: etree._Element) -> None:
        nodes = styled(root, style)[place].findall(path, NAMES)
        assert nodes
        for node in nodes:
            node.set(w(attribute), new)

    return spoil


def text(style: str, old: str, new: str) -> Spoil:
    """Replaces words in the first paragraph of a style."""

    def spoil(root: etree._Element) -> None:
        nodes = [t for t in styled(root, style)[0].iter(w("t")) if old in (t.text or "")]
        assert nodes
        nodes[0].text = (nodes[0].text or "").replace(old, new)

    return spoil


FONT, SIZE, JC = ".//w:rFonts", ".//w:rPr/w:sz", "w:pPr/w:jc"
INDENT, SPACING = "w:pPr/w:ind", "w:pPr/w:spacing"
SPOILED: list[tuple[str, Spoil]] = [
    ("paper", value(".//w:pgSz", "w", "12240")),
    ("margin_top", value(".//w:pgMar", "top", "1440")),
    ("margin_left", value(".//w:pgMar", "left", "1800")),
    ("margin_right", value(".//w:pgMar", "right", "1800")),
    ("margin_bottom", value(".//w:pgMar", "bottom", "1440")),
    ("lines", value(".//w:docGrid", "linePitch", "312")),
    ("lines", of_style("BodyText", SPACING, "line", "560", 3)),
    ("characters", of_style("BodyText", "w:r/w:rPr/w:spacing", "val", "10", 3)),
    ("letterhead", of_style("Head", ".//w:color", "val", "000000")),
    ("letterhead", of_style("Head", JC, "val", "left")),
    ("number", text("Number", "〔2027〕", "[2027]")),
    ("number", text("Number", "〕3号", "〕003号")),
    ("number", of_style("Number", "w:r[1]/w:rPr/w:rFonts", "eastAsia", "黑体")),
    ("signer", of_style("Number", "w:r[2]/w:rPr/w:rFonts", "eastAsia", "仿宋_GB2312")),
    ("red_rule", value(".//w:pBdr/w:bottom", "color", "000000")),
    (
        "red_rule",
        lambda root: [node.getparent().remove(node) for node in root.findall(".//w:pBdr", NAMES)[:1]],
    ),
    ("title", of_style("DocTitle", FONT, "eastAsia", "宋体")),
    ("title", of_style("DocTitle", SIZE, "val", "36")),
    ("title", of_style("DocTitle", JC, "val", "left")),
    ("addressee", text("Addressee", "：", ":")),
    ("addressee", of_style("Addressee", INDENT, "firstLineChars", "200")),
    ("body", of_style("BodyText", FONT, "eastAsia", "宋体", 2)),
    ("body", of_style("BodyText", SIZE, "val", "28", 2)),
    ("body", of_style("BodyText", INDENT, "firstLineChars", "400", 2)),
    ("body", lambda root: [i.attrib.clear() for i in styled(root, "BodyText")[2].iter(w("ind"))]),
    ("heading_1", of_style("Heading1", FONT, "eastAsia", "仿宋_GB2312")),
    ("heading_2", of_style("Heading2", FONT, "eastAsia", "黑体")),
    ("heading_3", of_style("Heading3", SIZE, "val", "28")),
    ("heading_4", of_style("Heading4", INDENT, "firstLineChars", "400")),
    ("attachment_list", text("AttachmentList", "统计表", "统计表。")),
    ("attachment_list", text("AttachmentList", "附件：", "附：")),
    ("signature", of_style("Signature", INDENT, "rightChars", "800")),
    ("signature", of_style("Signature", FONT, "eastAsia", "楷体")),
    ("date", text("DocDate", "1月5日", "01月05日")),
    ("date", of_style("DocDate", JC, "val", "left")),
    ("notes", text("Notes", "（", "(")),
    ("attachment", of_style("AttachmentLabel", FONT, "eastAsia", "宋体")),
    (
        "attachment",
        lambda root: [n.getparent().remove(n) for n in root.findall(".//w:pageBreakBefore", NAMES)[:1]],
    ),
    ("attachment", of_style("AttachmentTitle", JC, "val", "left")),
    ("imprint", of_style("Imprint", SIZE, "val", "32")),
    ("imprint", text("Imprint", "。", "")),
    ("imprint", value(".//w:pBdr/w:top", "sz", "24")),
    ("fonts", of_style("BodyText", FONT, "asciiTheme", "minorHAnsi", 2)),
    ("tables", lambda root: root.find(".//w:tc//w:spacing[@w:lineRule]", NAMES).set(w("lineRule"), "exact")),
    ("figures", lambda root: [n.getparent().remove(n) for n in root.findall(".//w:sdtPr/w:tag", NAMES)[:1]]),
    (
        "figures",
        lambda root: [n.getparent().remove(n) for n in root.findall(".//w:bookmarkStart", NAMES)[:1]],
    ),
]


@pytest.mark.parametrize(("element", "spoil"), SPOILED)
def test_a_spoiled_element_is_found_and_only_it(element: str, spoil: Spoil) -> None:
    before = {str(result) for result in check_docx(FILE)}
    results = check_docx(changed(FILE, spoil))
    wanted = {"date", "signature"} if element == "date" and "signature" in failed(results) else {element}
    assert failed(results) == wanted
    message = next(str(result) for result in results if not result.ok)
    assert message not in before
    assert "GB/T 9704-2012" in message


def test_every_element_measured_has_a_spoiled_copy() -> None:
    """`page_number` and `language` stand in parts of their own: the two tests below."""
    measured = {result.element for result in check_docx(FILE)}
    assert measured - {element for element, _ in SPOILED} == {"page_number", "language"}


def test_page_numbers_spoiled_in_their_own_parts_are_found() -> None:
    footer = "word/footer_even.xml"
    for old, new in (
        ('w:val="left"', 'w:val="right"'),
        ("— ", "- "),
        ('eastAsia="宋体"', 'eastAsia="黑体"'),
        ('w:val="28"', 'w:val="32"'),
    ):
        assert failed(check_docx(replaced(FILE, old, new, footer))) == {"page_number"}
    assert failed(check_docx(replaced(FILE, "<w:evenAndOddHeaders/>", "", "word/settings.xml"))) == {
        "page_number"
    }
    content = parts(FILE)
    del content[footer]
    assert failed(check_docx(pack(content))) == {"page_number"}


def test_the_language_of_the_defaults_is_measured() -> None:
    assert failed(
        check_docx(replaced(FILE, 'w:eastAsia="zh-CN"', 'w:eastAsia="en-US"', "word/styles.xml"))
    ) == {"language"}


def test_the_letters_rules_are_measured() -> None:
    assert failed(check_docx(LETTER, form="letter")) == set()
    short = changed(LETTER, lambda r: [n.set(w("w"), "5000") for n in r.findall(".//w:framePr", NAMES)])
    assert "letter_rules" in failed(check_docx(short, form="letter"))
    gone = changed(LETTER, lambda r: [n.getparent().remove(n) for n in r.findall(".//w:pBdr", NAMES)])
    assert {"letter_rules", "imprint"} == failed(check_docx(gone, form="letter"))


def test_a_strange_document_lacks_nearly_everything_and_breaks_nothing() -> None:
    strange = pack(
        {
            "word/document.xml": (
                f'<w:document xmlns:w="{NAMES["w"]}"><w:body><w:p><w:pPr><w:spacing w:line="auto"/></w:pPr>'
                "<w:r><w:t>文字</w:t></w:r></w:p></w:body></w:document>"
            ).encode()
        }
    )
    results = check_docx(strange)
    assert failed(results) >= {
        "paper",
        "lines",
        "characters",
        "letterhead",
        "number",
        "red_rule",
        "title",
        "body",
    }
    assert {"paper", "fonts", "language", "page_number"} <= failed(results)


def test_looks_set_by_styles_count_as_much_as_looks_of_runs() -> None:
    def bare(root: etree._Element) -> None:
        for heading in styled(root, "Heading2"):
            for run in heading.iter(w("r")):
                run.remove(run.find("w:rPr", NAMES))

    assert failed(check_docx(changed(FILE, bare))) == set()


def test_results_read_as_sentences() -> None:
    good = next(result for result in check_docx(FILE) if result.element == "paper")
    assert str(good) == "✓ 纸张：210×297毫米"
    bad = next(r for r in check_docx(replaced(FILE, 'w:w="11906"', 'w:w="12240"')) if not r.ok)
    assert str(bad) == "✗ 纸张：应为210×297毫米，实为216×297毫米（GB/T 9704-2012 5.1）"


def test_a_paper_without_running_text_is_measured_too() -> None:
    paper = OfficialDocument(
        kind="文书", form="plain", title="送达回证", blocks=(Fields((("受送达人", "甲某"),)),)
    )
    results = check_docx(docx.write(paper), form="plain")
    assert failed(results) == set()
    assert not {"characters", "body"} & {result.element for result in results}
    filled = OfficialDocument(kind="文书", form="plain", title="送达回证", blocks=(Paragraph.of("已收到。"),))
    assert failed(check_docx(docx.write(filled), form="plain")) == set()
