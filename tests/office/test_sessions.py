"""Sessions end by time, by password, by post and by hand; their list shows what a person needs to know them again."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpRequest

from yifa.foundation import net
from yifa.foundation.models import Audit
from yifa.office import sessions
from yifa.office.actions import add_person, add_unit, appoint, change_password, end_post
from yifa.office.models import Person, Session
from yifa.office.sessions import SessionStore

pytestmark = pytest.mark.django_db
SINCE = date(2020, 1, 1)


@pytest.fixture
def person() -> Person:
    return add_person(username="somebody", name="示例某", password="old-one-of-nobody", by=None)


@pytest.fixture
def opened(person: Person) -> Callable[..., SessionStore]:
    """`opened(agent)`: a session in which the person has logged in."""

    def log_in(agent: str = "", address: str = "192.0.2.7") -> SessionStore:
        from django.contrib.auth import login

        request = HttpRequest()
        request.session = SessionStore()
        request.META |= {"REMOTE_ADDR": address, "HTTP_USER_AGENT": agent}
        login(request, person, backend="django.contrib.auth.backends.ModelBackend")
        request.session.save()
        return request.session

    return log_in


@pytest.mark.parametrize(
    ("said", "called"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64) AppleWebKit Chrome/140 Safari/537.36 Edg/140",
            "Edge · Windows",
        ),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/120 Mobile MicroMessenger/8.0", "微信 · Android"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0", "Firefox · Linux"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 14) Version/17 Safari/605", "Safari · macOS"),
        ("curl/8", ""),
        ("", ""),
    ],
)
def test_a_device_is_called_as_people_call_it(
    opened: Callable[..., SessionStore], said: str, called: str
) -> None:
    opened(said)
    assert Session.objects.get().agent == called


def test_the_list_knows_since_when_and_from_where(
    person: Person, opened: Callable[..., SessionStore]
) -> None:
    opened("Firefox Linux")
    row = sessions.of(person).get()
    assert row.address == "192.0.2.7"
    assert row.began_at is not None
    assert abs(row.began_at.timestamp() - time.time()) < 60
    assert row.session_key not in row.handle


@pytest.mark.parametrize(
    ("idle", "age", "why"),
    [(-5, -5, ""), (+5, 0, "idle"), (-5, +5, "age"), (+5, +5, "age")],
    ids=["in use", "idle too long", "too old", "both"],
)
def test_a_session_ends_by_time(opened: Callable[..., SessionStore], idle: int, age: int, why: str) -> None:
    session, now = opened(), time.time()
    session["seen"] = now - settings.IDLE_SECONDS - idle
    session["began"] = now - settings.SESSION_COOKIE_AGE - age if age else session["seen"]
    assert sessions.over(session, now) == why


def test_an_idle_session_is_not_listed(person: Person, opened: Callable[..., SessionStore]) -> None:
    session = opened()
    session["seen"] = int(time.time()) - settings.IDLE_SECONDS - 5
    session.save()
    assert not sessions.of(person).exists()


def test_being_there_is_written_down_now_and_then(opened: Callable[..., SessionStore]) -> None:
    session = opened()
    session.modified = False
    sessions.touch(session)
    assert not session.modified, "no write for every page"
    session["seen"] -= settings.IDLE_SECONDS / sessions.TOUCHES + 1
    session.modified = False
    sessions.touch(session)
    assert session.modified


def test_a_new_password_ends_the_others(person: Person, opened: Callable[..., SessionStore]) -> None:
    here, _there = opened(), opened()
    change_password(person=person, password="another-one-of-nobody", by=person, keep=here.session_key)
    assert list(Session.objects.values_list("pk", flat=True)) == [here.session_key]
    change_password(person=person, password="a-third-one-of-nobody", by=person)
    assert not Session.objects.exists()


def test_a_post_that_ends_takes_the_sessions_along(
    person: Person, opened: Callable[..., SessionStore]
) -> None:
    unit = add_unit(code="q", name="示例区", kind="district", parent=None, valid_from=SINCE, by=None)
    post = appoint(person=person, unit=unit, role="clerk", valid_from=SINCE, by=None)
    opened()
    end_post(post=post, by=person, on=date.today() + timedelta(days=9))
    assert Session.objects.exists(), "it has not ended yet"
    end_post(post=post, by=person)
    assert not Session.objects.exists()


def test_a_role_that_needs_more_ends_what_began_with_less(
    person: Person, opened: Callable[..., SessionStore], settings: Any
) -> None:
    unit = add_unit(code="q", name="示例区", kind="district", parent=None, valid_from=SINCE, by=None)
    settings.SECOND_STEP = "roles"
    opened()
    appoint(person=person, unit=unit, role="clerk", valid_from=SINCE, by=None)
    assert Session.objects.exists()
    appoint(person=person, unit=unit, role="admin", valid_from=SINCE, by=None)
    assert not Session.objects.exists()


def test_one_session_ends_by_hand_and_leaves_a_row(
    person: Person, opened: Callable[..., SessionStore]
) -> None:
    here, there = opened(), opened()
    handle = Session.objects.get(pk=there.session_key).handle
    stranger = add_person(username="stranger", name="示例生人", password=None, by=None)
    assert sessions.end(person=stranger, by=stranger, handle=handle) == 0, "it is not theirs"
    assert sessions.end(person=person, by=person, handle=handle) == 1
    assert list(Session.objects.values_list("pk", flat=True)) == [here.session_key]
    assert [row.action for row in Audit.objects.filter(action="session.end")] == ["session.end"]


def test_expired_rows_go_when_somebody_logs_in(opened: Callable[..., SessionStore]) -> None:
    old = opened()
    Session.objects.filter(pk=old.session_key).update(expire_date="2020-01-01T00:00Z")
    opened()
    assert not Session.objects.filter(pk=old.session_key).exists()


@pytest.mark.parametrize(
    ("proxies", "forwarded", "found"),
    [
        (0, "203.0.113.9", "192.0.2.1"),  # nobody stands before us: the header is the visitor's own invention
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "198.51.100.66, 203.0.113.9", "203.0.113.9"),  # the left one was written by the visitor
        (2, "198.51.100.66, 203.0.113.9", "198.51.100.66"),
        (2, "203.0.113.9", "192.0.2.1"),  # fewer entries than proxies: not through them
        (1, "<script>", "192.0.2.1"),
        (1, "2001:db8::1", "2001:db8::1"),
        (1, "", "192.0.2.1"),
    ],
)
def test_the_address_is_believed_as_far_as_our_proxies_go(
    settings: Any, proxies: int, forwarded: str, found: str
) -> None:
    settings.PROXIES = proxies
    request = HttpRequest()
    request.META |= {"REMOTE_ADDR": "192.0.2.1", "HTTP_X_FORWARDED_FOR": forwarded}
    assert net.address(request) == found
