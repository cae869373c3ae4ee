"""Records known to a few, lent to an adviser, at the end of their keeping; and a new key."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest

from yifa.foundation import clock, crypto
from yifa.foundation.errors import Forbidden, Invalid
from yifa.journal.models import Posting
from yifa.office.access import compile_access
from yifa.office.actions import add_person, appoint
from yifa.procedures.actions import enter, withdraw
from yifa.records import consulting, erasure, files, rekey
from yifa.records.models import Record
from yifa.records.registry import ledger
from yifa.records.search import matching

if TYPE_CHECKING:
    from tests.walks.cast import Cast

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)


def dispute(cast: Cast, **more: Any) -> Any:
    values = {"title": "楼上漏水", "kind": "D02", "parties": "欧阳示例", "happened_on": clock.today()}
    return enter(ledger=ledger("disputes"), unit=cast.street, values=values | more, by=cast.mediator)


def sees(person: Any, record: Record) -> bool:
    access = compile_access(person)
    listed = access.visible(Record.objects.all()).filter(pk=record.pk).exists()
    assert listed == access.allows("read", record)
    return listed


def test_what_a_few_may_know_is_hidden_from_the_rest(cast: Cast) -> None:
    with clock.frozen(DAY):
        record = dispute(cast, secrecy=1)
        assert [name for name in ("mediator", "legal", "leader") if sees(cast.at(name), record)] == [
            "mediator",
            "legal",
            "leader",
        ]
        assert not any(sees(cast.at(name), record) for name in ("clerk", "officer", "admin"))
        with pytest.raises(Forbidden):
            withdraw(record=record, by=cast.clerk, reason="试")


def test_a_loan_ends_by_the_calendar(cast: Cast) -> None:
    adviser = add_person(username="lawyer", name="示例律师", password=None, by=None)
    appoint(person=adviser, unit=cast.street, role="adviser", valid_from=date(2024, 1, 1), by=None)
    with clock.frozen(DAY):
        record, other = dispute(cast), dispute(cast)
        consulting.ask(
            record=record,
            adviser=adviser,
            question="协议是否有效",
            until=date(2026, 3, 9),
            full=False,
            by=cast.legal,
            access=compile_access(cast.legal),
        )
        assert sees(adviser, record)
        assert not sees(adviser, other)
        assert not compile_access(adviser).allows("unmask", record)
    with clock.frozen(date(2026, 3, 9)):
        assert sees(adviser, record)
    with clock.frozen(date(2026, 3, 10)):
        assert not sees(adviser, record)


@pytest.mark.parametrize("full", [False, True])
def test_an_adviser_who_also_has_a_post_finds_no_party_of_what_was_lent_masked(
    cast: Cast, full: bool
) -> None:
    """Known to a few and lent without its persons: the post alone may unmask, this record it may not."""
    person = add_person(username="lawyer", name="示例律师", password=None, by=None)
    for role in ("adviser", "clerk"):
        appoint(person=person, unit=cast.street, role=role, valid_from=date(2024, 1, 1), by=None)
    with clock.frozen(DAY):
        kept, plain = dispute(cast, secrecy=1), dispute(cast)
        consulting.ask(
            record=kept,
            adviser=person,
            question="协议是否有效",
            until=date(2026, 3, 9),
            full=full,
            by=cast.legal,
            access=compile_access(cast.legal),
        )
        access = compile_access(person)
        found = set(
            matching(access.visible(Record.objects.all()), "欧阳", access).values_list("pk", flat=True)
        )
    assert access.allows("read", kept)
    assert access.allows("unmask", kept) == full
    assert found == ({kept.pk, plain.pk} if full else {plain.pk})


def test_erasure_takes_the_person_and_leaves_the_count(cast: Cast) -> None:
    with clock.frozen(DAY):
        record = dispute(cast)
        file = files.attach(record=record, file=BytesIO(b"abc"), name="a.txt", by=cast.mediator)
        withdraw(record=record, by=cast.legal, reason="重复")
        access = compile_access(cast.legal)
        with pytest.raises(Invalid, match="不在到期清单"):
            erasure.erase(record=record, reason="期满", by=cast.legal, access=access)
    postings = Posting.objects.count()
    with clock.frozen(date(2036, 3, 3)):
        assert list(erasure.due(access, ledger("disputes"))) == [record]
        gone = erasure.erase(record=record, reason="期满", by=cast.legal, access=access)
    gone = ledger("disputes").model.objects.get(pk=record.pk)
    assert (gone.parties, gone.number) == ("", record.number)  # type: ignore[attr-defined]
    assert "s4:" not in str([one.fields for one in gone.changes.all()])
    assert not matching(Record.objects.all(), "欧阳", access).exists()
    assert file.digest
    assert gone.attachments.get().removed_at is not None
    assert Posting.objects.count() == postings


def test_a_new_key_writes_everything_again_and_can_be_resumed(cast: Cast) -> None:
    with clock.frozen(DAY):
        record = dispute(cast)
    key = crypto.rotate()
    assert rekey.left(key) >= 2  # the field and its history
    assert rekey.rekey() >= 2
    assert (rekey.left(key), rekey.rekey()) == (0, 0)
    assert ledger("disputes").model.objects.get(pk=record.pk).parties == "欧阳示例"  # type: ignore[attr-defined]
