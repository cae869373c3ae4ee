from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.journal.test_properties import Edit, histories, often, perform
from tests.journal.world import Tree, line, post
from yifa.figures import queries
from yifa.figures.actions import changed, freeze
from yifa.figures.definitions import figures
from yifa.figures.periods import period, spanning
from yifa.foundation import clock
from yifa.journal.queries import standing
from yifa.office.actions import end_unit
from yifa.office.models import Unit

Fresh = Callable[[], AbstractContextManager[None]]
YEAR = period("2025")
SPAN = {"start": YEAR.start, "end": YEAR.end}


@pytest.fixture
def year(tree: Tree) -> Tree:
    """Some of last year and this year in the three communities."""
    post("records:1", line("disputes.settled", tree.one, "2024-05-06", detail="oral"))
    post("records:2", line("disputes.settled", tree.one, "2025-01-02", detail="oral"))
    post("records:3", line("disputes.settled", tree.two, "2025-03-31", detail="written"), _money(tree.two))
    post("records:4", line("disputes.unsettled", tree.three, "2025-12-31"))
    return tree


def _money(unit: Unit) -> Any:
    return line("disputes.amount", unit, "2025-03-31", 12_345_50)


def test_values_of_a_subtree(year: Tree):
    found = queries.values(unit=year.district, **SPAN)
    shown = {code: one.text for code, one in found.items() if not one.empty}
    assert shown == {
        "disputes.settled": "2件",
        "disputes.settled.change": "增长100%",
        "disputes.settled.written": "1件",
        "disputes.settled.oral": "1件",
        "disputes.unsettled": "1件",
        "disputes.concluded": "3件",
        "disputes.success": "66.7%",
        "disputes.amount": "12345.5元",
    }
    assert list(found) == [one.code for one in figures()]


def test_a_unit_sees_its_own(year: Tree):
    assert queries.value("disputes.settled", unit=year.one, period=YEAR).value == 1
    assert queries.value("disputes.settled", unit=year.west, period=YEAR).empty


def test_a_part_of_a_month(year: Tree):
    assert (
        queries.value("disputes.settled", unit=year.district, period=period("2025-01-02..2025-03-30")).value
        == 1
    )


def test_as_of_an_instant(tree: Tree):
    with clock.frozen(date(2025, 4, 1)):
        post("records:1", line("outreach.materials", tree.one, "2025-03-04", 300, "leaflet"))
    with clock.frozen(date(2025, 6, 1)):
        post("records:1", line("outreach.materials", tree.one, "2025-03-04", 200, "leaflet"))
    asked = {"unit": tree.east, "period": YEAR}
    assert queries.value("outreach.leaflets", **asked, as_of=clock.at(date(2025, 5, 1))).text == "300份"
    assert queries.value("outreach.leaflets", **asked).text == "200份"
    assert queries.value("outreach.leaflets", **asked, as_of=clock.at(date(2025, 3, 31))).empty


@pytest.mark.parametrize("codes", [["disputes.settled"], ["disputes.settled.change", "study.hours"], None])
def test_a_page_of_figures_is_a_fixed_number_of_queries(
    year: Tree, django_assert_max_num_queries: Any, codes: list[str] | None
):
    with django_assert_max_num_queries(4):
        queries.values(codes, unit=year.district, **SPAN)
    with django_assert_max_num_queries(8):
        queries.values(codes, unit=year.district, start=date(2025, 1, 3), end=date(2025, 11, 3))
    with django_assert_max_num_queries(2):
        queries.series(codes, unit=year.district, year=2025)


def test_series_are_twelve_months(year: Tree):
    found = queries.series(["disputes.settled", "disputes.success"], unit=year.district, year=2025)
    assert [one.value for one in found["disputes.settled"]] == [1, 0, 1, *[0] * 9]
    assert [one.text for one in found["disputes.success"]] == ["100%", "", "100%", *[""] * 8, "0%"]


def test_a_series_of_change_compares_each_month_with_last_years(tree: Tree):
    for n, day in enumerate(["2024-05-06", "2024-05-07", "2025-05-08"]):
        post(f"records:{n}", line("disputes.settled", tree.one, day, detail="oral"))
    (months,) = queries.series(["disputes.settled.change"], unit=tree.district, year=2025).values()
    assert [one.text for one in months] == [*[""] * 4, "下降50%", *[""] * 7]


def test_by_unit_lists_the_units_below(year: Tree):
    rows = queries.by_unit("disputes.success", unit=year.district, period=YEAR)
    assert [(unit.name, one.text, one.parts) for unit, one in rows] == [
        ("东街道", "100%", "2/2"),
        ("西街道", "0%", "0/1"),
    ]


def test_by_unit_begins_with_what_the_unit_itself_counted(year: Tree):
    post("records:9", line("disputes.settled", year.east, "2025-06-01", detail="oral"))
    rows = queries.by_unit("disputes.settled.change", unit=year.east, period=YEAR)
    assert [(unit.name, one.parts) for unit, one in rows] == [
        ("东街道", "1/0"),
        ("一社区", "1/1"),
        ("二社区", "1/0"),
    ]


def test_a_unit_that_is_gone_is_listed_while_it_counts(year: Tree):
    end_unit(unit=year.one, on=date(2024, 12, 31), by=_nobody())
    names = [unit.name for unit, _ in queries.by_unit("disputes.settled", unit=year.east, period=YEAR)]
    assert names == ["一社区", "二社区"]
    after = [
        unit.name for unit, _ in queries.by_unit("disputes.settled", unit=year.east, period=period("2026"))
    ]
    assert after == ["二社区"]


def _nobody() -> Any:
    from yifa.office.actions import add_person

    return add_person(username="zhao", name="赵示例", password=None, by=None)


