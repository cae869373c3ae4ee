"""Figures: numerals, units, approximation, and the numbers that are none."""

from __future__ import annotations

import pytest

from yifa.review.extraction import in_text
from yifa.review.numerals import parse


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1200", 1200),
        ("1,200", 1200),
        ("1 200", 1200),
        ("１２００", 1200),
        ("一千二百", 1200),
        ("0.12万", 1200),
        ("12百", 1200),
        ("64余万", 640_000),
        ("3.5万多", 35_000),
        ("两万五", 25_000),
        ("一百零五", 105),
        ("一百二", 120),
        ("二〇二四", 2024),
        ("十二", 12),
        ("一亿三千万", 130_000_000),
        ("九点五", 9.5),
        ("1.2亿", 120_000_000),
    ],
)
def test_numerals_have_the_value_a_reader_gives_them(text: str, value: float) -> None:
    number = parse(text)
    assert number is not None
    assert float(number.value) == value


@pytest.mark.parametrize("text", ["", "十百", "二五十", "abc", "万点", "一二万三"])
def test_what_is_no_numeral_has_no_value(text: str) -> None:
    number = parse(text)
    assert number is None or number.value >= 0


@pytest.mark.parametrize(
    ("text", "approx"),
    [
        ("培训30人", "exact"),
        ("培训30余人", "over"),
        ("培训近30人", "under"),
        ("培训约30人", "about"),
        ("培训30人左右", "about"),
        ("培训30人以上", "over"),
        ("培训不少于30人", "over"),
        ("培训不超过30人", "under"),
        ("培训30至50人", "range"),
        ("培训三四十人", "range"),
        ("培训数十人", "about"),
        ("通过30人", "exact"),
    ],
)
def test_approximation_and_its_direction(text: str, approx: str) -> None:
    (figure,) = in_text(text)
    assert figure.approx == approx


@pytest.mark.parametrize(
    "text",
    [
        "2024年12月4日",
        "第3次会议",
        "第五十一条",
        "拨打12345热线",
        "“12·4”国家宪法日",
        "行政执法三项制度",
        "“八五”普法",
        "一村一法律顾问",
        "国办发〔2018〕118号",
        "千家万户",
        "24小时值守",
        "15分钟公共法律服务圈",
        "党的二十届三中全会",
        "电话0571-12345678",
        "两名执法人员到场",
        "区委六届七次、八次全会",
        "六届人大三次会议",
        "四处走访",
        "《关于十件实事的通知》",
    ],
)
def test_numbers_that_are_no_figures(text: str) -> None:
    assert in_text(text) == []
