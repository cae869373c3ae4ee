"""Long forms are sent in place: saved, they lead on as a whole page; without scripts they are sent as ever."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.walks.test_mediation import accepted
from yifa.foundation import clock
from yifa.records.models import Consultation, Record

if TYPE_CHECKING:
    from django.test import Client

    from tests.walks.cast import Cast

IN_PLACE = {"HX-Request": "true"}


def lent(cast: Cast, record: Record) -> Consultation:
    today = clock.today()
    return Consultation.objects.create(
        record=record,
        adviser=cast.at("legal"),
        asked_by=cast.mediator,
        question="能否调解",
        full=True,
        asked_at=clock.now(),
        valid_from=today,
        valid_to=today + timedelta(days=3),
    )


@pytest.mark.parametrize("what", ["enter", "edit", "opinion"])
def test_a_long_form(cast: Cast, as_: Callable[[str], Client], what: str) -> None:
    record = accepted(cast)
    found = lent(cast, record)
    who, address, typed = {
        "enter": (
            "mediator",
            "/ledgers/disputes/quick/",
            {
                "unit": str(cast.street.pk),
                "title": "就地提交",
                "kind": "D01",
                "parties": "示甲某、例乙某",
                "happened_on": clock.today().isoformat(),
                "token": "0" * 31 + "1",
            },
        ),
        "edit": ("mediator", f"/records/{record.pk}/edit/", {"reason": "补充"}),
        "opinion": ("legal", f"/consultations/{found.pk}/", {"opinion": "可以调解"}),
    }[what]
    client = as_(who)
    page = client.get(address)
    if what == "edit":
        typed = {one.html_name: one.value() or "" for one in page.context["form"]} | typed
    for name in ('hx-select="#content"', 'method="post"'):
        assert name in page.content.decode()
    wrong = client.post(address, dict.fromkeys(typed, ""), headers=IN_PLACE)
    assert wrong.status_code in (409, 422)
    assert 'id="content"' in wrong.content.decode(), "the answer carries the form that is exchanged"
    saved = client.post(address, typed, headers=IN_PLACE)
    assert (saved.status_code, "location" in saved.headers) == (200, False)
    on = saved.headers["HX-Redirect"]
    assert client.get(on).status_code == 200
    if what == "enter":
        again = client.post(address, typed)
        assert (again.status_code, again.headers["location"]) == (302, on)
