"""What an administrator may do with whose account; passwords that are refused; one-time passwords."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from yifa.foundation import clock
from yifa.foundation.errors import Forbidden
from yifa.foundation.models import Audit
from yifa.office import accounts, passwords
from yifa.office.access import compile_access
from yifa.office.actions import add_person, add_unit, appoint, change_password, end_post
from yifa.office.models import Person, Unit

pytestmark = pytest.mark.django_db
SINCE = date(2020, 1, 1)


@pytest.fixture
def units() -> dict[str, Unit]:
    district = add_unit(code="q", name="示例区", kind="district", parent=None, valid_from=SINCE, by=None)
    made = {"district": district}
    for code, name in (("j", "海棠街道办事处"), ("k", "银杏街道办事处")):
        made[code] = add_unit(
            code=code, name=name, kind="subdistrict", parent=district, valid_from=SINCE, by=None
        )
    return made


def somebody(name: str, *posts: tuple[Unit, str]) -> Person:
    person = add_person(username=name, name=f"示例{name}", password=None, by=None)
    for unit, role in posts:
        appoint(person=person, unit=unit, role=role, valid_from=SINCE, by=None)
    return person


@pytest.mark.parametrize(
    ("posts", "allowed"),
    [
        (["j:clerk"], True),
        (["j:clerk", "j:admin"], True),
        (["k:clerk"], False),
        (["j:clerk", "k:clerk"], False),  # a new password would open the other street
        (["j:clerk", "district:auditor"], False),
        ([], False),
    ],
)
def test_an_administrator_looks_after_those_who_serve_nowhere_else(
    units: dict[str, Unit], posts: list[str], allowed: bool
) -> None:
    admin = somebody("admin", (units["j"], "admin"))
    pairs = [one.split(":") for one in posts]
    person = somebody("person", *((units[unit], role) for unit, role in pairs))
    assert accounts.may_administer(compile_access(admin), person) == allowed
    above = somebody("above", (units["district"], "admin"))
    assert accounts.may_administer(compile_access(above), person) == bool(posts)


def test_a_post_to_come_counts_and_an_ended_one_does_not(units: dict[str, Unit]) -> None:
    access = compile_access(somebody("admin", (units["j"], "admin")))
    person = somebody("person", (units["j"], "clerk"), (units["k"], "clerk"))
    end_post(post=person.posts.get(unit=units["k"]), by=person, on=clock.today() - timedelta(days=1))
    assert accounts.may_administer(access, person)
    appoint(
        person=person,
        unit=units["k"],
        role="legal",
        valid_from=clock.today() + timedelta(days=9),
        by=None,
    )
    assert not accounts.may_administer(access, person)


@pytest.mark.parametrize(
    ("password", "word"),
    [
        ("short-one", "太短"),
        ("password123", "太常见"),
        ("83920174650", "只包含数字"),
        ("liangjianguo-1", "相似"),
        ("yifa-demo-2026", "系统的名称"),
        ("海棠街道办事处2026", "系统的名称"),
        ("Yifa@2026!!!!", "系统的名称"),
    ],
)
def test_guessable_passwords_are_refused_in_words(units: dict[str, Unit], password: str, word: str) -> None:
    person = Person(username="liangjianguo", name="示例某", phone="13800001234")
    with pytest.raises(ValidationError) as refused:
        validate_password(password, person)
    assert any(word in message for message in refused.value.messages), refused.value.messages


@pytest.mark.parametrize("password", ["qiao-lian-shu-ping", "窗外有三棵高大的梧桐树", "kx7mp3tq9wdh"])
def test_long_ones_are_taken(units: dict[str, Unit], password: str) -> None:
    validate_password(password, Person(username="somebody", name="示例某"))


def test_a_password_of_somebody_else_is_for_one_login(units: dict[str, Unit], settings: Any) -> None:
    admin = somebody("admin", (units["j"], "admin"))
    own = add_person(username="own", name="示例己", password="qiao-lian-shu-ping", by=None)
    assert own.one_time_until is None, "nobody else chose it"
    made = add_person(username="made", name="示例新", password=passwords.one_time(), by=admin)
    moment = clock.now()
    assert made.one_time_until is not None
    assert not passwords.expired(made, moment)
    assert passwords.expired(made, moment + timedelta(hours=settings.ONE_TIME_HOURS, minutes=1))
    change_password(person=made, password="qiao-lian-shu-ping", by=made)
    assert made.one_time_until is None
    secret = accounts.give_one_time_password(person=made, by=admin)
    assert made.check_password(secret)
    assert made.one_time_until is not None
    assert secret not in str(list(Audit.objects.values_list("detail", "target")))


def test_one_time_passwords_are_strong_and_readable() -> None:
    made = {passwords.one_time() for _turn in range(200)}
    assert len(made) == 200
    assert not set("".join(made)) & set("01oil"), "what is mistaken for another when read out"
    for secret in list(made)[:20]:
        validate_password(secret, Person(username="somebody", name="示例某"))


def test_nobody_does_it_to_themselves(units: dict[str, Unit]) -> None:
    admin = somebody("admin", (units["j"], "admin"))
    for act in (accounts.give_one_time_password, accounts.close, accounts.reset_second_step):
        with pytest.raises(Forbidden):
            act(person=admin, by=admin)


def test_a_closed_account_opens_again(units: dict[str, Unit]) -> None:
    admin, person = somebody("admin", (units["j"], "admin")), somebody("person", (units["j"], "clerk"))
    accounts.close(person=person, by=admin)
    person.refresh_from_db()
    assert not person.is_active
    accounts.reopen(person=person, by=admin)
    person.refresh_from_db()
    assert person.is_active
    actions = Audit.objects.filter(by=admin.pk).values_list("action", flat=True)
    assert set(actions) == {"office.person.close", "office.person.reopen"}
