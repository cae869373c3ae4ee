"""Pages set with one measure changed: the element with that measure is found."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject

from tests.papers.factory import body, report
from yifa.foundation.errors import YifaError
from yifa.papers import Heading, OfficialDocument, Paragraph, pdf
from yifa.papers.conformance import ElementResult, check_pdf
from yifa.papers.pdf import data


def failed(results: list[ElementResult]) -> set[str]:
    return {result.element for result in results if not result.ok}


def write(**changes: Any) -> bytes:
    return pdf.write(report(**changes), system_fonts=False)


@pytest.mark.parametrize("form", ["报告", "letter", "public", "plain"])
def test_what_the_writer_makes_conforms(form: str) -> None:
    results = check_pdf(write(form=form, blocks=body(24)), form=form)
    assert [str(result) for result in results if not result.ok] == []
    found = {result.element: result.found for result in results}
    assert found["lines"].endswith("最多一面22行")
    assert "中位28字" in found["characters"]


@pytest.mark.parametrize(
    ("measure", "value", "elements"),
    [
        ("page_width", 216.0, {"paper"}),
        ("left", 24.0, {"margin_left", "red_rule"}),
        ("right", 34.0, {"margin_right", "characters", "red_rule"}),
        ("top", 30.0, {"margin_top"}),
        ("bottom", 25.0, {"margin_bottom"}),
        ("line_pitch", 24.0, {"lines"}),
        ("tracking", 2.0, {"characters"}),
        ("head_drop", 20.0, {"letterhead"}),
        ("red", "0000FF", {"letterhead", "red_rule"}),
        ("rule_gap", 9.0, {"red_rule"}),
        ("title_size", 18.0, {"title"}),
        ("small_size", 12.0, {"imprint", "page_number"}),
        ("footer_gap", 12.0, {"page_number"}),
    ],
)
def test_a_changed_measure_is_found(
    measure: str, value: float | str, elements: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert failed(check_pdf(write())) == set()
    monkeypatch.setitem(data.MEASURES, measure, value)
    found = failed(check_pdf(write()))
    assert elements & found, found
    assert elements <= found or measure in ("left", "right", "bottom"), found


def test_the_letters_measures_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(data.MEASURES, "letter_bottom", 30.0)
    assert failed(check_pdf(write(form="letter"), form="letter")) == {"letter_rules"}
    monkeypatch.setitem(data.MEASURES, "letter_top", 40.0)
    assert "letterhead" in failed(check_pdf(write(form="letter"), form="letter"))


def test_a_wrong_number_and_a_missing_one_are_found() -> None:
    assert failed(check_pdf(write(number="示街办发[2027]3号"))) == {"number"}
    assert failed(check_pdf(write(number="", signer=""))) == {"number", "red_rule"}


def test_a_date_on_the_left_is_found() -> None:
    blocks = (Paragraph.of("正文。"), Paragraph.of("2027年1月5日", align="flush"))
    doc = report(blocks=blocks, date=None, signature="", attachments=(), copies=(), printed_by="")
    assert failed(check_pdf(pdf.write(doc))) == {"date"}


def test_an_imprint_that_is_not_at_the_foot_is_found() -> None:
    doc = report(
        copies=(),
        printed_by="",
        attachments=(),
        blocks=(Paragraph.of("正文。"), Paragraph.of("抄送：示例区。")),
    )
    assert failed(check_pdf(pdf.write(doc))) == {"imprint"}


def test_missing_marks_of_the_archive_and_bookmarks_are_found() -> None:
    plain = re.sub(rb"pdfaid:part>2<", b"pdfaid:part>x<", write())
    assert failed(check_pdf(plain)) == {"archive"}
    heads = report(blocks=(Paragraph.of("一、这一行像标题"), Heading(1, "一、标题")))
    assert failed(check_pdf(pdf.write(heads))) == {"bookmarks"}


def test_fonts_that_are_not_embedded_are_found() -> None:
    writer = PdfWriter(clone_from=PdfReader(BytesIO(write())))
    for one in writer._objects:
        if isinstance(one, DictionaryObject) and one.get("/Type") == "/FontDescriptor":
            for name in ("/FontFile", "/FontFile2", "/FontFile3"):
                one.pop(name, None)
    out = BytesIO()
    writer.write(out)
    assert "fonts" in failed(check_pdf(out.getvalue()))


def test_pages_without_words_are_found() -> None:
    writer = PdfWriter()
    writer.add_blank_page(width=595.3, height=841.9)
    out = BytesIO()
    writer.write(out)
    assert {"text", "fonts", "title", "letterhead"} <= failed(check_pdf(out.getvalue()))


def test_every_element_measured_has_a_spoiled_copy() -> None:
    by_measure = {
        "paper",
        "margin_left",
        "margin_right",
        "margin_top",
        "margin_bottom",
        "lines",
        "characters",
    }
    by_measure |= {"letterhead", "red_rule", "title", "imprint", "page_number"}
    by_hand = {"number", "date", "archive", "bookmarks", "fonts", "text"}
    assert {result.element for result in check_pdf(write())} == by_measure | by_hand


def test_no_pdf_is_told_in_words() -> None:
    with pytest.raises(YifaError, match="不是可以打开的 PDF"):
        check_pdf(b"%PDF-1.7 broken")


def test_a_page_without_running_text_lacks_what_it_should_have() -> None:
    bare = OfficialDocument(kind="通知", title="通知", issuer="示例街道办事处", form="plain")
    results = check_pdf(pdf.write(bare), form="plain")
    assert failed(results) == set()
    assert not {"lines", "characters", "margin_left"} & {result.element for result in results}
    assert failed(check_pdf(pdf.write(bare))) == {"letterhead", "number", "red_rule"}
