"""Single sign-on against a real provider on loopback: what gets in, what does not, and that it gives no rights."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from django.test import Client
from joserfc.jwk import RSAKey

from tests.desk.provider import Provider, serve
from yifa.desk.views import sso
from yifa.foundation.models import Audit
from yifa.office import accounts, single_sign_on
from yifa.office.models import Person, Post

if TYPE_CHECKING:
    from tests.desk.people import Office

pytestmark = pytest.mark.django_db


@pytest.fixture
def provider(settings: Any, office: Office) -> Iterator[Provider]:
    """The provider that the settings name; somebody called `legal` is logged in there."""
    made = Provider(claims={"sub": "4711", "preferred_username": "legal"})
    server = serve(made)
    settings.OIDC = settings.OIDC | {
        "issuer": made.url,
        "client_id": made.client_id,
        "client_secret": made.client_secret,
    }
    sso._client.cache_clear()
    yield made
    server.shutdown()
    server.server_close()


def to_the_provider(client: Client, to: str = "") -> str:
    """Where the provider sends the browser back to, as a path of ours."""
    away = client.get("/login/sso/", {"next": to})
    back = requests.get(away["Location"], allow_redirects=False, timeout=10).headers["Location"]
    parts = urlsplit(back)
    assert parts.netloc == "testserver"
    return f"{parts.path}?{parts.query}"


def who(client: Client) -> str:
    key = client.session.get("_auth_user_id")
    return Person.objects.get(pk=key).username if key else ""


def test_a_person_known_here_comes_in_with_the_rights_they_have(provider: Provider) -> None:
    client, posts = Client(), Post.objects.count()
    answer = client.get(to_the_provider(client, "/ledgers/disputes/"))
    assert (answer.status_code, answer["Location"]) == (302, "/ledgers/disputes/")
    assert who(client) == "legal"
    assert client.get("/office/").status_code == 403, "a login gives no rights"
    assert Post.objects.count() == posts
    row = Audit.objects.get(action="login")
    assert row.detail["how"] == "sso"


def test_the_question_carries_pkce_state_and_nonce(provider: Provider) -> None:
    to_the_provider(Client())
    to_the_provider(Client())
    first, second = provider.asked
    assert first["code_challenge_method"] == "S256"
    assert "code_verifier" not in first
    for name in ("state", "nonce", "code_challenge"):
        assert len(first[name]) >= 20
        assert first[name] != second[name]


@pytest.mark.parametrize(
    "spoil",
    [
        {"nonce": "of another log-in"},
        {"aud": "another client"},
        {"iss": "https://example.org"},
        {"exp": int(time.time()) - 3600},
        {"sub": None},
    ],
    ids=["nonce", "audience", "issuer", "expired", "nobody"],
)
def test_a_token_that_is_not_for_this_login_opens_nothing(provider: Provider, spoil: dict[str, Any]) -> None:
    provider.spoil = spoil
    client = Client()
    answer = client.get(to_the_provider(client))
    assert answer.status_code == 403
    assert "统一身份认证没有完成" in answer.content.decode()
    assert who(client) == ""
    assert Audit.objects.filter(action="login.sso.failed").count() == 1


def test_a_token_signed_by_somebody_else_opens_nothing(provider: Provider) -> None:
    provider.signs = RSAKey.generate_key(2048, {"kid": "one"})
    client = Client()
    assert client.get(to_the_provider(client)).status_code == 403
    assert who(client) == ""


def test_a_token_under_a_shared_secret_opens_nothing(provider: Provider) -> None:
    provider.algorithm = "HS256"
    client = Client()
    assert client.get(to_the_provider(client)).status_code == 403
    assert who(client) == ""


def test_an_answer_to_nobodys_question_opens_nothing(provider: Provider) -> None:
    """Somebody else's answer, sent to a browser that asked nothing: log-in cross-site request forgery."""
    attacker, victim = Client(), Client()
    back = to_the_provider(attacker)
    assert victim.get(back).status_code == 403
    assert who(victim) == ""
    query = parse_qs(urlsplit(back).query)
    assert (
        attacker.get("/login/sso/return/", {"code": query["code"][0], "state": "made up"}).status_code == 403
    )


def test_an_answer_works_once(provider: Provider) -> None:
    client = Client()
    back = to_the_provider(client)
    assert client.get(back).status_code == 302
    client.post("/logout/")
    assert client.get(back).status_code == 403
    assert who(client) == ""


def test_the_session_key_changes(provider: Provider) -> None:
    client = Client()
    back = to_the_provider(client)
    before = client.session.session_key
    client.get(back)
    assert client.session.session_key != before


@pytest.mark.parametrize("name", ["unknown", "", None, ["legal"], {"legal": 1}])
def test_somebody_unknown_here_stays_outside_and_is_not_made(provider: Provider, name: Any) -> None:
    provider.claims["preferred_username"] = name
    client, before = Client(), Person.objects.count()
    answer = client.get(to_the_provider(client))
    assert answer.status_code == 403
    assert "没有对应的人员" in answer.content.decode()
    assert Person.objects.count() == before


def test_a_name_given_to_somebody_else_does_not_inherit_the_account(
    provider: Provider, office: Office
) -> None:
    first = Client()
    first.get(to_the_provider(first))
    provider.claims["sub"] = "4712"  # another human being now bears the name at the provider
    second = Client()
    assert second.get(to_the_provider(second)).status_code == 403
    assert who(second) == ""
    provider.claims |= {"sub": "4711", "preferred_username": "renamed"}
    again = Client()
    again.get(to_the_provider(again))
    assert who(again) == "legal", "the first one stays the same person under any name"
    single_sign_on.unbind(person=office.people["legal"], by=office.people["admin"])
    provider.claims |= {"sub": "4712", "preferred_username": "legal"}
    third = Client()
    third.get(to_the_provider(third))
    assert who(third) == "legal"


def test_a_closed_account_stays_closed(provider: Provider, office: Office) -> None:
    accounts.close(person=office.people["legal"], by=office.people["admin"])
    client = Client()
    assert client.get(to_the_provider(client)).status_code == 403
    Person.objects.filter(username="legal").update(is_active=True)
    client.get(to_the_provider(client))
    accounts.close(person=office.people["legal"], by=office.people["admin"])
    assert Client().get(to_the_provider(client)).status_code == 403


def test_the_second_step_is_asked_all_the_same(provider: Provider, settings: Any) -> None:
    settings.SECOND_STEP = "roles"
    client = Client()
    assert client.get(to_the_provider(client))["Location"] == "/login/authenticator/"
    assert who(client) == ""


def test_a_description_of_another_provider_is_not_followed(provider: Provider) -> None:
    provider.says_it_is = "https://example.org"
    assert Client().get("/login/sso/").status_code == 403
    assert not provider.asked


def test_a_provider_that_does_not_answer_is_said(settings: Any, office: Office) -> None:
    settings.OIDC = settings.OIDC | {"issuer": "http://127.0.0.1:9", "client_id": "x", "client_secret": "y"}
    answer = Client().get("/login/sso/")
    assert answer.status_code == 502
    assert "统一身份认证没有完成" in answer.content.decode()


def test_without_a_provider_there_is_no_such_page(office: Office) -> None:
    assert Client().get("/login/sso/").status_code == 404
    assert "统一身份认证" not in Client().get("/login/").content.decode()


def test_the_login_page_offers_it(provider: Provider) -> None:
    page = Client().get("/login/?next=/figures/").content.decode()
    assert 'href="/login/sso/?next=/figures/"' in page