def test_a_figure_opens_its_sources(year: Tree):
    asked = {"unit": year.district, "period": YEAR}
    assert queries.trace("disputes.settled", **asked) == [("records:2", 1), ("records:3", 1)]
    assert queries.trace("disputes.settled.change", **asked) == [("records:2", 1), ("records:3", 1)]
    assert queries.trace("disputes.settled.oral", **asked) == [("records:2", 1)]
    assert queries.trace("disputes.amount", **asked) == [("records:3", Decimal("12345.5"))]


def test_a_rate_opens_both_parts_or_one(year: Tree):
    asked = {"unit": year.district, "period": YEAR}
    both = [("records:2", 1), ("records:3", 1), ("records:4", 0)]
    assert queries.trace("disputes.success", **asked) == both
    assert queries.trace("disputes.success", **asked, part="of") == both[:2]
    assert queries.trace("disputes.success", **asked, part="over") == [*both[:2], ("records:4", 1)]


def test_a_source_names_the_figures_it_feeds(year: Tree):
    assert [(one.code, value) for one, value in queries.fed_by("records:4")] == [
        ("disputes.unsettled", 1),
        ("disputes.concluded", 1),
        ("disputes.success", 0),
    ]
    assert queries.fed_by("records:99") == []


def test_what_was_frozen_shows_when_it_changes(year: Tree):
    frozen = freeze(None, unit=year.district, period=YEAR, note="2025年度报告", by=7)
    assert frozen["disputes.settled"].text == "2件"
    assert changed(year.district) == []
    post("records:2")
    now = {
        claim.figure: (claim.value, one.value) for claim, one in changed(year.district, note="2025年度报告")
    }
    assert now["disputes.settled"] == (2, 1)
    assert now["disputes.success"] == (Decimal("66.7"), 50)
    assert set(now) == {
        "disputes.settled",
        "disputes.settled.change",
        "disputes.settled.oral",
        "disputes.concluded",
        "disputes.success",
    }
    assert changed(year.district, note="另一份报告") == []


def test_a_level_stands_until_it_changes(level: str, tree: Tree):
    post("posts:1", line("officers", tree.one, "2024-05-01"), line("officers", tree.one, "2025-06-30", -1))
    post("posts:2", line("officers", tree.two, "2025-01-15"))
    post("posts:3", line("officers", tree.two, "2025-01-15"), line("officers", tree.two, "2025-02-15", -1))
    at = {
        text: queries.value(level, unit=tree.east, period=period(text)).value
        for text in ("2024", "2025-05", "2025")
    }
    assert at == {"2024": 1, "2025-05": 2, "2025": 1}
    (months,) = queries.series([level], unit=tree.east, year=2025).values()
    assert [int(one.value) for one in months] == [3, *[2] * 4, *[1] * 7]
    rows = queries.by_unit(level, unit=tree.east, period=period("2025-05"))
    assert [(unit.name, one.value) for unit, one in rows] == [("一社区", 1), ("二社区", 1)]
    assert queries.trace(level, unit=tree.east, period=YEAR) == [("posts:2", 1)]


@pytest.fixture
def level(monkeypatch: pytest.MonkeyPatch) -> str:
    """A level account and its figure: the product's data files have none yet."""
    from yifa.figures import definitions, rules
    from yifa.figures.values import Figure
    from yifa.journal import actions
    from yifa.journal.values import Account

    chart = {"officers": Account("officers", "持证人员", "人", "持有效执法证的人数。", kind="level")}
    one = Figure("officers.held", "持证人数", "penalties", "level", "人", "期末持证人数。", of=("officers",))
    for module in (rules, queries, actions):
        monkeypatch.setattr(module, "accounts", lambda: chart)
    monkeypatch.setattr(definitions, "_all", lambda: ({one.code: one}, {}))
    return one.code


CODES = [
    "disputes.settled",
    "disputes.settled.written",
    "disputes.amount",
    "disputes.success",
    "outreach.events",
]


@often
@given(history=histories, start=st.dates(date(2024, 11, 20), date(2025, 2, 1)), length=st.integers(0, 90))
def test_every_figure_is_the_sum_of_what_it_opens(
    tree: Tree, fresh: Fresh, history: list[Edit], start: date, length: int
):
    span = spanning(start, date.fromordinal(start.toordinal() + length))
    with fresh():
        perform(history, tree)
        for unit in (tree.district, tree.east, tree.three):
            found = queries.values(CODES, unit=unit, start=span.start, end=span.end)
            for code, one in found.items():
                opened = queries.trace(code, unit=unit, period=span)
                whole = one.value if one.denominator is None else one.numerator
                assert sum(value for _, value in opened) == whole


@often
@given(history=histories)
def test_figures_and_sources_agree_both_ways(tree: Tree, fresh: Fresh, history: list[Edit]):
    with fresh():
        perform(history, tree)
        ever = period("2024..2025")
        down = {
            (one.code, source, value)
            for one in figures()
            for source, value in queries.trace(one.code, unit=tree.district, period=ever)
        }
        up = {
            (one.code, edit.source, value)
            for edit in history
            for one, value in queries.figures_fed_by(standing(edit.source))
        }
        assert down == up


@often
@given(history=histories)
def test_the_units_below_add_up(tree: Tree, fresh: Fresh, history: list[Edit]):
    ever = period("2024..2025")
    with fresh():
        perform(history, tree)
        for unit in (tree.district, tree.east):
            parts = queries.by_unit("disputes.settled", unit=unit, period=ever)
            assert (
                sum(one.value for _, one in parts)
                == queries.value("disputes.settled", unit=unit, period=ever).value
            )
