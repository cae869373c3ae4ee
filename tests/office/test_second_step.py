"""The second step: codes of the app work once, wrong ones slow down, backup codes replace a lost phone."""

from __future__ import annotations

import threading
import time
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from django_otp.oath import hotp

from yifa.foundation.errors import Conflict, Forbidden
from yifa.foundation.models import Audit
from yifa.office import accounts, second_step
from yifa.office.actions import add_person, add_unit, appoint
from yifa.office.models import Authenticator, BackupCode, Person
from yifa.office.roles import ROLES

pytestmark = pytest.mark.django_db
SINCE = date(2020, 1, 1)


@pytest.fixture
def person(db: Any) -> Person:
    return add_person(username="somebody", name="示例某", password="old-one-of-nobody", by=None)


def code(person: Person, steps: int = 0) -> str:
    """What the app shows now, or `steps` of thirty seconds later."""
    one = Authenticator.objects.get(user=person)
    generator = second_step.totp(one)
    generator.time = time.time() + steps * second_step.STEP_SECONDS
    return f"{generator.token():06d}"


@pytest.fixture
def enrolled(person: Person) -> tuple[Person, list[str]]:
    second_step.prepare(person)
    codes = second_step.confirm(person, code(person, -1))
    assert codes
    return person, list(codes)


def calm(person: Person) -> None:
    """Enough time has passed since the last wrong code."""
    Authenticator.objects.filter(user=person).update(
        throttling_failure_timestamp=timezone.now() - timedelta(days=1)
    )


def test_the_generator_is_the_one_of_the_standard(person: Person) -> None:
    """RFC 6238, appendix B: SHA-1, key 12345678901234567890, cut to six digits."""
    for moment, digits in ((59, 287082), (1111111109, 81804), (2000000000, 279037)):
        assert hotp(b"12345678901234567890", moment // 30) == digits


def test_the_secret_lies_encrypted(person: Person) -> None:
    one = second_step.prepare(person)
    plain = second_step.typed(one).replace(" ", "")
    assert len(plain) == 32
    assert plain not in one.secret
    assert one.secret.startswith("s4:")
    assert f"secret={plain}" in second_step.address(one)


def test_nothing_is_in_use_before_its_first_code(person: Person) -> None:
    second_step.prepare(person)
    assert second_step.confirm(person, "000000" if code(person) != "000000" else "111111") is None
    assert second_step.authenticator(person) is None
    assert not person.backup_codes.exists()


def test_a_code_works_once(enrolled: tuple[Person, list[str]]) -> None:
    person, _codes = enrolled
    now = code(person)
    assert second_step.verify(person, now).right
    assert not second_step.verify(person, now).right, "a code seen over the shoulder opens nothing"
    calm(person)
    assert not second_step.verify(person, code(person, -1)).right, "nor does an older one"
    calm(person)
    assert second_step.verify(person, code(person, 1)).right


def test_a_code_of_another_hour_or_person_is_wrong(enrolled: tuple[Person, list[str]]) -> None:
    person, _codes = enrolled
    assert not second_step.verify(person, code(person, 120)).right
    other = add_person(username="other", name="示例他", password=None, by=None)
    second_step.prepare(other)
    calm(person)
    assert not second_step.verify(person, code(other)).right


def test_wrong_codes_slow_down(enrolled: tuple[Person, list[str]]) -> None:
    person, _codes = enrolled
    waits = []
    for _turn in range(4):
        waits.append(second_step.verify(person, "abcdefghij").wait)
        Authenticator.objects.filter(user=person).update(
            throttling_failure_timestamp=timezone.now() - timedelta(seconds=waits[-1])
        )
    assert waits == [1, 2, 4, 8]
    second_step.verify(person, "abcdefghij")
    assert not second_step.verify(person, code(person)).right, "not even looked at while waiting"


def test_each_backup_code_works_once(enrolled: tuple[Person, list[str]]) -> None:
    person, codes = enrolled
    assert len(set(codes)) == second_step.CODES
    assert not BackupCode.objects.filter(digest__in=codes).exists(), "they lie hashed"
    assert second_step.verify(person, codes[3].upper()).right
    assert not second_step.verify(person, codes[3]).right
    assert person.backup_codes.count() == second_step.CODES - 1
    assert Audit.objects.filter(action="login.backup", by=person.pk).count() == 1


def test_new_backup_codes_replace_the_old(enrolled: tuple[Person, list[str]]) -> None:
    person, old = enrolled
    fresh = second_step.new_codes(person)
    assert not second_step.verify(person, old[0]).right
    calm(person)
    assert second_step.verify(person, fresh[0]).right


def test_a_secret_in_use_is_shown_to_nobody_again(enrolled: tuple[Person, list[str]]) -> None:
    with pytest.raises(Conflict):
        second_step.prepare(enrolled[0])


def test_a_reset_takes_everything_and_leaves_a_row(enrolled: tuple[Person, list[str]]) -> None:
    person, codes = enrolled
    admin = add_person(username="admin", name="示例管", password=None, by=None)
    accounts.reset_second_step(person=person, by=admin)
    assert second_step.authenticator(person) is None
    assert not second_step.verify(person, codes[0]).right
    row = Audit.objects.get(action="login.step.reset")
    assert (row.by, row.target) == (admin.pk, f"person:{person.pk}")
    with pytest.raises(Forbidden):
        accounts.reset_second_step(person=admin, by=admin)


@pytest.mark.parametrize("role", sorted(ROLES))
@pytest.mark.parametrize("setting", ["off", "roles", "all"])
def test_the_roles_say_who_needs_it(person: Person, settings: Any, role: str, setting: str) -> None:
    settings.SECOND_STEP = setting
    unit = add_unit(code="q", name="示例区", kind="district", parent=None, valid_from=SINCE, by=None)
    appoint(person=person, unit=unit, role=role, valid_from=SINCE, by=None)
    wanted = {"off": False, "all": True, "roles": role in {"admin", "auditor", "leader", "legal"}}
    assert second_step.required(person) == wanted[setting]


def test_an_ended_post_needs_nothing(person: Person, settings: Any) -> None:
    settings.SECOND_STEP = "roles"
    unit = add_unit(code="q", name="示例区", kind="district", parent=None, valid_from=SINCE, by=None)
    appoint(person=person, unit=unit, role="admin", valid_from=SINCE, valid_to=date(2021, 1, 1), by=None)
    assert not second_step.required(person)


@pytest.mark.django_db(transaction=True)
def test_of_many_who_send_the_same_code_one_gets_in(person: Person) -> None:
    second_step.prepare(person)
    codes = second_step.confirm(person, code(person, -1))
    assert codes
    assert _race(person, code(person)) == 1
    calm(person)
    Authenticator.objects.filter(user=person).update(throttling_failure_count=0)
    assert _race(person, codes[0]) == 1


def _race(person: Person, said: str, runners: int = 4) -> int:
    gate, right = threading.Barrier(runners), []

    def run() -> None:
        gate.wait()
        try:
            right.append(second_step.verify(person, said).right)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _runner in range(runners)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    assert len(right) == runners
    return sum(right)
