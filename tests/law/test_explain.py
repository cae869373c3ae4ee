"""The explanation: every step said, every doubt said, nothing said that did not happen."""

from __future__ import annotations

from datetime import date

import pytest

from yifa import law
from yifa.law.explain import cite

START = date(2026, 2, 10)


def said(code: str, start: date = START, **more: object) -> str:
    return "\n".join(law.due(code, start, **more).explanation)  # type: ignore[arg-type]


def test_a_term_of_working_days_names_the_days_left_out_and_the_days_made_up() -> None:
    text = said("REV-11")
    assert "起算：2026-02-10（周二），收到复议申请书副本。当日不计，从次日起算" in text
    assert "期限：10日，依据《行政复议法》第四十八条；按《行政复议法》第八十八条，此处的日为工作日" in text
    assert "不计休息日：2026-02-15至2026-02-23（春节，9天）、2026-03-01（周末，1天）" in text
    assert (
        "计入调休补班日：2026-02-14（周六）、2026-02-28（周六），依据《国务院办公厅关于2026年部分节假日安排的通知》"
        in text
    )
    assert "最迟：2026-03-02（周一）" in text
    assert "届满后果：视为没有证据、依据" in text


def test_a_term_that_rolls_says_by_which_article() -> None:
    assert (
        "末日2026-02-17（周二）是休息日，依据《行政诉讼法》第一百零一条；《民事诉讼法》第八十五条顺延"
        in said("LIT-07", date(2026, 2, 2))
    )


def test_a_term_that_does_not_roll_says_so() -> None:
    assert "末日2026-02-17（周二）是休息日；信访工作条例没有规定末日顺延，从严不顺延" in said(
        "PET-01", date(2026, 2, 2)
    )
    assert "休息日" not in said("PET-01", date(2026, 2, 10))


def test_suspension_and_extension_are_said_with_their_size_and_approver() -> None:
    text = said("INF-04", suspensions=[(date(2026, 2, 12), date(2026, 2, 20))], extension=20)
    assert "中止：2026-02-12至2026-02-20不计入期限，其中工作日3天" in text
    assert "延长：20个工作日，批准人：政府信息公开工作机构负责人（《政府信息公开条例》第三十三条）" in text
    assert "没有写明可以中止" not in text
    assert "共9天" in said("PET-05", suspensions=[(date(2026, 2, 12), date(2026, 2, 20))])


def test_a_suspension_the_article_does_not_know_is_questioned() -> None:
    assert "没有写明可以中止" in said("PET-05", suspensions=[(date(2026, 2, 12), date(2026, 2, 20))])


@pytest.mark.parametrize(
    ("code", "start", "words"),
    [
        ("PEN-11", date(2026, 6, 12), "事项日期：2026-06-12（周五），举行听证。当日不计，向前倒数"),
        ("PEN-11", date(2026, 6, 12), "最迟提前至：2026-06-03（周三）"),
        ("DEC-01", START, "至少满至：2026-03-12（周四），此后方可进行下一步"),
        ("PET-05", START, "说明：只适用于第三十一条第六项的事项"),
        ("MED-06", START, "届满日：2026-03-12（周四）"),
        ("PI-01", START, "保存至：2029-02-10"),
        ("REP-01", date(2025, 12, 31), "最迟：2026-02-28（周六）（每年3月1日前，不含当日）"),
        ("MED-02", date(2026, 1, 31), "到期月没有对应日的，以该月末日为届满日"),
        ("INF-04", date(2026, 12, 10), "暂定：2026-12-31以后的放假安排尚未公布"),
        ("INF-04", date(2026, 12, 10), "（周四）（暂定）"),
        ("MED-03", START, "条文待核对"),
        ("MED-02", START, "条文据转载"),
        ("CMP-01", START, "这是潍坊市的规定，其他地方不适用"),
        ("LEG-13", START, "这是数量要求，没有届满日期"),
        ("PET-11", START, "以交办文书载明的期限为准"),
        ("PEN-08", START, "以小时计算的期限从该时刻起算"),
    ],
)
def test_what_matters_is_said(code: str, start: date, words: str) -> None:
    assert words in said(code, start)


def test_a_verified_national_limit_carries_no_warning() -> None:
    assert law.due("REV-11", START).warnings == []


def test_the_strip_shows_each_day_with_its_part() -> None:
    strip = law.due("INF-04", START, suspensions=[(date(2026, 2, 12), date(2026, 2, 20))]).days
    roles = {mark.day: mark.role for mark in strip}
    assert roles[START] == "start"
    assert roles[date(2026, 2, 11)] == "counted"
    assert roles[date(2026, 2, 14)] == "suspended"
    assert roles[date(2026, 2, 22)] == "rest"
    assert roles[date(2026, 3, 19)] == "last"
    assert [mark.number for mark in strip if mark.number] == list(range(1, 21))


def test_the_strip_of_a_rolled_term_ends_with_the_days_it_rolled_over() -> None:
    strip = law.due("LIT-07", date(2026, 2, 2)).days
    assert [mark.role for mark in strip][-8:] == ["last", *["rolled"] * 7]
    assert strip[-1].day == date(2026, 2, 24)


def test_the_strip_of_a_notice_is_numbered_from_the_event() -> None:
    strip = law.due("PEN-11", date(2026, 6, 12)).days
    assert strip[0].day == date(2026, 6, 3)
    assert (strip[0].role, strip[0].number) == ("last", 7)
    assert (strip[-2].number, strip[-1].role) == (1, "start")


def test_long_terms_and_fixed_dates_have_no_strip() -> None:
    assert law.due("PI-01", START).days == []
    assert law.due("REP-01", START).days == []


def test_citations_are_written_as_in_papers() -> None:
    assert cite("行政复议法 第七十条、第八十二条；法释〔2018〕1号 第三十四条") == (
        "《行政复议法》第七十条、第八十二条；法释〔2018〕1号第三十四条"
    )
