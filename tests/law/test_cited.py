"""Citations found in running text, with offsets that fit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yifa.law import citations
from yifa.law.cited import number


def test_an_act_with_paragraph_and_item_is_read_whole() -> None:
    text = "依据《中华人民共和国行政处罚法》第六十四条第一款第（二）项规定"
    (one,) = citations(text)
    assert (one.title, one.article, one.paragraph, one.item) == ("中华人民共和国行政处罚法", 64, 1, 2)
    assert text[one.start : one.end] == "《中华人民共和国行政处罚法》第六十四条第一款第（二）项" == one.text


@pytest.mark.parametrize(
    ("text", "articles"),
    [
        ("《信访工作条例》第二十二条、第二十三条和第34条", [22, 23, 34]),
        ("《信访工作条例》第22条至第24条", [22, 24]),
        ("《信访工作条例》（2022年）第三十四条", [34]),
        ("《信访工作条例》的第三十四条", [34]),
        ("《刑法》第二百八十条之一", [280]),
        ("《信访工作条例》规定", [None]),
        ("没有法", []),
        ("《信访工作条例》和《人民调解法》第九条", [None, 9]),
        ("《未完", []),
        ("多余》《人民调解法》第九条", [9]),
        ("《跨\n行》第九条", []),
    ],
)
def test_every_article_is_a_citation(text: str, articles: list[int | None]) -> None:
    assert [one.article for one in citations(text)] == articles


def test_an_inserted_article_keeps_its_second_number() -> None:
    (one,) = citations("《刑法》第二百八十条之一")
    assert (one.article, one.sub) == (280, 1)


def test_a_title_inside_a_title_belongs_to_the_outer_one() -> None:
    (one,) = citations("《最高人民法院关于适用《中华人民共和国行政诉讼法》的解释》第六十四条")
    assert one.title == "最高人民法院关于适用《中华人民共和国行政诉讼法》的解释"
    assert one.article == 64


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("一百零三", 103),
        ("一千二百四十二", 1242),
        ("二〇二六", 2026),
        ("58", 58),
        ("两", 2),
    ],
)
def test_chinese_numerals_are_read(text: str, value: int) -> None:
    assert number(text) == value


@given(st.text("《》第一十条款之、的（）(2)项和\n甲", max_size=60))
def test_any_text_gives_offsets_that_fit(text: str) -> None:
    for one in citations(text):
        assert text[one.start : one.end] == one.text
        assert one.text
