"""Figures in the browser: values, plots' numbers, exports, and the records behind each."""

from __future__ import annotations

import csv
from collections.abc import Callable
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.desk.people import Office
from yifa.desk.views import figures as views
from yifa.figures import periods, queries
from yifa.figures.definitions import figures
from yifa.foundation.models import Audit
from yifa.office.roles import ROLES

Seat = Callable[[str], Client]
SEES = sorted(role for role, one in ROLES.items() if "figures" in one.verbs)
PAGES = [("figures", []), ("figure", ["outreach.events"]), ("figure-records", ["outreach.events"])]


def text(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.mark.parametrize(("name", "args"), PAGES)
@pytest.mark.parametrize("role", SEES)
def test_roles_that_may_see_figures_do(seat: Seat, name: str, args: list[str], role: str) -> None:
    assert seat(role).get(reverse(name, args=args)).status_code == 200


@pytest.mark.parametrize(("name", "args"), PAGES)
def test_others_do_not(seat: Seat, office: Office, client: Client, name: str, args: list[str]) -> None:
    assert client.get(reverse(name, args=args)).status_code == 302
    office.people["clerk"].posts.all().delete()
    assert seat("clerk").get(reverse(name, args=args)).status_code == 403


@pytest.mark.parametrize(("name", "args"), PAGES)
def test_a_unit_outside_ones_rights_is_not_there(seat: Seat, name: str, args: list[str]) -> None:
    for code in ("k", "q", "none"):
        assert seat("legal").get(reverse(name, args=args), {"unit": code}).status_code == 404
    assert seat("district").get(reverse(name, args=args), {"unit": "k"}).status_code == 200


def test_every_figure_has_its_pages(seat: Seat, office: Office) -> None:
    office.event()
    client = seat("legal")
    for one in figures():
        page = client.get(reverse("figure", args=[one.code]))
        assert page.status_code == 200, one.code
        assert one.name in text(page)
        traced = client.get(reverse("figure-records", args=[one.code]))
        assert traced.context["agrees"], one.code
    assert client.get(reverse("figure", args=["no.such"])).status_code == 404
    assert client.get(reverse("figure-records", args=["no.such"])).status_code == 404


def test_the_page_shows_this_year_last_year_and_the_change(seat: Seat, office: Office) -> None:
    for day in ("2025-02-01", "2025-03-01", "2026-01-05", "2026-02-05", "2026-03-05"):
        office.event(day)
    page = seat("legal").get(reverse("figures"))
    line = next(
        line
        for _group, lines in page.context["grouped"]
        for line in lines
        if line.figure.code == "outreach.events"
    )
    assert (line.now.text, line.before.text, line.change) == ("3场", "2场", "+50.0%")
    assert line.months == [1, 1, 1] + [0] * 9
    assert "3场" in text(page)
    assert line.figure.says in text(page)


def test_the_change_of_a_rate_is_in_points(seat: Seat) -> None:
    one = next(one for one in figures() if one.kind == "ratio" and one.unit == "%")

    def line(now: str, before: str) -> str:
        values = [queries.FigureValue(one.code, Decimal(v), "%", False, v) for v in (now, before)]
        return views.Line(one, values[0], values[1], []).change

    assert line("96.5", "95.0") == "+1.5个百分点"
    assert line("95.0", "95.0") == "持平"


def test_no_change_is_said_as_such(seat: Seat, office: Office) -> None:
    office.event("2025-02-01")
    office.event("2026-02-01")
    page = seat("legal").get(reverse("figure", args=["outreach.events"]))
    assert page.context["line"].change == "持平"
    growth = next(one for one in figures() if one.kind == "change")
    assert seat("legal").get(reverse("figure", args=[growth.code])).context["line"].change == ""


def test_an_empty_period_says_what_to_do(seat: Seat) -> None:
    assert "这一统计期内还没有数据" in text(seat("legal").get(reverse("figures")))


@pytest.mark.parametrize(
    ("asked", "label"),
    [
        ({"period": "2025"}, "2025年"),
        ({"period": "2025Q2"}, "2025年第二季度"),
        ({"period": "2025-03"}, "2025年3月"),
        ({"from": "2025-01-10", "to": "2025-02-20", "period": "2026"}, "2025年1月10日至2025年2月20日"),
        ({"from": "2025-01-10", "period": "2025H1"}, "2025年上半年"),
        ({}, "2026年"),
    ],
)
def test_periods_are_chosen_or_free(seat: Seat, asked: dict[str, str], label: str) -> None:
    page = seat("legal").get(reverse("figures"), asked)
    assert page.context["period"].label == label
    assert page.context["problem"] == ""
    assert f"selected>{label}</option>" in text(page)


@pytest.mark.parametrize("asked", [{"period": "去年"}, {"from": "2026-05-01", "to": "2026-01-01"}])
def test_an_unreadable_period_is_said_and_this_year_shown(seat: Seat, asked: dict[str, str]) -> None:
    page = seat("legal").get(reverse("figures"), asked)
    assert page.status_code == 200
    assert page.context["period"].label == "2026年"
    assert page.context["problem"] in text(page)
    assert "统计期" in page.context["problem"]


def test_exports_hold_what_the_page_shows(seat: Seat, office: Office) -> None:
    import openpyxl

    office.event("2026-02-01", audience={"residents": 30})
    client = seat("legal")
    answer = client.get(reverse("figures"), {"format": "csv"})
    rows = list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["代码"] for row in rows] == [one.code for one in figures()]
    events = next(row for row in rows if row["代码"] == "outreach.events")
    assert (events["数值"], events["计量单位"], events["单位名称"], events["统计期"]) == (
        "1",
        "场",
        "示例街道办事处",
        "2026年",
    )
    answer = client.get(reverse("figures"), {"format": "xlsx"})
    sheet = openpyxl.load_workbook(BytesIO(answer.content)).active
    assert sheet is not None
    table = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert table[0][:5] == ["代码", "指标", "单位名称", "统计期", "数值"]
    assert next(row for row in table if row[0] == "outreach.events")[4] == 1
    assert Audit.objects.filter(action="figures.export").count() == 2
    assert "figures-j-2026-01-01-2026-12-31.xlsx" in answer["Content-Disposition"]


