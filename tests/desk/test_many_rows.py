"""Lists and the desk page find their first rows in two ways; both give what looking through everything gives."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client

from tests.desk.made import made
from yifa.desk import filters
from yifa.desk.filters import Listing
from yifa.foundation import many
from yifa.office.access import compile_access
from yifa.records.models import Record
from yifa.records.registry import ledger, ledgers

pytestmark = pytest.mark.django_db
ROWS, SIZE = 7, 2
ASKED = ["", "kind=D02", "kind=D09", "step=accepted", "q=漏水", "sort=title", "sort=-kind", "unit=S"]


@pytest.fixture
def rows(cast: Any) -> list[Record]:
    """Disputes of different days and kinds, two of one day, and one withdrawn."""
    found = made(cast, "disputes", ROWS)
    for n, one in enumerate(found):
        one.happened_on = date(2026, 1, 5) + timedelta(days=n // 2)
        one.kind = "D02" if n % 3 else "D09"
        one.step = "withdrawn" if n == 3 else one.step
        one.save()
    return found


def listing(cast: Any, asked: str) -> Listing:
    return Listing(ledger("disputes"), compile_access(cast.at("legal")), QueryDict(asked))


def through(one: Listing) -> list[int]:
    """Every row of a list, page by page."""
    pages = one.page("1", SIZE).paginator.num_pages
    return [row.pk for n in range(1, pages + 1) for row in one.page(str(n), SIZE)]


@pytest.mark.parametrize("asked", [*ASKED, "happened_on_from=2026-01-06&happened_on_to=2026-01-07"])
def test_many_rows_read_along_their_order_are_the_same_rows(
    cast: Any, rows: list[Record], asked: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = through(listing(cast, asked))
    assert few == [row.pk for row in listing(cast, asked).rows()]
    monkeypatch.setattr(filters, "MANY", 4)
    monkeypatch.setattr(filters, "OWN_MANY", 4)
    pages = listing(cast, asked).page("1", SIZE).paginator
    assert through(listing(cast, asked)) == few[:4]
    assert (pages.count, pages.more) == (min(len(few), 4), len(few) > 4)  # type: ignore[attr-defined]


def test_a_list_shows_newest_first_and_nothing_withdrawn(cast: Any, rows: list[Record]) -> None:
    days = [row.happened_on for row in listing(cast, "").page("1", 25)]
    assert days == sorted(days, reverse=True)
    assert len(days) == ROWS - 1


def test_nobody_sees_more_of_many_rows(
    cast: Any, rows: list[Record], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filters, "MANY", 0)
    nobody = Listing(ledger("disputes"), compile_access(cast.at("legal"), date(1999, 1, 1)), QueryDict(""))
    assert not nobody.found(along=True).exists()
    assert listing(cast, "").found(along=True).exists()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL chooses its index by itself")
@pytest.mark.parametrize("asked", ["", "step=accepted", "kind=D02", "unit=S"])
def test_sqlite_reads_many_rows_along_the_index_of_their_order(
    cast: Any, asked: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filters, "FEW_KEYS", -1)  # every value is common
    one = listing(cast, asked)
    plan = one.found(along=True).order_by(*one.sequence()).explain()
    assert "record_day" in plan
    assert "ORDER BY" not in plan


def test_a_list_says_that_there_are_more(
    cast: Any, rows: list[Record], as_: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filters, "MANY", 4)
    assert "4 条以上" in as_("legal").get("/ledgers/disputes/").content.decode()
    monkeypatch.setattr(filters, "MANY", 100)
    assert f"共 {ROWS - 1} 条" in as_("legal").get("/ledgers/disputes/").content.decode()


@pytest.mark.parametrize("scope", ["mine", "unit", "all"])
@pytest.mark.parametrize("role", ["mediator", "legal"])
def test_the_desk_page_is_the_same_however_its_rows_were_found(
    cast: Any, rows: list[Record], as_: Any, scope: str, role: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk: Client = as_(role)
    before = desk.get(f"/?scope={scope}").context
    monkeypatch.setattr(many, "SORTED", -1)
    after = desk.get(f"/?scope={scope}").context
    assert [one.pk for one in after["waiting"]] == [one.pk for one in before["waiting"]]
    assert [group.clocks for group in after["groups"]] == [group.clocks for group in before["groups"]]
    assert before["waiting"] or scope == "mine"


def test_my_cases_are_those_i_entered_and_those_given_to_me(cast: Any, rows: list[Record], as_: Any) -> None:
    legal, mediator = cast.at("legal"), rows[0].entered_by
    rows[0].responsible = legal
    rows[0].save()
    assert {one.pk for one in as_("legal").get("/?scope=mine").context["waiting"]} == {rows[0].pk}
    client = Client()
    client.force_login(mediator)
    shown = {one.pk for one in client.get("/?scope=mine").context["waiting"]}
    assert rows[0].pk not in shown


@pytest.mark.parametrize(
    "asked", ["kind=D02", "kind=D09", "kind=D14", "kind=D02&sort=title", "kind=D02&unit=S"]
)
def test_a_value_of_the_ledgers_own_field_is_found_whether_it_is_rare_or_common(
    cast: Any, rows: list[Record], asked: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rare = through(listing(cast, asked))
    monkeypatch.setattr(filters, "FEW_KEYS", -1)
    assert through(listing(cast, asked)) == rare
    wanted = asked.split("&")[0].removeprefix("kind=")
    assert {row.pk for row in rows if row.kind == wanted and row.step != "withdrawn"} == {*rare}  # type: ignore[attr-defined]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL chooses its index by itself")
@pytest.mark.parametrize("few", [20_000, -1])
def test_a_value_of_the_ledgers_own_field_is_looked_up_in_its_index_alone(
    cast: Any, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filters, "FEW_KEYS", few)
    plan = listing(cast, "kind=D02").found().values("pk").explain()
    assert "COVERING INDEX dispute_kind" in plan


def test_every_choice_a_list_is_filtered_by_has_an_index_with_the_key() -> None:
    for one in ledgers():
        kept = {tuple(index.fields) for index in one.model._meta.indexes}
        base = {field.name for field in Record._meta.fields}
        for name in {*one.filter_names()} - base - {"unit", "step"}:
            assert not one.form_field(name).choices or (name, "record_ptr") in kept, f"{one.code}.{name}"
