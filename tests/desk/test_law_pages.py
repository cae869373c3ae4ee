"""The law library as pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.desk.people import TODAY, Office
from yifa import law
from yifa.desk import cited
from yifa.office.roles import ROLES

Seat = Callable[[str], Client]


def text(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.mark.parametrize("name", ["law", "limits", "due", "procedures", "act-titles"])
@pytest.mark.parametrize("role", sorted(ROLES))
def test_everybody_with_a_login_reads_the_law(seat: Seat, name: str, role: str) -> None:
    assert seat(role).get(reverse(name)).status_code == 200


@pytest.mark.parametrize("name", ["law", "limits", "due", "procedures", "act-titles"])
def test_nobody_without_a_login(client: Client, db: Any, name: str) -> None:
    assert client.get(reverse(name)).status_code == 302


def test_the_register_is_searched_by_short_title(seat: Seat) -> None:
    page = text(seat("clerk").get(reverse("law"), {"q": "行政复议法"}))
    assert "行政复议法" in page
    assert "人民调解法" not in page


def test_the_register_is_paged(seat: Seat) -> None:
    first, second = (seat("clerk").get(reverse("law"), {"page": n}).context["page"] for n in (1, 2))
    assert len(first) == 40
    assert first.paginator.count == len(law.register())
    assert not {row["number"] for row in first} & {row["number"] for row in second}


def test_a_misspelt_title_gets_a_suggestion(seat: Seat) -> None:
    page = text(seat("clerk").get(reverse("law"), {"q": "信访工作条列"}))
    assert "您要找的可能是" in page
    assert "《信访工作条例》" in page


@pytest.mark.parametrize(
    ("filters", "holds"),
    [
        ({"kind": "行政法规"}, lambda row: row["act"].kind == "行政法规"),
        ({"mark": "unverified"}, lambda row: row["mark_name"] == "待核对"),
        ({"status": "repealed"}, lambda row: row["status"] == "repealed"),
    ],
)
def test_filters_of_the_register(seat: Seat, filters: dict[str, str], holds: Any) -> None:
    page = seat("clerk").get(reverse("law"), filters).context["page"]
    assert 0 < page.paginator.count < len(law.register())
    assert all(holds(row) for row in page)


def test_the_state_of_an_act_is_that_of_the_day_asked_for(seat: Seat) -> None:
    old = next(
        act for act in law.register() if act.since and act.repealed and act.since < act.repealed < TODAY
    )
    number = cited.numbers()[old.title]
    before = seat("clerk").get(reverse("act", args=[number]), {"on": (old.since or date.min).isoformat()})
    after = seat("clerk").get(reverse("act", args=[number]))
    assert before.context["status"] in ("in_force", "amended")
    assert after.context["status"] == "repealed"
    assert "已废止" in text(after)


@pytest.mark.parametrize("name", ["law", "limits"])
def test_a_day_that_cannot_be_read_is_said_and_the_page_stands(seat: Seat, name: str) -> None:
    page = seat("clerk").get(reverse(name), {"on": "昨天"})
    assert page.status_code == 200
    assert "日期“昨天”读不懂" in text(page)
    assert page.context["on"] == TODAY


def test_every_act_has_a_page(seat: Seat) -> None:
    client = seat("clerk")
    for title, number in cited.numbers().items():
        page = client.get(reverse("act", args=[number]))
        assert page.status_code == 200, title
        assert page.context["act"].title == title


@pytest.mark.parametrize("number", [0, 10_000])
def test_no_act_of_that_number(seat: Seat, number: int) -> None:
    assert seat("clerk").get(reverse("act", args=[number])).status_code == 404


def test_an_act_lists_where_the_product_cites_it(seat: Seat) -> None:
    act = law.register().find("行政复议法")
    assert act is not None
    page = seat("clerk").get(reverse("act", args=[cited.numbers()[act.title]]))
    limits = dict(page.context["places"])["时限"]
    assert {place.name.split()[0] for place in limits} == {one.code for one in law.citing(act.title)}
    assert "第四十八条" in text(page)


def test_a_procedure_that_cites_an_act_is_listed(seat: Seat) -> None:
    act = law.register().find("人民调解法")
    assert act is not None
    found = [place for place in cited.places(act) if place.kind == "程序"]
    assert any(place.address == reverse("procedure", args=["mediation"]) for place in found)
    assert cited.counts()[act.title] == len(cited.places(act))


def test_titles_for_completion(seat: Seat) -> None:
    answer = seat("clerk").get(reverse("act-titles")).json()
    assert answer["titles"] == [act.title for act in law.register()]


def test_the_part_for_htmx_is_the_list_alone(seat: Seat) -> None:
    for name in ("law", "limits"):
        part = text(seat("clerk").get(reverse(name), headers={"HX-Request": "true"}))
        assert "<html" not in part
        assert 'id="table"' in part


def test_limits_are_found_by_code_topic_unit_and_words(seat: Seat) -> None:
    def codes(**query: str) -> list[str]:
        page = seat("clerk").get(reverse("limits"), query).context["page"]
        return [row["limit"].code for row in page]

    assert codes(q="REV-11")[0] == "REV-11"
    assert all(code.startswith("PET") for code in codes(topic="信访"))
    assert {law.limit(code, TODAY).unit for code in codes(unit="hour")} == {"hour"}
    assert {law.limit(code, TODAY).mark for code in codes(mark="unverified")} == {"unverified"}
    assert codes(q="没有这样的事项") == []


def test_a_limit_on_an_earlier_day_is_that_days_version(seat: Seat) -> None:
    page = seat("clerk").get(reverse("limits"), {"q": "REV-01", "on": "2019-05-01"}).context["page"]
    assert page[0]["limit"].basis == "行政复议法（2017修正） 第九条"


def test_local_numbers_stand_in_the_table(seat: Seat, settings: Any) -> None:
    settings.LAW_PACK = "shifanqu"
    pack = law.pack("shifanqu")
    code = next(iter(pack.limits))
    page = seat("clerk").get(reverse("limits"), {"q": code})
    row = next(row for row in page.context["page"] if row["limit"].code == code)
    assert row["local"]
    assert row["limit"].length == pack.limits[code].length
    assert pack.name in text(page)


def test_the_calculator_answers_as_the_library_does(seat: Seat) -> None:
    asked = {"code": "rev-11", "start": "2026-02-10", "from_1": "2026-02-12", "to_1": "2026-02-20"}
    page = seat("clerk").get(reverse("due"), asked)
    wanted = law.due("REV-11", date(2026, 2, 10), suspensions=[(date(2026, 2, 12), date(2026, 2, 20))])
    assert page.status_code == 200
    assert page.context["due"].day == wanted.day
    for line in wanted.explanation:
        assert line.split("《")[0] in text(page)
    assert 'class="strip"' in text(page)


def test_the_calculator_counts_hours_from_a_moment(seat: Seat) -> None:
    code = next(one.code for one in law.limits() if one.unit == "hour")
    page = seat("clerk").get(reverse("due"), {"code": code, "start": "2026-03-02", "time": "09:30"})
    assert page.context["due"].moment is not None
    assert "09:30" in text(page)


def test_the_calculator_uses_local_rules_when_asked(seat: Seat, settings: Any) -> None:
    settings.LAW_PACK = "shifanqu"
    code = next(code for code, row in law.pack("shifanqu").limits.items() if row.length.number)
    asked = {"code": code, "start": "2026-03-02"}
    local = seat("clerk").get(reverse("due"), asked | {"local": "on"}).context["due"]
    assert local.limit.length == law.pack("shifanqu").limits[code].length
    national = law.limit(code, date(2026, 3, 2))
    assert national.length != local.limit.length
    plain = seat("clerk").get(reverse("due"), asked)
    if national.dated:
        assert plain.context["due"].limit.length == national.length
    else:
        assert "须由地方规定" in plain.context["form"].errors["start"][0]


def test_days_an_administrator_entered_count(seat: Seat, office: Office) -> None:
    from yifa.foundation import clock
    from yifa.procedures.models import AnnouncedDay

    code = next(one.code for one in law.limits() if one.unit == "working" and one.length.number == 5)
    asked = {"code": code, "start": "2027-03-01"}
    before = seat("clerk").get(reverse("due"), asked).context["due"].day
    AnnouncedDay.objects.create(
        day=date(2027, 3, 3),
        works=False,
        source="示例通知",
        entered_by=office.people["admin"],
        entered_at=clock.now(),
    )
    after = seat("clerk").get(reverse("due"), asked).context["due"].day
    assert (
        after
        == law.due(code, date(2027, 3, 1), calendar=law.calendar().with_days({date(2027, 3, 3): False})).day
    )
    assert after > before


@pytest.mark.parametrize(
    ("asked", "field", "says"),
    [
        ({"code": "XXX-99", "start": "2026-03-02"}, "code", "没有编号为“XXX-99”的时限"),
        ({"code": " ", "start": "2026-03-02"}, "code", ""),
        ({"code": "REV-11", "start": "三月二日"}, "start", ""),
        ({"code": "REV-11", "start": "1960-01-01"}, "start", "没有收录"),
        ({"code": "REV-01", "start": "2026-03-02", "extension": "5"}, "extension", "不得延长"),
        ({"code": "REV-11", "start": "2026-03-02", "extension": "-5"}, "extension", ""),
        ({"code": "REV-11", "start": "2026-03-02", "from_1": "2026-03-05"}, "to_1", "起止两天都填上"),
        ({"code": "REV-11", "start": "2026-03-02", "to_2": "2026-03-05"}, "from_2", "起止两天都填上"),
        (
            {"code": "REV-11", "start": "2026-03-02", "from_1": "2026-03-09", "to_1": "2026-03-05"},
            "from_1",
            "止日早于起日",
        ),
        (
            {"code": "REV-11", "start": "2026-03-02", "from_1": "2026-02-01", "to_1": "2026-02-05"},
            "from_1",
            "早于起算日",
        ),
    ],
)
def test_what_the_calculator_refuses_stands_beside_the_field(
    seat: Seat, asked: dict[str, str], field: str, says: str
) -> None:
    page = seat("clerk").get(reverse("due"), asked)
    assert page.status_code == 422
    errors = page.context["form"].errors
    assert list(errors) == [field]
    assert says in errors[field][0]
    assert f'id="id_{field}_error"' in text(page)
    assert f'aria-describedby="id_{field}_error"' in text(page)
    for name, value in asked.items():
        if name not in ("code", "start") or value.strip():
            assert value.strip() in text(page), "what was typed stays"


def test_a_limit_without_a_number_is_answered_in_words(seat: Seat) -> None:
    code = next(one.code for one in law.limits() if one.unit == "none")
    page = seat("clerk").get(reverse("due"), {"code": code, "start": "2026-03-02"})
    assert "法条没有规定天数" in text(page)


def test_every_procedure_has_a_page_with_its_diagram_and_articles(seat: Seat) -> None:
    from yifa.procedures.registry import procedures

    client = seat("clerk")
    listed = text(client.get(reverse("procedures")))
    for one in procedures():
        assert one.name in listed
        page = text(client.get(reverse("procedure", args=[one.code])))
        assert "<svg" in page
        for move in one.moves:
            assert move.label in page
            assert move.basis in page
    assert client.get(reverse("procedure", args=["none"])).status_code == 404


def test_a_procedure_names_fields_roles_and_clocks_in_words(seat: Seat) -> None:
    page = seat("clerk").get(reverse("procedure", args=["general_penalty"]))
    rows = page.context["moves"]
    assert any(row["clocks"] for row in rows)
    assert all(row["who"] not in ("write", "decide", "approve") for row in rows)
    assert not any(name.isascii() for row in rows for name in row["asks"])