def test_the_plot_holds_the_numbers_of_the_table(seat: Seat, office: Office) -> None:
    office.event("2026-02-01")
    office.event("2025-02-01")
    with_community = office.event("2026-03-01", unit=office.street)
    assert with_community.pk
    page = seat("district").get(reverse("figure", args=["outreach.events"]))
    plot = page.context["plot"]
    assert plot["now"][:3] == [0, 1, 1]
    assert plot["before"][:3] == [0, 1, 0]
    assert dict(zip(plot["units"], plot["sums"], strict=True)) == {"示例街": 2, "样本街": 0}
    assert 'id="plot-data"' in text(page)
    assert "vendor/echarts.min.js" in text(page)
    assert "echarts" not in text(seat("district").get(reverse("figures"))), "loaded only where it draws"


def test_a_ratio_without_anything_to_divide_by_leaves_a_gap(seat: Seat) -> None:
    one = next(one for one in figures() if one.kind == "ratio")
    page = seat("legal").get(reverse("figure", args=[one.code]))
    assert page.context["plot"]["now"] == [None] * 12
    assert [name for name, _words in page.context["terms"]] == ["分子", "分母"]


def test_terms_are_named_in_words(seat: Seat) -> None:
    assert views._in_words("disputes.mediated/written").endswith("（书面协议）")
    assert views._in_words("-disputes.accepted").startswith("减 ")


def test_the_records_add_up_to_the_figure(seat: Seat, office: Office) -> None:
    first = office.event("2026-02-01", audience={"residents": 30, "students": 5})
    second = office.event("2026-03-01", audience={"residents": 12})
    page = seat("legal").get(reverse("figure-records", args=["outreach.audience"]))
    assert [(record.pk, amount) for record, amount in page.context["rows"]] == [
        (second.pk, 12),
        (first.pk, 35),
    ]
    assert page.context["total"] == page.context["value"].value == 47
    assert "与指标一致" in text(page)
    assert first.number in text(page)


def test_records_outside_ones_rights_are_counted_not_shown(seat: Seat, office: Office) -> None:
    mine = office.event("2026-02-01")
    page = seat("admin").get(reverse("figure-records", args=["outreach.events"]))
    assert page.context["rows"] == []
    assert (page.context["hidden"], page.context["hidden_total"]) == (1, 1)
    assert "另有 1 条不在您的权限范围内（计 1）" in text(page)
    assert mine.number not in text(page)
    assert "不能看这些记录" in text(page)


def test_a_withdrawn_record_no_longer_stands_behind_the_figure(seat: Seat, office: Office) -> None:
    from yifa.procedures.actions import withdraw

    gone = office.event("2026-02-01")
    office.event("2026-02-02")
    withdraw(record=gone, by=office.people["legal"], reason="重复登记")
    page = seat("legal").get(reverse("figure-records", args=["outreach.events"]))
    assert len(page.context["rows"]) == page.context["total"] == 1


def test_the_parts_of_a_ratio_are_opened_apart(seat: Seat, office: Office) -> None:
    one = next(one for one in figures() if one.kind == "ratio")
    for part in ("", "of", "over", "else"):
        page = seat("legal").get(reverse("figure-records", args=[one.code]), {"part": part})
        assert page.context["part"] == ("" if part == "else" else part)
        assert page.context["agrees"]
    plain = seat("legal").get(reverse("figure-records", args=["outreach.events"]), {"part": "of"})
    assert plain.context["part"] == ""


def test_expected_sums() -> None:
    one = next(one for one in figures() if one.kind == "ratio")
    value = queries.FigureValue(one.code, Decimal("96.5"), "%", False, "", Decimal(54), Decimal(56))
    assert [views.expected(one, value, part) for part in ("", "of", "over")] == [54, 54, 56]


def test_the_list_is_paged_and_many_records_are_asked_for_in_lots(
    seat: Seat, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "PAGE", 2)
    monkeypatch.setattr(views, "CHUNK", 2)
    made = [office.event(f"2026-02-0{n}") for n in range(1, 6)]
    client = seat("legal")
    found = [
        record.pk
        for number in (1, 2, 3)
        for record, _amount in client.get(
            reverse("figure-records", args=["outreach.events"]), {"page": number}
        ).context["rows"]
    ]
    assert found == [one.pk for one in reversed(made)]


@pytest.mark.parametrize(("name", "args"), PAGES)
def test_as_many_questions_for_three_records_as_for_one(
    seat: Seat,
    office: Office,
    django_assert_num_queries: Any,
    django_assert_max_num_queries: Any,
    name: str,
    args: list[str],
) -> None:
    client = seat("legal")
    office.event("2026-02-01")
    client.get(reverse(name, args=args))
    with django_assert_max_num_queries(25) as first:
        client.get(reverse(name, args=args))
    office.event("2026-02-02")
    office.event("2026-02-03")
    with django_assert_num_queries(len(first)):
        client.get(reverse(name, args=args))


def test_periods_offered_are_all_readable(seat: Seat) -> None:
    page = seat("legal").get(reverse("figures"), {"period": "2025-01..2025-06"})
    for _name, options in page.context["periods"]:
        for code, label in options:
            assert periods.period(code).label == label
    assert page.context["periods"][0][1] == [("2025-01..2025-06", "2025年上半年")]
