"""How passwords are kept, and how an older way ends."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher, make_password

from yifa.config import settings as as_delivered
from yifa.office.models import Person

SECRET = "杏花-春雨-江南"


@pytest.fixture(autouse=True)
def _as_delivered(settings: Any) -> None:
    """The quick hash of the other tests would show nothing here."""
    settings.PASSWORD_HASHERS = as_delivered.PASSWORD_HASHERS


def test_a_new_password_is_kept_by_argon2id_with_its_own_salt() -> None:
    first, second = make_password(SECRET), make_password(SECRET)
    assert first.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
    assert first != second
    assert SECRET not in first


@pytest.mark.django_db
def test_an_older_hash_is_renewed_when_its_owner_logs_in() -> None:
    person = Person(username="laoyuan", name="老员工")
    person.password = PBKDF2PasswordHasher().encode(SECRET, "salt" * 6)
    person.save()
    assert not person.check_password("wrong")
    assert person.password.startswith("pbkdf2_sha256$")
    assert person.check_password(SECRET)
    assert person.password.startswith("argon2$")
    assert Person.objects.get().check_password(SECRET)
