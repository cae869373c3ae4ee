"""Many at once equals one by one: the same rows in every table, and the same refusals."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.serializers import serialize
from django.db import connection

from tests.records.samples import DAY, samples
from tests.walks.cast import Cast
from yifa.foundation import clock
from yifa.foundation.crypto import decrypt
from yifa.foundation.errors import Forbidden, Invalid, Refused
from yifa.journal.models import Posting
from yifa.journal.queries import balance_differences
from yifa.procedures.actions import enter
from yifa.procedures.bulk import Entry, Passed, enter_many
from yifa.procedures.models import Clock, ClockEntry, Event
from yifa.records.models import Change, Record
from yifa.records.registry import ledger

pytestmark = pytest.mark.django_db
LATER = DAY + timedelta(days=9)

WAYS: dict[str, list[tuple[str, dict[str, Any], str]]] = {
    "disputes": [
        ("accept", {"mechanism": "sansuo", "room": "调解室"}, ""),
        ("mediate", {}, ""),
        ("settle", {"agreement_form": "written", "amount": "1200.50", "agreement": "赔偿"}, ""),
        ("perform", {"satisfied": "good"}, ""),
        ("file", {}, ""),
    ],
    "outreach": [],
    "penalties": [("report", {}, ""), ("close", {"paid_on": DAY}, "")],
    "study": [],
    "petitions": [("tell", {}, ""), ("accept", {}, ""), ("conciliate", {}, "双方和解")],
    "receptions": [("follow", {}, ""), ("close", {"closed": 2}, "")],
    "cases": [],
    "disclosure": [("accept", {}, ""), ("answer", {"reply": "granted", "reply_text": "提供"}, "")],
}


def entry(cast: Cast, code: str, token: str | None = None) -> Entry:
    values = samples(cast)[code]
    by = cast.at(values.pop("by"))
    then = [Passed(move, LATER, given, reason) for move, given, reason in WAYS[code]]
    return Entry(cast.street, {**values, "happened_on": DAY}, by, then=then, token=token)


def one_by_one(cast: Cast, code: str) -> None:
    made = entry(cast, code)
    then = [(p.move, {"on": p.on, "values": p.values, "reason": p.reason}) for p in made.then]
    enter(ledger=ledger(code), unit=made.unit, values=made.values, by=made.by, then=then)


def state(code: str) -> dict[str, Any]:
    """Every row the entry left, without keys; what is encrypted in clear."""
    tables = (Record, ledger(code).model, Change, Event, Clock, ClockEntry, Posting)
    return {model.__name__: [_plain(row) for row in _rows(model)] for model in tables} | {"search": _search()}


def _rows(model: Any) -> Iterator[dict[str, Any]]:
    import json

    for row in json.loads(serialize("json", model.objects.order_by("pk"))):
        yield row["fields"]


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    keys = {"record", "clock", "event", "source", "record_ptr"}
    return {name: _clear(value) for name, value in row.items() if name not in keys}


def _clear(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _clear(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_clear(part) for part in value]
    return decrypt(value) if isinstance(value, str) else value


def _search() -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT shown, hidden FROM records_search")
        return cursor.fetchall()


@pytest.mark.parametrize("code", WAYS)
def test_the_same_rows(cast: Cast, code: str) -> None:
    from django.db import transaction

    moment = clock.at(LATER + timedelta(days=3), 10)
    with clock.frozen(moment):
        with transaction.atomic():
            one_by_one(cast, code)
            single = state(code)
            transaction.set_rollback(True)
        enter_many(ledger=ledger(code), entries=[entry(cast, code)])
    many = state(code)
    standing = net(many.pop("Posting"))
    # One by one posts at every move and takes back what no longer stands: what remains is the same.
    assert standing == net(single.pop("Posting"))
    assert standing or code == "cases"
    assert many == single
    assert balance_differences() == []


def net(postings: list[dict[str, Any]]) -> dict[Any, int]:
    sums: dict[Any, int] = {}
    for row in postings:
        key = (row["account"], row["unit"], row["day"], row["detail"])
        sums[key] = sums.get(key, 0) + row["quantity"]
    return {key: net for key, net in sums.items() if net}


def test_numbers_run_on(cast: Cast) -> None:
    with clock.frozen(LATER):
        one_by_one(cast, "disputes")
        enter_many(ledger=ledger("disputes"), entries=[entry(cast, "disputes") for _ in range(3)])
        one_by_one(cast, "disputes")
    numbers = list(Record.objects.order_by("pk").values_list("number", flat=True))
    assert numbers == [f"示例街调字〔2026〕{serial}号" for serial in range(1, 6)]


def test_all_or_none(cast: Cast) -> None:
    bad = Entry(cast.street, {"title": "缺类型", "happened_on": DAY, "parties": "示例甲"}, cast.mediator)
    with clock.frozen(LATER), pytest.raises(Invalid) as caught:
        enter_many(ledger=ledger("disputes"), entries=[entry(cast, "disputes"), bad])
    assert set(caught.value.errors) == {"kind"}
    assert not Record.objects.exists()
    assert not Posting.objects.exists()


def test_guards_hold(cast: Cast) -> None:
    oral = Passed("settle", LATER, {"agreement_form": "oral"})
    labour = {**samples(cast)["disputes"], "kind": "D10", "happened_on": DAY}
    labour.pop("by")
    made = Entry(cast.street, labour, cast.mediator, then=[Passed("accept", DAY), oral])
    with clock.frozen(LATER), pytest.raises(Refused, match="第14条"):
        enter_many(ledger=ledger("disputes"), entries=[made])


def test_rights_hold(cast: Cast) -> None:
    made = entry(cast, "penalties")
    with clock.frozen(LATER), pytest.raises(Forbidden):
        enter_many(
            ledger=ledger("penalties"),
            entries=[Entry(made.unit, made.values, cast.mediator, then=made.then)],
        )


def test_a_token_is_used_once(cast: Cast) -> None:
    with clock.frozen(LATER):
        first = enter_many(ledger=ledger("disputes"), entries=[entry(cast, "disputes", "a")])
        again = enter_many(
            ledger=ledger("disputes"),
            entries=[entry(cast, "disputes", "a"), entry(cast, "disputes", "b")],
        )
    assert [len(first), len(again)] == [1, 1]
    assert Record.objects.count() == 2
    assert again[0].number.endswith("2号")


def test_what_needs_several_hands_is_refused(cast: Cast) -> None:
    made = entry(cast, "petitions")
    way = [*made.then[:2], Passed("extend", LATER, reason="复杂", by=cast.legal)]
    with clock.frozen(LATER), pytest.raises(Refused, match="逐件办理"):
        enter_many(ledger=ledger("petitions"), entries=[Entry(made.unit, made.values, made.by, then=way)])


def test_a_history_is_posted_month_by_month(cast: Cast) -> None:
    """A figure as of the end of an earlier month does not know what was entered later."""
    from yifa.journal.queries import totals

    def at(month: int) -> Entry:
        day = date(2026, month, 5)
        values = {**samples(cast)["outreach"], "happened_on": day}
        values.pop("by")
        return Entry(cast.street, values, cast.mediator, at=clock.at(day))

    enter_many(ledger=ledger("outreach"), entries=[at(3), at(4)])
    asked = {"path": cast.street.path, "start": date(2026, 1, 1), "end": date(2026, 12, 31)}
    moments = [clock.at(date(2026, 3, 31)), clock.at(date(2026, 4, 30))]
    found = [totals(["outreach.events"], **asked, as_of=one) for one in moments]
    assert [sum(one.values()) for one in found] == [1, 2]


def test_a_district_or_grid_enters_nothing(cast: Cast) -> None:
    from yifa.office.actions import add_unit, appoint

    grid = add_unit(code="g", name="第一网格", kind="grid", parent=cast.street, valid_from=DAY, by=None)
    appoint(person=cast.mediator, unit=grid, role="mediator", valid_from=DAY, by=None)
    made = entry(cast, "disputes")
    with clock.frozen(LATER), pytest.raises(Invalid) as caught:
        enter_many(ledger=ledger("disputes"), entries=[Entry(grid, made.values, made.by)])
    assert set(caught.value.errors) == {"unit"}
