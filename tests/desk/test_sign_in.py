"""Logging in step by step: lock-out, one-time password, second step; the sessions on one's own page."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from axes.models import AccessAttempt
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from yifa.desk import limits, pending
from yifa.foundation.models import Audit
from yifa.office import accounts, second_step
from yifa.office.models import Authenticator, Person, Session

if TYPE_CHECKING:
    from tests.desk.people import Office

pytestmark = pytest.mark.django_db
PASSWORD = "yifa-demo-2026"
FRESH = {"fresh": "qiao-lian-shu-ping", "again": "qiao-lian-shu-ping"}
STEPS = ("/login/code/", "/login/password/", "/login/authenticator/")


@pytest.fixture(autouse=True)
def still(monkeypatch: pytest.MonkeyPatch) -> None:
    """No window of the limits ends in the middle of a test, however slow the machine."""
    monkeypatch.setattr(limits, "moment", lambda: 1_000_000_020.0)


def log_in(client: Client, username: str = "legal", password: str = PASSWORD, **more: Any) -> Any:
    return client.post("/login/", {"username": username, "password": password}, **more)


def inside(client: Client) -> bool:
    return "_auth_user_id" in client.session


def code(person: Person, steps: int = 0) -> str:
    generator = second_step.totp(Authenticator.objects.get(user=person))
    generator.time = time.time() + steps * second_step.STEP_SECONDS
    return f"{generator.token():06d}"


@pytest.fixture
def enrolled(office: Office) -> tuple[Person, list[str]]:
    """The legal officer with an authenticator, and the backup codes."""
    person = office.people["legal"]
    second_step.prepare(person)
    codes = second_step.confirm(person, code(person, -1))
    return person, list(codes or ())


# Lock-out


def test_five_wrong_passwords_lock_the_name_at_that_address(office: Office) -> None:
    client = Client()
    answers = [log_in(client, password="wrong-wrong-wrong") for _turn in range(5)]
    assert [answer.status_code for answer in answers] == [422, 422, 422, 422, 429]
    page = answers[-1].content.decode()
    assert "登录已暂停" in page
    assert "15 分钟" in page
    assert "系统管理员解除锁定" in page
    assert 0 < int(answers[-1]["Retry-After"]) <= 900
    assert log_in(client).status_code == 429, "the right password does not help now"
    assert not inside(client)
    assert log_in(Client(), "clerk").status_code == 302, "another name from the same address"
    assert log_in(Client(REMOTE_ADDR="192.0.2.9")).status_code == 302, "the person, from their own address"


def test_a_lock_does_not_grow_by_trying_and_ends_by_itself(office: Office) -> None:
    client = Client()
    for _turn in range(7):
        log_in(client, password="wrong-wrong-wrong")
    assert AccessAttempt.objects.get().failures_since_start == 5
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=16))
    assert log_in(client).status_code == 302
    assert inside(client)


def test_the_trail_says_who_tried_what_from_where(office: Office) -> None:
    for _turn in range(8):
        log_in(Client(REMOTE_ADDR="192.0.2.66"), password="wrong-wrong-wrong")
    log_in(Client(), "secret-typed-as-name", "x")
    rows = Audit.objects.filter(action__startswith="login").order_by("pk")
    target = f"person:{office.people['legal'].pk}"
    assert [(row.action, row.target) for row in rows] == [
        *[("login.failed", target)] * 4,
        ("login.locked", target),
        ("login.failed", target),
        ("login.failed", ""),
    ]
    assert rows[0].detail == {"address": "192.0.2.66"}
    assert "secret-typed-as-name" not in str([row.detail for row in rows])


def test_the_administrator_unlocks(office: Office, seat: Callable[[str], Client]) -> None:
    for _turn in range(5):
        log_in(Client(), password="wrong-wrong-wrong")
    person, admin = office.people["legal"], seat("admin")
    page = admin.get(reverse("person", args=[person.pk])).content.decode()
    assert "连续输错密码，来源地址：127.0.0.1" in page
    admin.post(reverse("person-act", args=[person.pk, "unlock"]))
    assert log_in(Client()).status_code == 302
    assert Audit.objects.filter(action="login.unlock", by=office.people["admin"].pk).count() == 1


def test_an_address_that_tries_many_names_is_slowed(office: Office) -> None:
    statuses = [log_in(Client(), f"name{number}", "wrong").status_code for number in range(62)]
    assert statuses[:60] == [422] * 60
    assert statuses[60:] == [429] * 2


def test_a_name_tried_from_many_addresses_is_slowed(office: Office) -> None:
    places = [f"198.51.100.{number}" for number in range(1, 53)]
    statuses = [log_in(Client(REMOTE_ADDR=place), password="wrong").status_code for place in places]
    assert statuses[:50] == [422] * 50
    assert statuses[50:] == [429] * 2


def test_right_passwords_are_not_counted(office: Office) -> None:
    """A whole office logs in from one address at half past eight."""
    assert {log_in(Client()).status_code for _turn in range(70)} == {302}


# One-time passwords


def test_a_one_time_password_is_replaced_before_anything_opens(office: Office) -> None:
    person = office.people["clerk"]
    secret = accounts.give_one_time_password(person=person, by=office.people["admin"])
    client = Client()
    assert log_in(client, "clerk", secret)["Location"] == "/login/password/"
    assert not inside(client)
    assert client.get("/").status_code == 302, "no page opens meanwhile"
    same = client.post("/login/password/", {"fresh": secret, "again": secret})
    assert (same.status_code, "和现在的一样" in same.content.decode()) == (422, True)
    weak = client.post("/login/password/", {"fresh": "clerk-clerk", "again": "clerk-clerk"})
    assert (weak.status_code, "容易被猜到" in weak.content.decode()) == (422, True)
    assert client.post("/login/password/", FRESH)["Location"] == "/"
    assert inside(client)
    assert log_in(Client(), "clerk", secret).status_code == 422, "it worked once"
    assert log_in(Client(), "clerk", FRESH["fresh"])["Location"] == "/"


def test_a_one_time_password_dies_of_age(office: Office) -> None:
    person = office.people["clerk"]
    secret = accounts.give_one_time_password(person=person, by=office.people["admin"])
    Person.objects.filter(pk=person.pk).update(one_time_until="2026-06-01T00:00Z")
    answer = log_in(Client(), "clerk", secret)
    assert answer.status_code == 422
    assert "一次性密码已过期" in answer.content.decode()


def test_the_administrator_resets_and_the_sessions_end(office: Office, seat: Callable[[str], Client]) -> None:
    clerk, person = seat("clerk"), office.people["clerk"]
    answer = seat("admin").post(reverse("person-act", args=[person.pk, "password"]))
    secret = answer.context["secret"]
    assert secret in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
    assert clerk.get("/").status_code == 302
    assert log_in(Client(), "clerk").status_code == 422
    assert log_in(Client(), "clerk", secret)["Location"] == "/login/password/"


def test_a_password_of_long_ago_is_replaced_where_the_office_wants_it(office: Office, settings: Any) -> None:
    Person.objects.filter(username="clerk").update(password_at="2026-03-01T00:00Z")
    assert log_in(Client(), "clerk")["Location"] == "/", "by itself no password grows old"
    settings.PASSWORD_DAYS = 90
    client = Client()
    assert log_in(client, "clerk")["Location"] == "/login/password/"
    assert "用得太久" in client.get("/login/password/").content.decode()
    assert client.post("/login/password/", FRESH)["Location"] == "/"
    assert log_in(Client(), "clerk", FRESH["fresh"])["Location"] == "/"
    assert log_in(Client(), "legal")["Location"] == "/", "a younger one stays"


# The second step


def test_a_password_alone_does_not_open_an_account_with_a_second_step(
    enrolled: tuple[Person, list[str]],
) -> None:
    person, codes = enrolled
    client = Client()
    assert log_in(client)["Location"] == "/login/code/"
    assert not inside(client)
    assert client.get("/").status_code == 302
    wrong = client.post("/login/code/", {"code": codes[0][::-1]})
    assert (wrong.status_code, inside(client)) == (422, False)
    Authenticator.objects.update(throttling_failure_count=0)
    assert client.post("/login/code/", {"code": code(person)})["Location"] == "/"
    assert inside(client)
    assert Audit.objects.get(action="login").detail["steps"] == ["code"]
    assert Audit.objects.get(action="login.code.failed").target == f"person:{person.pk}"


def test_a_code_seen_by_another_is_used_up(enrolled: tuple[Person, list[str]]) -> None:
    person, _codes = enrolled
    first, second, seen = Client(), Client(), code(person)
    for client in (first, second):
        log_in(client)
        client.post("/login/code/", {"code": seen})
    assert (inside(first), inside(second)) == (True, False)


def test_a_backup_code_opens_once(enrolled: tuple[Person, list[str]]) -> None:
    _person, codes = enrolled
    for wanted in (True, False):
        client = Client()
        log_in(client)
        client.post("/login/code/", {"code": codes[0]})
        assert inside(client) == wanted


def test_no_step_is_passed_by_its_address(enrolled: tuple[Person, list[str]], office: Office) -> None:
    """With the password alone: neither a new password nor a new app, and not in."""
    person, _codes = enrolled
    secret = accounts.give_one_time_password(person=person, by=office.people["admin"])
    client = Client()
    log_in(client, password=secret)
    for address in STEPS[1:]:
        answer = client.post(address, FRESH | {"code": "123456"})
        assert (answer.status_code, answer["Location"]) == (302, "/login/code/")
    assert not inside(client)
    person.refresh_from_db()
    assert person.check_password(secret)


@pytest.mark.parametrize("address", STEPS)
def test_steps_begin_at_the_beginning(office: Office, address: str) -> None:
    client = Client()
    for answer in (client.get(address), client.post(address, FRESH)):
        assert answer["Location"] == "/login/"
    assert "登录没有完成" in client.get("/login/").content.decode()


def test_a_step_waits_ten_minutes(enrolled: tuple[Person, list[str]]) -> None:
    person, _codes = enrolled
    client = Client()
    log_in(client)
    session = client.session
    session[pending.KEY] |= {"at": time.time() - pending.SECONDS - 1}
    session.save()
    assert client.post("/login/code/", {"code": code(person)})["Location"] == "/login/"
    assert not inside(client)


def test_a_role_that_needs_it_sets_it_up_at_login(office: Office, settings: Any) -> None:
    settings.SECOND_STEP = "roles"
    client, person = Client(), office.people["legal"]
    assert log_in(client)["Location"] == "/login/authenticator/"
    page = client.get("/login/authenticator/").content.decode()
    secret = second_step.typed(Authenticator.objects.get(user=person))
    assert secret in page
    assert 'src="data:image/svg+xml' in page
    assert secret in client.get("/login/authenticator/").content.decode(), "a reload shows the same"
    codes = client.post("/login/authenticator/", {"code": code(person)})
    assert len(codes.context["codes"]) == second_step.CODES
    assert not inside(client), "first the codes are kept"
    assert client.post("/login/authenticator/")["Location"] == "/"
    assert inside(client)
    assert log_in(Client())["Location"] == "/login/code/"
    assert log_in(Client(), "clerk")["Location"] == "/", "a clerk needs none"


def test_on_ones_own_page_it_is_set_up_renewed_and_dropped(
    office: Office, seat: Callable[[str], Client]
) -> None:
    client, person = seat("clerk"), office.people["clerk"]
    assert client.get("/me/second-step/")["Location"] == "/me/second-step/set-up/"
    client.get("/me/second-step/set-up/")
    done = client.post("/me/second-step/set-up/", {"code": code(person, -1)})
    assert len(done.context["codes"]) == second_step.CODES
    assert client.get("/me/second-step/set-up/").status_code == 409, "the secret is not shown again"
    assert client.post("/me/second-step/", {"codes": "1"}).status_code == 422, "not without a code"
    renewed = client.post("/me/second-step/", {"code": code(person), "codes": "1"})
    assert renewed.context["codes"] != done.context["codes"]
    assert client.post("/me/second-step/", {"code": code(person, 1), "away": "1"})["Location"] == "/me/"
    assert second_step.authenticator(person) is None


def test_who_needs_it_cannot_drop_it(
    enrolled: tuple[Person, list[str]], seat: Callable[[str], Client], settings: Any
) -> None:
    settings.SECOND_STEP = "roles"
    person, _codes = enrolled
    client = seat("legal")
    assert client.post("/me/second-step/", {"code": code(person), "away": "1"}).status_code == 200
    assert second_step.authenticator(person) is not None


def test_the_administrator_resets_a_lost_phone(
    enrolled: tuple[Person, list[str]], seat: Callable[[str], Client], office: Office
) -> None:
    person, _codes = enrolled
    seat("admin").post(reverse("person-act", args=[person.pk, "second-step"]))
    assert log_in(Client())["Location"] == "/"
    assert Audit.objects.get(action="login.step.reset").by == office.people["admin"].pk


# Sessions


def test_the_session_key_changes_at_every_step(enrolled: tuple[Person, list[str]]) -> None:
    """Fixation: a key that was there before the login is worth nothing after it."""
    person, _codes = enrolled
    client = Client()
    client.get("/login/sso/")
    client.post("/i18n/setlang/", {"language": "zh-hans"})
    keys = []
    session = client.session
    session["planted"] = True
    session.save()
    client.cookies["sessionid"] = session.session_key
    keys.append(client.session.session_key)
    log_in(client)
    keys.append(client.session.session_key)
    client.post("/login/code/", {"code": code(person)})
    keys.append(client.session.session_key)
    assert inside(client)
    assert len(set(keys)) == 3
    thief = Client()
    for key in keys[:2]:
        thief.cookies["sessionid"] = key
        assert thief.get("/").status_code == 302


def test_ones_own_page_lists_sessions_and_ends_them(office: Office) -> None:
    here, there, third = Client(), Client(), Client()
    for client, agent in ((here, "Firefox Linux"), (there, "Chrome Windows"), (third, "Safari iPhone")):
        log_in(client, headers={"user-agent": agent})
    page = here.get("/me/").content.decode()
    for agent in ("Firefox · Linux", "Chrome · Windows", "Safari · iPhone"):
        assert agent in page
    for client in (here, there, third):
        assert client.session.session_key not in page, "a key in a page opens the session to who reads it"
    handle = Session.objects.get(pk=there.session.session_key).handle
    here.post("/me/sessions/end/", {"session": handle})
    assert [client.get("/").status_code for client in (here, there, third)] == [200, 302, 200]
    here.post("/me/sessions/end/")
    assert [client.get("/").status_code for client in (here, there, third)] == [200, 302, 302]


def test_nobody_ends_the_session_of_another(office: Office, seat: Callable[[str], Client]) -> None:
    victim = seat("legal")
    handle = Session.objects.get(person=office.people["legal"]).handle
    seat("clerk").post("/me/sessions/end/", {"session": handle})
    assert victim.get("/").status_code == 200
    seat("admin").post(
        reverse("person-act", args=[office.people["legal"].pk, "sessions"]), {"session": handle}
    )
    assert victim.get("/").status_code == 302


def test_the_administrator_ends_everybodys_sessions_but_their_own(
    office: Office, seat: Callable[[str], Client]
) -> None:
    legal, clerk, admin = seat("legal"), seat("clerk"), seat("admin")
    assert legal.post("/office/sessions/end/").status_code == 403
    answer = admin.post("/office/sessions/end/", follow=True)
    assert "已退出 2 处登录" in answer.content.decode()
    assert [client.get("/").status_code for client in (legal, clerk, admin)] == [302, 302, 200]
    assert Audit.objects.get(action="session.end").detail == {"sessions": 2}


def test_a_new_password_ends_the_other_sessions(office: Office) -> None:
    here, there = Client(), Client()
    for client in (here, there):
        log_in(client)
    answer = here.post("/me/", {"present": PASSWORD} | FRESH)
    assert answer["Location"] == "/me/"
    assert [client.get("/").status_code for client in (here, there)] == [200, 302]


@pytest.mark.parametrize(("mark", "word"), [("seen", "长时间没有操作"), ("began", "登录时间已满")])
def test_time_ends_a_session_and_the_login_page_says_so(
    office: Office, seat: Callable[[str], Client], mark: str, word: str
) -> None:
    client = seat("legal")
    session = client.session
    session[mark] = int(time.time()) - 24 * 3600
    session.save()
    answer = client.get("/ledgers/disputes/")
    assert answer["Location"] == "/login/?next=/ledgers/disputes/"
    assert word in client.get(answer["Location"]).content.decode()
    assert Audit.objects.filter(action__startswith="session.", by=office.people["legal"].pk).count() == 1


def test_a_page_that_leaves_by_itself_says_so_too(office: Office, seat: Callable[[str], Client]) -> None:
    client = seat("legal")
    assert client.post("/me/here/").status_code == 204
    client.post("/logout/", {"why": "idle"})
    assert "长时间没有操作" in client.get("/login/").content.decode()
    assert Audit.objects.filter(action="session.idle").count() == 1


# The administrator's page


def test_only_the_administrator_sees_an_account(office: Office, seat: Callable[[str], Client]) -> None:
    address = reverse("person", args=[office.people["clerk"].pk])
    for role in office.people:
        if role != "elsewhere":
            assert seat(role).get(address).status_code == (200 if role == "admin" else 403), role


def test_an_account_is_closed_and_opened(office: Office, seat: Callable[[str], Client]) -> None:
    admin, clerk, pk = seat("admin"), seat("clerk"), office.people["clerk"].pk
    admin.post(reverse("person-act", args=[pk, "close"]))
    assert clerk.get("/").status_code == 302
    assert log_in(Client(), "clerk").status_code == 422
    assert "已停用" in admin.get(reverse("person", args=[pk])).content.decode()
    admin.post(reverse("person-act", args=[pk, "reopen"]))
    assert log_in(Client(), "clerk").status_code == 302


def test_odd_acts_are_refused(office: Office, seat: Callable[[str], Client]) -> None:
    admin, pk = seat("admin"), office.people["clerk"].pk
    assert admin.post(reverse("person-act", args=[pk, "nothing"])).status_code == 404
    assert admin.get(reverse("person-act", args=[pk, "close"])).status_code == 405
    assert admin.post(reverse("person-act", args=[10**12, "close"])).status_code == 404
    own = office.people["admin"].pk
    assert admin.post(reverse("person-act", args=[own, "password"])).status_code == 403
