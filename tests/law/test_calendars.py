"""The calendar: three states, sources, overrides, and agreement with a second library."""

from __future__ import annotations

from datetime import date, timedelta

import holidays
import pytest

from yifa import law
from yifa.law import DayMark, LawError, read_notice

CALENDAR = law.calendar()
NOTICE = """
year: 2027
source: 示例通知（2027年）
holidays:
- {name: 元旦, from: 2027-01-01, to: 2027-01-03}
- {name: 春节, from: 2027-02-05, to: 2027-02-12}
- {name: 清明节, from: 2027-04-03, to: 2027-04-05}
- {name: 劳动节, from: 2027-05-01, to: 2027-05-05}
- {name: 端午节, from: 2027-06-09}
- {name: 中秋节, from: 2027-09-15}
- {name: 国庆节, from: 2027-10-01, to: 2027-10-07}
workdays: [2027-02-14, 2027-09-26]
"""


@pytest.mark.parametrize(
    ("day", "state", "name"),
    [
        (date(2026, 2, 14), "work", "春节调休补班"),
        (date(2026, 2, 15), "rest", "春节"),
        (date(2026, 2, 24), "work", ""),
        (date(2026, 3, 1), "rest", ""),
        (date(2025, 10, 6), "rest", "中秋节"),
        (date(2027, 3, 1), "unannounced", ""),
        (date(2003, 3, 3), "unannounced", ""),
    ],
)
def test_a_day_has_one_of_three_states_and_its_source(day: date, state: str, name: str) -> None:
    mark = CALENDAR.mark(day)
    assert (CALENDAR.state(day), mark.state, mark.name) == (state, state, name)
    assert CALENDAR.is_known(day) == (state != "unannounced")
    expected = "尚未公布" if state == "unannounced" else f"国务院办公厅关于{day.year}年部分节假日安排的通知"
    assert expected in mark.source


def test_weekends_are_presumed_to_rest_beyond_the_last_notice() -> None:
    assert CALENDAR.known_until == date(2026, 12, 31)
    assert not CALENDAR.works(date(2027, 3, 6))
    assert CALENDAR.works(date(2027, 3, 8))


@pytest.mark.parametrize("year", range(2020, 2027))
def test_a_second_library_knows_the_same_working_days(year: int) -> None:
    other = holidays.country_holidays("CN", years=[year])
    days = (date(year, 1, 1) + timedelta(days=n) for n in range(366))
    assert [
        day for day in days if day.year == year and CALENDAR.works(day) != other.is_working_day(day)
    ] == []


def test_given_days_override_with_their_source_and_leave_the_old_calendar_alone() -> None:
    day = date(2026, 3, 4)
    mark = DayMark(date(2026, 3, 6), "rest", False, "示例通知", "示例节")
    other = CALENDAR.with_days({day: (False, "示例区通知"), date(2026, 3, 5): False, mark.day: mark})
    assert other.state(day) == "rest"
    assert other.mark(day).source == "示例区通知"
    assert other.mark(date(2026, 3, 5)).source == "本单位日历"
    assert other.mark(mark.day).name == "示例节"
    assert CALENDAR.state(day) == "work"
    assert other.changed(CALENDAR) == [day, date(2026, 3, 5), mark.day]


def test_a_single_announced_day_beyond_the_known_years_does_not_announce_the_rest() -> None:
    other = CALENDAR.with_days({date(2027, 5, 3): (False, "示例通知")})
    assert other.state(date(2027, 5, 3)) == "rest"
    assert other.state(date(2027, 5, 4)) == "unannounced"
    assert other.known_until == date(2026, 12, 31)


def test_a_notice_settles_every_day_of_its_year() -> None:
    notice = read_notice(NOTICE)
    assert notice.years == (2027,)
    assert len(notice.days) == 365
    other = CALENDAR.with_days(notice.days)
    assert other.known_until == date(2027, 12, 31)
    assert other.state(date(2027, 2, 14)) == "work"
    assert other.state(date(2027, 2, 8)) == "rest"
    assert other.state(date(2027, 7, 3)) == "rest"
    assert other.state(date(2027, 7, 5)) == "work"
    assert other.mark(date(2027, 7, 5)).source == "示例通知（2027年）"
    assert not law.due("INF-04", date(2026, 12, 10), calendar=other).provisional
    assert law.due("INF-04", date(2026, 12, 10), calendar=other).day == date(2027, 1, 8)


def test_an_office_may_override_a_few_known_days_by_csv() -> None:
    notice = read_notice("\ufeff日期,安排,名称,来源\n2026-03-04,休息,示例节,示例区通知\n2026-03-07,补班,,\n")
    assert notice.years == ()
    assert notice.days == {date(2026, 3, 4): (False, "示例区通知"), date(2026, 3, 7): (True, "本单位日历")}


def test_a_year_listed_day_by_day_is_complete() -> None:
    days = [date(2028, 1, 1) + timedelta(days=n) for n in range(366)]
    rows = [f"{day},{'上班' if day.weekday() < 5 else '休息'}" for day in days]
    notice = read_notice("日期,安排\n" + "\n".join(rows))
    assert notice.years == (2028,)
    assert len(notice.days) == 366
    with pytest.raises(LawError, match=r"2028年的日历不完整.*2028-06-01"):
        read_notice("日期,安排\n" + "\n".join(row for row in rows if not row.startswith("2028-06-01")))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (NOTICE.replace("- {name: 端午节, from: 2027-06-09}\n", ""), "2027年的日历不完整：缺少端午节"),
        (NOTICE.replace("source: 示例通知（2027年）\n", ""), "没有写明来源"),
        (NOTICE.replace("2027-02-14", "2027-02-15"), "补班日 2027-02-15 不是周末"),
        (NOTICE.replace("2027-02-14", "2027-03-05"), "补班日 2027-03-05 不是周末"),
        (NOTICE.replace("to: 2027-01-03", "to: 2026-01-03"), "止日 2026-01-03 早于起日"),
        (NOTICE.replace("[2027-02-14, 2027-09-26]", "[2027-01-02]"), "2027-01-02 在日历文件中出现了两次"),
        (NOTICE.replace("2027-06-09", "六月九日"), "读不懂"),
        ("日期,安排,名称\n2026-02-16,休息,春节\n2026-02-18,休息,春节\n", "2026年春节中间缺少 2026-02-17"),
        ("日期,安排\n2026-02-16,不上\n", "第2行的安排“不上”读不懂"),
        ("日期,安排\n二月,休息\n", "第2行的日期“二月”读不懂"),
        ("日期,名称\n2026-02-16,春节\n", "缺少列：安排"),
        ("日期,安排\n", "没有日期"),
    ],
)
def test_a_calendar_file_with_a_fault_is_refused_with_what_and_what_now(text: str, words: str) -> None:
    with pytest.raises(LawError, match=words) as refused:
        read_notice(text.lstrip())
    assert refused.value.fix


def test_a_day_outside_the_calendar_is_refused() -> None:
    with pytest.raises(LawError, match="日历只覆盖"):
        CALENDAR.state(date(1950, 1, 1))


def test_counting_nothing_is_nothing() -> None:
    assert CALENDAR.count(5, 4) == 0
    assert not CALENDAR.leans(5, 4)
