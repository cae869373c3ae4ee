"""Suggestions put into the text and into Word files."""

from __future__ import annotations

import io

import pytest

from yifa.review import Finding, read
from yifa.review.corrections import clash, corrected_docx, corrected_text


def found(text: str, old: str, new: str, at: int | None = None) -> Finding:
    start = text.index(old) if at is None else at
    return Finding("check", "high", start, start + len(old), old, "", "", new)


def test_each_suggestion_goes_to_its_place() -> None:
    text = "继续继续推进，的的确"
    assert (
        corrected_text(text, [found(text, "继续继续", "继续"), found(text, "的的", "的")]) == "继续推进，的确"
    )


def test_places_over_each_other_are_told() -> None:
    text = "一二三四五"
    first, second, third = found(text, "一二", "1"), found(text, "二三", "2"), found(text, "三", "3")
    assert clash([first, second]) is second
    assert clash([third, first]) is None
    assert clash([]) is None


def document(*paragraphs: list[tuple[str, bool]]) -> bytes:
    import docx

    made = docx.Document()
    for runs in paragraphs:
        paragraph = made.add_paragraph()
        for text, bold in runs:
            paragraph.add_run(text).bold = bold
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def test_words_over_several_runs_take_the_look_of_the_first() -> None:
    import docx

    original = document([("我们继续", True), ("继续推进", False), ("工作", True)])
    text = read(original).text
    content, left = corrected_docx(original, [found(text, "继续继续", "接着")])
    runs = docx.Document(io.BytesIO(content)).paragraphs[0].runs
    assert [(run.text, run.bold) for run in runs] == [("我们接着", True), ("推进", False), ("工作", True)]
    assert left == []


def test_several_places_of_one_run() -> None:
    original = document([("甲甲乙乙丙", False)])
    text = read(original).text
    content, _left = corrected_docx(original, [found(text, "甲甲", "甲"), found(text, "乙乙", "二二二")])
    assert read(content).text.strip() == "甲二二二丙"


def test_a_place_with_a_line_break_in_it_is_left_as_it_is() -> None:
    import docx

    made = docx.Document()
    run = made.add_paragraph().add_run("前面")
    run.add_break()
    run.add_text("后面")
    out = io.BytesIO()
    made.save(out)
    text = read(out.getvalue()).text
    place = found(text, "前面\n后面", "都改")
    content, left = corrected_docx(out.getvalue(), [place])
    assert left == [place]
    assert read(content).text == text


@pytest.mark.parametrize("old", ["页眉文字"])
def test_a_page_header_is_left_as_it_is(old: str) -> None:
    import docx

    made = docx.Document()
    made.add_paragraph("正文")
    made.sections[0].header.paragraphs[0].text = old
    out = io.BytesIO()
    made.save(out)
    text = read(out.getvalue()).text
    _content, left = corrected_docx(out.getvalue(), [found(text, old, "新")])
    assert [one.text for one in left] == [old]
