"""What must hold for any text: neutral words change no value, numerals agree, offsets point at the text, no bytes crash."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.review.files import paragraph, pdf, raw, word
from yifa import law
from yifa.review import Document, SetAside, Settings, Unreadable, annotate_docx, check, figures, read, report
from yifa.review.extraction import in_text
from yifa.review.numerals import chinese_integer, parse
from yifa.review.values import Finding

DIGITS = "零一二三四五六七八九"
NEUTRAL = st.text("春风化雨润物无声稳步向好", min_size=0, max_size=12)
UNITS = st.sampled_from(["件", "场", "人次", "份", "条", "户", "起", "名", "学时", "平方米"])
PIECES = st.sampled_from(
    [
        "调解纠纷",
        "12件",
        "３０余场",
        "其中",
        "（",
        "）",
        "“",
        "”",
        "《",
        "》",
        "第五十一条",
        "一千二百",
        "近",
        "约",
        "%",
        "。",
        "，",
        "\n",
        "一、",
        "（一）",
        "2024年",
        "增长",
        "同比",
        "申请人张三丰",
        "13900001234",
        "行政处罚法",
        "万",
        "亿",
        "十",
        "—",
        "至",
        " ",
        "继续继续",
        "有等提高",
        "示例街道办事处",
        "\t",
        "①",
        "\u3000",
        "𠮷",
        "a",
        ".",
        ",",
    ]
)
HEADINGS = st.sampled_from(
    [
        "二、存在的不足\n",
        "（一）成效\n",
        "### （二）甲\n",
        "1. 条\n",
        "四、计划\n",
        "进一步加强\n",
        "抄送：区政府\n",
        "2026年2月10日\n",
        "示例街道办事处\n",
    ]
)
LINES = st.one_of(
    HEADINGS, st.lists(PIECES, max_size=12).map("".join), st.just("不断提高依法行政的能力和水平。" * 8 + "\n")
)
REPORTS = st.lists(LINES, max_size=30).map(
    lambda lines: "示例街道2025年法治政府建设情况的报告\n" + "".join(lines) + "\n" + "按部就班。" * 120
)
TEXTS = st.lists(PIECES, max_size=40).map("".join)


def chinese(number: int) -> str:
    """A whole number below 100 million in Chinese numerals, as one writes it."""
    if number >= 10_000:
        high, low = divmod(number, 10_000)
        return chinese(high) + "万" + ("" if not low else ("零" if low < 1000 else "") + chinese(low))
    text = ""
    for place, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, place)
        if digit:
            text += DIGITS[digit] + name
        elif text and number and not text.endswith("零"):
            text += "零"
    return text.removeprefix("一") if text.startswith("一十") else text or "零"


@given(st.integers(1, 99_999_999))
@example(10)
@example(10_010)
@example(1_000_001)
@example(20_000_200)
def test_equivalent_numerals_have_equal_values(number: int) -> None:
    assert chinese_integer(chinese(number)) == number
    forms = [
        str(number),
        f"{number:,}",
        chinese(number),
        f"{Decimal(number) / 10_000:f}万",
        str(number).translate(str.maketrans("0123456789", "０１２３４５６７８９")),
    ]
    values = {parse(form).value for form in forms}  # type: ignore[union-attr]
    assert values == {Decimal(number)}


@given(st.integers(2, 99_999), UNITS)
def test_equivalent_numerals_in_a_sentence_give_one_figure(number: int, unit: str) -> None:
    forms = [str(number), f"{number:,}", f"{Decimal(number) / 10_000:f}万"]
    found = [in_text(f"全年办理{form}{unit}。") for form in forms]
    assert [[(one.value, one.unit) for one in each] for each in found] == [[(number, unit)]] * len(forms)


@given(NEUTRAL, st.integers(2, 99_999), UNITS, st.sampled_from(["", "余", "多"]), NEUTRAL)
def test_neutral_words_around_a_figure_change_nothing(
    before: str, number: int, unit: str, vague: str, after: str
) -> None:
    (plain,) = in_text(f"{number}{vague}{unit}。")
    (inside,) = in_text(f"{before}，{number}{vague}{unit}，{after}。")
    assert (inside.value, inside.unit, inside.approx, inside.text) == (
        plain.value,
        plain.unit,
        plain.approx,
        plain.text,
    )


@given(TEXTS)
def test_offsets_point_at_the_text_and_nothing_crashes(text: str) -> None:
    document = read(text.encode(), "a.txt") if text.strip() else Document("a.txt", text, ())
    result = report(
        document, acts=law.register(), today=date(2026, 11, 1), settings=Settings(least="question")
    )
    for one in (*result.figures, *result.findings):
        assert 0 <= one.start <= one.end <= len(document.text)
        assert document.text[one.start : one.end] == one.text
    for figure in result.figures:
        assert figure.parent is None or 0 <= figure.parent < len(result.figures)
        assert figure.value >= 0
    starts = [figure.start for figure in result.figures]
    assert starts == sorted(starts)
    assert all(block.start < block.end for block in document.blocks)


@settings(deadline=None)
@given(REPORTS)
@example("2025年法治政府建设情况的报告\n" + "没有标题的正文。\n" * 100)
def test_whole_reports_in_any_disorder_are_reviewed(text: str) -> None:
    document = read(text.encode(), "a.txt")
    for one in check(document, acts=law.register(), settings=Settings(least="question")):
        assert document.text[one.start : one.end] == one.text


@given(st.text(max_size=300))
@example("\x85一、\u2028x")
@example("\r\r\n一、")
@example("一" * 5000 + "件")
@example("1" * 5000 + "件")
@example("1,234" * 900 + "件")
def test_any_text_is_reviewed(text: str) -> None:
    try:
        document = read(text.encode("utf-8", "surrogatepass"), "a.txt")
    except Unreadable:
        return
    check(document, acts=law.register(), settings=Settings(least="question"))


BASES = [
    word("调解纠纷12件", "继续继续"),
    pdf([["调解纠纷十二件，继续推进工作。"]]),
    "<html><body><p>调解12件</p></body></html>".encode(),
    "调解12件".encode("gb18030"),
]


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(BASES),
    st.lists(st.tuples(st.integers(0, 40_000), st.binary(min_size=1, max_size=4)), min_size=1, max_size=6),
    st.integers(0, 40_000),
)
def test_damaged_files_are_read_or_refused_but_never_crash(
    base: bytes, hits: list[tuple[int, bytes]], cut: int
) -> None:
    data = bytearray(base)
    for place, put in hits:
        at = place % len(data)
        data[at : at + len(put)] = put
    damaged = bytes(data[: cut % (2 * len(data)) + 1])
    try:
        document = read(damaged, "a")
    except Unreadable:
        return
    assert all(0 <= block.start < block.end <= len(document.text) for block in document.blocks)


@given(st.binary(max_size=400), st.sampled_from(["", "a.txt", "a.html", "a.docx", "a.pdf", "a.md"]))
@example(b"\xff\xfe\x00\x00", "a.txt")
@example(b"<html", "a.html")
@example(b"PK\x03\x04", "a.docx")
@example(b"PK\x05\x06" + b"\0" * 18, "a.docx")
@example(b"%PDF-", "a.pdf")
@example("﻿".encode(), "a.txt")
def test_any_bytes_are_read_or_refused(data: bytes, name: str) -> None:
    try:
        document = read(data, name)
    except Unreadable:
        return
    assert isinstance(document.text, str)


@settings(max_examples=150, deadline=None)
@given(
    st.text("调解纠纷12件，。（）<&\"'\x0b\ufffe", max_size=60), st.text("pbrtdelins:/<>w \"'", max_size=40)
)
def test_odd_xml_is_read_or_refused(text: str, markup: str) -> None:
    try:
        read(raw(paragraph(text) + markup), "a.docx")
    except Unreadable:
        return


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.text("甲乙丙丁12件，。", min_size=1, max_size=20), min_size=1, max_size=4),
    st.lists(st.tuples(st.integers(0, 80), st.integers(1, 12)), max_size=6),
)
def test_comments_change_no_word(paragraphs: list[str], spans: list[tuple[int, int]]) -> None:
    data = word(*paragraphs)
    before = read(data)
    findings = [
        Finding("a.b", "low", start, start + length, "", "说明")
        for start, length in spans
        if start + length <= len(before.text)
    ]
    after = read(annotate_docx(data, findings))
    assert after.text[: len(before.text)] == before.text


def test_a_finding_set_aside_returns_when_the_reason_expires() -> None:
    document = read("下一步将继续继续推进。".encode(), "a.txt")
    aside = SetAside("wording.repeat", "继续继续", "引用原话", "示例", date(2026, 6, 30))
    chosen = Settings(set_aside=(aside,))
    assert check(document, today=date(2026, 6, 30), settings=chosen) == []
    assert len(check(document, today=date(2026, 7, 1), settings=chosen)) == 1
    assert len(check(read("参加参加培训。".encode()), today=date(2026, 6, 1), settings=chosen)) == 1


def test_checks_can_be_chosen() -> None:
    document = read("下一步将继续继续推进，有等提高。".encode(), "a.txt")
    assert [one.check for one in check(document)] == ["wording.repeat", "wording.characters"]
    assert [one.check for one in check(document, settings=Settings(only=frozenset({"wording.repeat"})))] == [
        "wording.repeat"
    ]
    assert [
        one.check for one in check(document, settings=Settings(without=frozenset({"wording.repeat"})))
    ] == ["wording.characters"]


@pytest.mark.parametrize("repeats", [1, 4])
def test_figures_of_a_longer_text_are_those_of_its_parts(repeats: int) -> None:
    part = "全年调解纠纷12件，其中邻里8件。\n"
    document = read((part * repeats).encode(), "a.txt")
    assert [one.value for one in figures(document)] == [12, 8] * repeats
