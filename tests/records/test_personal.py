"""Personal fields: encrypted at rest, masked on screen, told by nobody else; and every field's history."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps
from django.db import connection, models

from tests.records.samples import DAY, samples
from yifa.foundation import clock, crypto
from yifa.foundation.errors import Invalid
from yifa.foundation.models import Audit
from yifa.journal.models import Posting
from yifa.procedures.actions import amend, enter, withdraw
from yifa.records.display import shown
from yifa.records.fields import PersonalField
from yifa.records.models import Change, Record
from yifa.records.registry import ledger, ledgers

if TYPE_CHECKING:
    from tests.walks.cast import Cast

pytestmark = pytest.mark.django_db
NAME, PHONE, FACTS = "欧阳示例、司马示例", "13800001234", "楼上漏水，楼下受损"


def register(cast: Cast, **more: Any) -> Any:
    values = {
        "title": "邻里纠纷",
        "kind": "D02",
        "parties": NAME,
        "phone": PHONE,
        "facts": FACTS,
        "happened_on": DAY,
    }
    with clock.frozen(DAY):
        return enter(ledger=ledger("disputes"), unit=cast.street, values=values | more, by=cast.mediator)


def dump() -> str:
    """Everything the database holds, as it lies there."""
    found = []
    with connection.cursor() as cursor:
        for table in (*connection.introspection.table_names(), "records_search"):
            try:
                cursor.execute(f'SELECT * FROM "{table}"')
            except Exception:  # the index's own shadow tables cannot be read
                continue
            found += [str(row) for row in cursor.fetchall()]
    return "\n".join(found)


def test_nothing_personal_lies_open(cast: Cast) -> None:
    record = register(cast)
    amend(record=record, values={"phone": "13900005678", "parties": "诸葛示例"}, by=cast.legal)
    text = dump()
    assert "邻里纠纷" in text
    for word in ("欧阳", "司马", "诸葛", PHONE, "13900005678", "漏水"):
        assert word not in text
    assert ledger("disputes").model.objects.get(pk=record.pk).parties == "诸葛示例"  # type: ignore[attr-defined]


def test_screens_mask(cast: Cast) -> None:
    record = register(cast)
    assert shown(record, "parties") == "欧某某；司某某"
    assert shown(record, "phone") == "138****34"
    assert shown(record, "facts") == "（已遮蔽）"
    assert shown(record, "facts", unmask=True) == FACTS
    assert shown(record, "address") == shown(record, "address", unmask=True) == ""


def test_neither_journal_nor_audit_trail_knows_people(cast: Cast) -> None:
    record = register(cast)
    withdraw(record=record, by=cast.legal, reason="重复登记")
    told = str(list(Posting.objects.values())) + str(list(Audit.objects.values()))
    assert "欧阳" not in told
    assert PHONE not in told


def test_values_written_before_a_new_key_stay_readable(cast: Cast) -> None:
    record = register(cast)
    crypto.rotate()
    fresh = ledger("disputes").model.objects.get(pk=record.pk)
    assert fresh.parties == NAME  # type: ignore[attr-defined]
    changed = amend(record=record, values={"phone": "13900005678", "parties": NAME}, by=cast.legal)
    assert set(Change.objects.filter(record=changed).latest("pk").fields) == {"phone"}


def test_every_field_of_every_ledger_says_whether_it_is_personal() -> None:
    """Fields that name people are personal by type; a new field with such a name must be too."""
    names = (
        "party",
        "parties",
        "phone",
        "address",
        "petitioner",
        "applicant",
        "contact",
        "identity",
        "party_id",
    )
    wrong = [
        f"{one.code}.{field.name}"
        for one in ledgers()
        for field in one.model._meta.get_fields()
        if field.name in names and not isinstance(field, PersonalField)
    ]
    assert wrong == []
    stored = [
        field
        for model in apps.get_models()
        for field in model._meta.local_fields
        if isinstance(field, PersonalField) and not issubclass(model, Record)
    ]
    assert all(isinstance(field, models.TextField) for field in stored)


# History


def test_the_history_keeps_before_and_after(cast: Cast) -> None:
    record = register(cast)
    with clock.frozen(date(2026, 3, 9)):
        amend(record=record, values={"people": 5, "place": "三号楼"}, by=cast.legal, reason="补充")
    last = Change.objects.filter(record=record).latest("pk")
    assert last.fields == {"people": [2, 5], "place": ["", "三号楼"]}
    assert (last.by, last.reason, last.kind, last.revision) == (cast.legal, "补充", "edit", 2)
    assert last.at == clock.at(date(2026, 3, 9))


def test_saving_what_stands_there_writes_nothing(cast: Cast) -> None:
    record = register(cast)
    postings = Posting.objects.count()
    fresh = amend(record=record, values={"people": 2, "parties": NAME, "amount": None}, by=cast.legal)
    assert fresh.revision == 1
    assert Change.objects.filter(record=record).count() == 1
    assert Posting.objects.count() == postings


def test_a_closed_record_is_changed_with_a_reason_and_a_withdrawn_one_never(cast: Cast) -> None:
    record = register(cast)
    withdrawn = withdraw(record=record, by=cast.legal, reason="重复登记")
    with pytest.raises(Invalid, match="已撤回"):
        amend(record=withdrawn, values={"people": 3}, by=cast.legal, reason="更正")
    with pytest.raises(Invalid, match="已经撤回"):
        withdraw(record=withdrawn, by=cast.legal, reason="再撤")


def test_a_new_record_tells_its_first_values(cast: Cast) -> None:
    for code, values in samples(cast).items():
        by = cast.at(values.pop("by"))
        with clock.frozen(DAY):
            made = enter(ledger=ledger(code), unit=cast.street, values={**values, "happened_on": DAY}, by=by)
        first = Change.objects.get(record=made)
        assert set(values) <= set(first.fields), code
        assert all(before is None for before, _ in first.fields.values())
