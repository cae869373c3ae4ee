"""A Word file given back with findings as comments: at their places, and nothing else changed."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime

import docx
import pytest
from lxml import etree

from tests.review.files import W, paragraph, raw, saved, word
from yifa.review import Finding, Unreadable, annotate_docx, check, read
from yifa.review.readers.package import w

AT = datetime(2026, 11, 1, tzinfo=UTC)


def finding(start: int, end: int, message: str = "说明") -> Finding:
    return Finding("a.b", "high", start, end, "", message, "《示例》第一条", "改法")


def commented(data: bytes) -> list[tuple[str, str]]:
    """What each comment is about, and what it says, in order of the comments' numbers."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        root = etree.fromstring(package.read("word/document.xml"))
        comments = etree.fromstring(package.read("word/comments.xml"))
    says = {one.get(w("id")): "|".join(one.itertext(w("t"))) for one in comments}
    found: dict[str, str] = {}
    open_now: set[str] = set()
    for element in root.iter():
        number = element.get(w("id"), "")
        if element.tag == w("commentRangeStart"):
            open_now.add(number)
            found[number] = ""
        elif element.tag == w("commentRangeEnd"):
            open_now.remove(number)
        elif element.tag == w("t"):
            for one in open_now:
                found[one] += element.text or ""
    assert not open_now
    return [(found[number], says[number]) for number in sorted(found, key=int)]


def test_a_comment_stands_at_its_words() -> None:
    data = word("下一步将继续继续推进。", "第二段有等提高。")
    document = read(data)
    findings = check(document)
    result = annotate_docx(data, findings, at=AT)
    assert [about for about, _ in commented(result)] == [one.text for one in findings] == ["继续继续", "有等"]
    assert commented(result)[0][1].startswith("【错误】“继续”重复|建议改为：继续|依据：")
    assert read(result).text.startswith(document.text)


def test_python_docx_sees_the_comments_and_the_same_text() -> None:
    original = docx.Document()
    first = original.add_paragraph("开展")
    first.add_run("继续").bold = True
    first.add_run("继续推进")
    data = saved(original)
    result = docx.Document(io.BytesIO(annotate_docx(data, check(read(data)), at=AT)))
    assert [comment.author for comment in result.comments] == ["依法核稿"]
    assert [one.text for one in result.paragraphs] == ["开展继续继续推进"]
    assert [run.text for run in result.paragraphs[0].runs if run.bold] == ["继续"]


def test_overlapping_and_touching_comments_in_one_run() -> None:
    data = word("一二三四五六七八九十")
    spans = [(0, 4), (2, 6), (6, 10), (0, 10), (3, 4), (9, 10)]
    result = annotate_docx(data, [finding(*span) for span in spans], at=AT)
    assert [about for about, _ in commented(result)] == ["一二三四五六七八九十"[a:b] for a, b in spans]
    assert read(result).text.startswith("一二三四五六七八九十")


def test_a_comment_across_paragraphs_and_table_cells() -> None:
    document = docx.Document()
    document.add_paragraph("甲乙")
    document.add_table(1, 1).cell(0, 0).text = "丙丁"
    data = saved(document)
    result = annotate_docx(data, [finding(1, 4), finding(3, 5)], at=AT)
    assert [about for about, _ in commented(result)] == ["乙丙", "丙丁"]


def test_a_run_with_several_texts_and_a_break_between_keeps_its_order() -> None:
    body = "<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>甲乙</w:t><w:br/><w:t>丙丁</w:t><w:tab/><w:t>戊</w:t></w:r></w:p>"
    data = raw(body)
    assert read(data).text == "甲乙\n丙丁\t戊\n"
    result = annotate_docx(data, [finding(1, 2), finding(4, 5), finding(6, 7)], at=AT)
    assert [about for about, _ in commented(result)] == ["乙", "丁", "戊"]
    assert read(result).text.startswith("甲乙\n丙丁\t戊\n")


def test_findings_about_the_whole_text_and_those_beyond_the_body_go_to_the_first_paragraph() -> None:
    header = f"<w:hdr {W}>{paragraph('页眉')}</w:hdr>"
    data = raw(paragraph("正文"), header1=header)
    end = len(read(data).text)
    result = annotate_docx(data, [finding(0, 0), finding(end - 3, end - 1)], at=AT)
    assert [about for about, _ in commented(result)] == ["正", "正"]


def test_older_comments_stay_and_numbers_go_on() -> None:
    first = annotate_docx(word("继续继续推进"), [finding(0, 2, "旧")], at=AT)
    second = annotate_docx(first, [finding(2, 4, "新")], at=AT)
    assert [says.split("|")[0] for _, says in commented(second)] == ["【错误】旧", "【错误】新"]


def test_a_file_without_relations_gets_them() -> None:
    result = annotate_docx(raw(paragraph("正文")), [finding(0, 1)], at=AT)
    with zipfile.ZipFile(io.BytesIO(result)) as package:
        assert b"comments.xml" in package.read("[Content_Types].xml")
        assert b"comments.xml" in package.read("word/_rels/document.xml.rels")
        assert b"2026-11-01T00:00:00Z" in package.read("word/comments.xml")


def test_text_outside_a_run_and_no_text_at_all() -> None:
    loose = "<w:p><w:t>散</w:t></w:p>"
    assert [about for about, _ in commented(annotate_docx(raw(loose), [finding(0, 1)], at=AT))] == ["散"]
    empty = raw("<w:p><w:r><w:br/></w:r></w:p>")
    assert commented(annotate_docx(empty, [finding(0, 1)], at=AT)) == []


def test_what_is_no_word_file_is_refused() -> None:
    with pytest.raises(Unreadable):
        annotate_docx(b"text", [])


def test_control_characters_of_a_message_do_not_break_the_file() -> None:
    result = annotate_docx(word("正文"), [finding(0, 1, "坏\x00\x0b字")], at=AT)
    assert commented(result)[0][1].startswith("【错误】坏字")
