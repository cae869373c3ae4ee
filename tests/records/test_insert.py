"""Rows inserted with prepared statements are what `save` would have written."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction

from tests.walks.walk import start
from yifa.foundation import insert
from yifa.ledgers.disputes.models import Dispute
from yifa.records import numbering
from yifa.records.models import Counter, Record

pytestmark = pytest.mark.django_db
SKIP = {"id", "record_ptr_id", "number", "token"}


def values(row: Any) -> dict[str, Any]:
    return {
        one.attname: getattr(row, one.attname) for one in row._meta.concrete_fields if one.attname not in SKIP
    }


def test_an_inserted_record_equals_a_saved_one(cast: Any) -> None:
    given = {"title": "楼上漏水", "kind": "D02", "parties": "示例甲", "people": 2, "amount": "12.50"}
    made = Dispute.objects.get(pk=start(cast, "disputes", "mediator", "2026-03-02", given).pk)
    saved = Dispute.objects.get(pk=made.pk)
    saved.pk = saved.id = None
    saved.number, saved._state.adding = "另一号", True
    saved.save()
    assert values(Dispute.objects.get(pk=saved.pk)) == values(made)


def test_keys_go_on_after_rows_inserted_under_taken_keys(cast: Any) -> None:
    with transaction.atomic():
        rows = [Counter(ledger="x", unit=cast.street, year=year) for year in (2024, 2025)]
        insert.give_keys(Counter, rows)
        insert.insert(Counter, rows)
        later = Counter(ledger="x", unit=cast.street, year=2026)
        insert.add(later)
    assert [one.pk for one in Counter.objects.filter(ledger="x").order_by("pk")] == [
        *(row.pk for row in rows),
        later.pk,
    ]
    assert later.pk == rows[-1].pk + 1


def test_serial_numbers_are_taken_in_blocks_without_gap_or_double(cast: Any) -> None:
    with transaction.atomic():
        firsts = [numbering.take("x", cast.street, 2026, count) for count in (1, 0, 5, 1)]
        other = numbering.take("x", cast.street, 2025)
    assert firsts == [1, 2, 2, 7]
    assert other == 1
    assert Counter.objects.get(ledger="x", year=2026).last == 7


def test_the_key_of_a_record_is_the_key_in_both_tables(cast: Any) -> None:
    one = start(
        cast,
        "disputes",
        "mediator",
        "2026-03-02",
        {"title": "漏水", "kind": "D02", "parties": "甲", "people": 2},
    )
    assert Record.objects.get(pk=one.pk).number == Dispute.objects.get(record_ptr_id=one.pk).number
