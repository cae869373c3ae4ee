"""Every role before every kind of page: what opens, what is refused, and that masked values never reach the browser."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from tests.desk.made import CODES, made, secrets
from yifa.office.access import compile_access
from yifa.office.actions import add_person, appoint
from yifa.office.roles import ROLES
from yifa.procedures.papers import templates
from yifa.procedures.registry import procedure_of
from yifa.records.models import Record
from yifa.records.registry import ledger

if TYPE_CHECKING:
    from tests.walks.cast import Cast
    from yifa.office.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def records(cast: Cast) -> dict[str, Record]:
    """One record of each ledger with every personal field filled."""
    return {code: made(cast, code, **secrets(ledger(code)))[0] for code in CODES}


def somebody(cast: Cast, role: str) -> Person:
    """A new person of a role at the street, who entered none of the records."""
    from tests.walks.cast import SINCE

    person = add_person(username=f"new-{role}", name="示例新人", password=None, by=None)
    appoint(person=person, unit=cast.street, role=role, valid_from=SINCE, by=None)
    return person


def pages_of(record: Record) -> Iterator[tuple[str, str]]:
    """(verb that opens it, address) of everything that shows a record."""
    own = f"/records/{record.pk}/"
    yield from (
        ("read", own),
        ("read", f"/ledgers/{record.ledger}/?q={record.title}"),
        ("read", f"/search/?q={record.title}"),
        ("write", f"{own}edit/"),
        ("write", f"/ledgers/{record.ledger}/new/"),
        ("unmask", f"{own}casefile/"),
        ("export", f"/ledgers/{record.ledger}/export/"),
    )
    for clock in record.clocks.all():  # type: ignore[attr-defined]
        yield "read", f"/clocks/{clock.pk}/"
    for code in templates(record.ledger):
        yield "unmask", f"{own}papers/{code}/"
    for move in procedure_of(record).moves:
        yield move.who, f"{own}moves/{move.code}/"


@pytest.mark.parametrize("role", list(ROLES))
def test_pages_open_by_verb_and_never_show_masked_values(
    cast: Cast, records: dict[str, Record], role: str
) -> None:
    person = somebody(cast, role)
    access, client = compile_access(person), Client()
    client.force_login(person)
    for code, record in records.items():
        hidden = secrets(ledger(code)).values()
        for verb, address in pages_of(record):
            answer = client.get(address)
            if "/search/" not in address:
                expected = {200} if access.may(verb, record.path, code) else {403, 404}
                assert answer.status_code in expected, (address, answer.status_code)
            shown = answer.content.decode(errors="ignore")
            if not access.may("unmask", record.path, code) or verb == "read":
                assert not [one for one in hidden if one in shown], address


def test_whoever_reads_nothing_finds_nothing(cast: Cast, records: dict[str, Record]) -> None:
    client = Client()
    client.force_login(somebody(cast, "admin"))
    assert client.get("/ledgers/disputes/").status_code == 403
    assert records["disputes"].number not in client.get("/search/?q=楼上漏水").content.decode()
    assert client.get(f"/records/{records['disputes'].pk}/").status_code == 404
