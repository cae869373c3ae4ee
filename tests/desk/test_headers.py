"""Every answer, whatever it is and whoever made it, carries the headers that bind the browser."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.urls import get_resolver
from django.urls.resolvers import RoutePattern, URLPattern, URLResolver

from tests.desk.made import CODES, made
from yifa.desk.middleware import HEADERS

if TYPE_CHECKING:
    from tests.desk.people import Office
    from tests.walks.cast import Cast

pytestmark = pytest.mark.django_db
SAMPLES = {"pk": "1", "int": "1", "status": "404", "year": "2026", "kind": "pdf", "code": "disputes"}


def routes(resolver: Any = None, before: str = "") -> list[str]:
    """Every address pattern of the product, with samples for what varies in it."""
    found = []
    for one in (resolver or get_resolver()).url_patterns:
        assert isinstance(one.pattern, RoutePattern), one
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            found += routes(one, route)
        elif isinstance(one, URLPattern):
            found.append(re.sub(r"<(?:\w+:)?(\w+)>", lambda part: SAMPLES.get(part[1], "1"), "/" + route))
    return found


def bound(answer: Any, address: str) -> None:
    for name, value in HEADERS.items():
        assert answer.headers.get(name) == value, (address, name)
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    if address.startswith(("/health/", "/metrics")):  # answered before anything else, and no page
        return
    assert answer.headers.get("Referrer-Policy") == "same-origin", address
    assert answer.headers.get("Cross-Origin-Opener-Policy") == "same-origin", address


@pytest.mark.parametrize("role", ["", "legal", "admin", "auditor"])
def test_every_address_answers_with_the_headers(
    office: Office, seat: Callable[[str], Client], role: str, settings: Any
) -> None:
    settings.RATE_FACTOR = 0
    client = seat(role) if role else Client()
    client.raise_request_exception = False
    every = routes()
    assert len(every) > 80
    for address in every:
        answers = [client.get(address)]
        if address != "/logout/":
            answers.append(client.post(address))
        for answer in answers:
            bound(answer, address)
            assert answer.status_code < 500, address
            if (
                role
                and not address.startswith(("/public/", "/health/", "/metrics"))
                and "_auth_user_id" in client.session
            ):
                assert "no-store" in answer.headers.get("Cache-Control", ""), address


def test_answers_made_before_any_view_are_bound_too(office: Office, settings: Any) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.get("/", headers={"host": "evil.example"}).status_code == 400
    for answer in (
        client.get("/", headers={"host": "evil.example"}),
        client.get("/nothing"),
        client.get("/login"),  # the slash is put there by another middleware
        client.post("/login/", {}),  # no token
        client.put("/login/"),
        client.get("/static/desk/app.js"),
    ):
        bound(answer, str(answer.request["PATH_INFO"]))
    settings.SECURE_SSL_REDIRECT = True
    away = Client().get("/login/")
    assert away["Location"].startswith("https://")
    bound(away, "to https")


def test_what_is_downloaded_is_saved_and_not_shown(
    cast: Cast, as_: Callable[[str], Client], settings: Any
) -> None:
    """A file somebody uploaded never becomes a page of ours."""
    settings.RATE_FACTOR = 0
    client = as_("legal")
    addresses = [f"/ledgers/{code}/import/template/" for code in CODES]
    addresses += [f"/ledgers/{code}/export/" for code in CODES]
    record = made(cast, "disputes")[0]
    page = b"<html><script>alert(1)</script></html>"
    png = bytes.fromhex("89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489")
    from django.core.files.uploadedfile import SimpleUploadedFile

    for name, content in (("a.png", png), ("b.html", page), ("c.svg", b"<svg onload='alert(1)'/>")):
        client.post(f"/records/{record.pk}/attach/", {"file": SimpleUploadedFile(name, content)})
    from yifa.records.models import Attachment

    kept = list(Attachment.objects.all())
    assert kept, "one of them is a real picture"
    assert all(not one.name.endswith((".html", ".svg")) for one in kept)
    for address in [*addresses, *(f"/attachments/{one.pk}/" for one in kept)]:
        answer = client.get(address)
        assert answer.status_code == 200, address
        bound(answer, address)
        assert not answer["Content-Type"].startswith("text/html"), address
        assert answer.headers.get("Content-Disposition", "").startswith("attachment"), address


@pytest.mark.parametrize(
    ("more", "complaints"),
    [({"YIFA_HTTPS": "1", "YIFA_HOSTS": "yifa.example"}, ""), ({}, "security.W")],
    ids=["behind TLS", "without"],
)
def test_djangos_own_check_of_a_deployment(tmp_path: Path, more: dict[str, str], complaints: str) -> None:
    """The check is clean as in production, and it does complain when TLS is off."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("YIFA_", "DJANGO_"))}
    environment = kept | {"YIFA_DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "yifa.config.settings"} | more
    done = subprocess.run(
        [sys.executable, "-m", "django", "check", "--deploy", "--fail-level", "WARNING"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert (done.returncode == 0) == (not complaints), done.stderr
    assert complaints in done.stderr


def test_cookies_are_out_of_reach(office: Office, settings: Any) -> None:
    client = Client()
    client.get("/login/")
    client.post("/login/", {"username": "legal", "password": "yifa-demo-2026"})
    session = client.cookies["sessionid"]
    assert session["httponly"]
    assert session["samesite"] == "Lax"
    assert client.cookies["csrftoken"]["samesite"] == "Lax"
