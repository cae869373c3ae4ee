"""Logging in: what is kept after a mistake, where it leads, what the trail says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client

from yifa.foundation.models import Audit

if TYPE_CHECKING:
    from tests.desk.people import Office

pytestmark = pytest.mark.django_db
PASSWORD = "yifa-demo-2026"


def test_the_page_asked_for_is_opened_after_login(office: Office) -> None:
    client = Client()
    asked = client.get("/ledgers/disputes/?kind=D02")
    assert asked.headers["Location"] == "/login/?next=/ledgers/disputes/%3Fkind%3DD02"
    page = client.get(asked.headers["Location"]).content.decode()
    assert 'name="next" value="/ledgers/disputes/?kind=D02"' in page
    given = {"username": "legal", "password": "不对", "next": "/ledgers/disputes/?kind=D02"}
    wrong = client.post("/login/", given)
    assert 'name="next" value="/ledgers/disputes/?kind=D02"' in wrong.content.decode()
    right = client.post("/login/", given | {"password": PASSWORD})
    assert right.headers["Location"] == "/ledgers/disputes/?kind=D02"


@pytest.mark.parametrize(
    "away", ["https://example.org/", "//example.org/", "/\\example.org", "javascript:alert(1)", "http:///x"]
)
def test_login_leads_nowhere_else(office: Office, away: str) -> None:
    answer = Client().post("/login/", {"username": "legal", "password": PASSWORD, "next": away})
    assert answer.headers["Location"] == "/"


def test_a_wrong_password_keeps_the_name_and_not_the_password(office: Office) -> None:
    answer = Client().post("/login/", {"username": "legal", "password": "错误密码错误密码"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="legal"' in page
    assert "错误密码" not in page
    assert [row.action for row in Audit.objects.filter(action__startswith="login")] == ["login.failed"]


def test_a_dead_account_and_an_ended_post_open_nothing(office: Office) -> None:
    from yifa.office.models import Person, Post

    Person.objects.filter(username="clerk").update(is_active=False)
    assert Client().post("/login/", {"username": "clerk", "password": PASSWORD}).status_code == 422
    Post.objects.filter(person=office.people["legal"]).update(valid_to="2026-06-01")
    client = Client()
    assert client.post("/login/", {"username": "legal", "password": PASSWORD}).status_code == 302
    assert client.get("/").status_code == 200
    assert client.get("/ledgers/disputes/").status_code == 403


def test_logging_out_needs_a_form_of_ours(office: Office) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(office.people["legal"])
    refused = client.post("/logout/")
    assert refused.status_code == 403
    assert "请刷新页面后重新提交" in refused.content.decode()
    assert client.get("/logout/").status_code == 405
    assert client.get("/").status_code == 200


def test_pages_after_login_are_not_kept_by_the_browser(office: Office) -> None:
    client = Client()
    client.force_login(office.people["legal"])
    assert client.get("/").headers["Cache-Control"] == "no-store"
    assert client.get("/login/").status_code == 302
