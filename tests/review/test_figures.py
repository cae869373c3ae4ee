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
        ("5万8千", 58_000),
        ("1亿2000万", 120_000_000),
        ("3万5千余", 35_000),
        ("2万300", 20_300),
        ("1.2亿", 120_000_000),
    ],
)
def test_numerals_have_the_value_a_reader_gives_them(text: str, value: float) -> None:
    number = parse(text)
    assert number is not None
    assert float(number.value) == value


@pytest.mark.parametrize("text", ["", "十百", "5万8万", "二五十", "abc", "万点"])
def test_what_is_no_numeral_has_no_value(text: str) -> None:
    assert parse(text) is None


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
        ("培训上百人", "about"),
        ("网上十人参加", "exact"),
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


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("奖补3至5万元", 30_000, 50_000),
        ("奖补20万—30万元", 200_000, 300_000),
        ("培训三四十人", 30, 40),
        ("培训5-8人", 5, 8),
        ("奖补300至500元", 300, 500),
    ],
)
def test_ranges_have_two_ends(text: str, low: int, high: int) -> None:
    (figure,) = in_text(text)
    assert (figure.value, figure.high, figure.approx) == (low, high, "range")


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("今年调解纠纷12件", "year"),
        ("自成立以来调解纠纷12件", "cumulative"),
        ("自成立以来规范运行，今年调解纠纷12件", "year"),
        ("明年计划调解纠纷12件", "target"),
        ("纠纷同比增长12%", "growth"),
        ("每人学习不少于12学时", "threshold"),
        ("计划每人学习不少于12学时", "target"),
        ("去年调解纠纷12件", "last_year"),
        ("四、下一步工作安排\n调解纠纷12件", "target"),
        ("一、工作情况\n调解纠纷12件", "year"),
    ],
)
def test_which_time_a_figure_speaks_of(text: str, scope: str) -> None:
    assert in_text(text)[-1].scope == scope


@pytest.mark.parametrize(
    ("text", "parents"),
    [
        ("受理纠纷28件，其中邻里26件、家庭2件，调解成功27件", [None, 0, 0, None]),
        ("受理案件7件（甲6件，乙1件），办结5件", [None, 0, 0, None]),
        ("处罚28起，其中警告26起、罚款2起共300元；检查40次", [None, 0, 0, None, None]),
        ("受理纠纷28件，满意率98%，其中邻里26件", [None, None, None]),
        ("开展活动28场。其中邻里26场", [None, None]),
    ],
)
def test_totals_and_their_parts(text: str, parents: list[int | None]) -> None:
    assert [figure.parent for figure in in_text(text)] == parents


def test_named_parts_are_exhaustive_only_without_such_as() -> None:
    assert [one.exhaustive for one in in_text("受理7件（甲6件，乙1件）")] == [False, True, True]
    assert not any(one.exhaustive for one in in_text("受理7件（其中甲6件）"))


def test_a_number_for_each_of_several() -> None:
    assert in_text("各社区均开展讲座4场")[0].per
    assert not in_text("全年开展讲座4场")[0].per


@pytest.mark.parametrize(
    "text", ["上午8时30分", "出口500米处", "示例村3组12号", "5栋301室", "10个工作日内办结"]
)
def test_times_places_and_terms_are_no_figures(text: str) -> None:
    assert in_text(text) == []


def test_a_unit_after_a_line_break() -> None:
    (figure,) = in_text("调解纠纷 12\n件")
    assert (figure.value, figure.unit, figure.text) == (12, "件", "12\n件")


def test_a_passage_as_it_is_typed() -> None:
    from yifa.review import review_text

    told = review_text("平台成立至今，共接待咨询525人次，受理28件，办结30件。")
    assert [one.text for one in told.findings] == ["525人次", "30件"]
    assert [one.unit for one in told.figures] == ["人次", "件", "件"]
    assert review_text("").findings == ()
