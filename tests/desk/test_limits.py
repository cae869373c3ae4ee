"""Who does a costly thing too often waits; whatever sounds costly has a limit."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.urls import get_resolver

from yifa.desk import limits

if TYPE_CHECKING:
    from tests.desk.people import Office

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def still(monkeypatch: pytest.MonkeyPatch) -> None:
    """No window ends in the middle of a test, however slow the machine."""
    monkeypatch.setattr(limits, "moment", lambda: 1_000_000_020.0)


def names() -> set[str]:
    return {name for name in get_resolver().reverse_dict if isinstance(name, str)}


def test_searching_without_pause_waits(office: Office, seat: Callable[[str], Client]) -> None:
    client = seat("legal")
    statuses = [client.get("/search/?q=漏水").status_code for _turn in range(limits.SEARCH.times + 1)]
    assert statuses == [200] * limits.SEARCH.times + [429]
    answer = client.get("/search/?q=漏水")
    assert 0 < int(answer["Retry-After"]) <= limits.SEARCH.seconds
    assert "操作太频繁" in answer.content.decode()
    assert client.get("/ledgers/disputes/").status_code == 200, "other work goes on"
    assert seat("clerk").get("/search/?q=漏水").status_code == 200, "and other people's"


def test_a_part_of_a_page_gets_a_notice(office: Office, seat: Callable[[str], Client]) -> None:
    client = seat("legal")
    for _turn in range(limits.SEARCH.times):
        client.get("/search/?q=漏水")
    answer = client.get("/search/?q=漏水", headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Retarget"]) == (429, "#notices")


def test_exports_and_uploads_are_counted_before_anything_is_done(
    office: Office, seat: Callable[[str], Client]
) -> None:
    client = seat("legal")
    for _turn in range(limits.EXPORT.times):
        assert client.get("/ledgers/disputes/import/template/").status_code == 200
    assert client.get("/ledgers/outreach/export/").status_code == 429
    for _turn in range(limits.UPLOAD.times):
        client.post("/ledgers/disputes/import/")
    assert client.post("/review/").status_code == 429


def test_what_is_sent_without_a_login_is_counted_by_address(office: Office) -> None:
    first = [Client().post("/warnings/read/").status_code for _turn in range(limits.PUBLIC_FORM.times + 1)]
    assert (first[0], first[-1]) == (302, 429)
    assert Client(REMOTE_ADDR="192.0.2.77").post("/warnings/read/").status_code == 302


def test_a_window_passes(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    limit, moment = limits.Limit("window", 2, 60), 1_000_000_020.0
    monkeypatch.setattr(limits, "moment", lambda: moment)
    assert [limits.spend(limit, "x") for _turn in range(3)] == [0, 0, 60 - 1_000_000_020 % 60]
    monkeypatch.setattr(limits, "moment", lambda: moment + 60)
    assert limits.spend(limit, "x") == 0
    settings.RATE_FACTOR = 0
    assert [limits.spend(limit, "x") for _turn in range(9)] == [0] * 9


COSTLY = re.compile(r"export|search|import|upload|attach|docx|pdf|xlsx|csv|download|case-file|paper-file")
# What these do is light, or reads what an upload already brought.
LIGHT = {
    "import-confirm",
    "attachment",
    "report-upload-review",
    "portal-csv",
    "make-paper",
}


def test_whatever_sounds_costly_has_a_limit() -> None:
    costly = {name for name in names() if COSTLY.search(name)}
    assert costly - LIGHT - set(limits.GETS) - set(limits.POSTS) == set()


def test_every_limit_is_of_an_address_that_exists() -> None:
    assert (set(limits.GETS) | set(limits.POSTS) | limits.OWN) - names() == set()
