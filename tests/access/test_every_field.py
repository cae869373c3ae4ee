"""Every field of every table is declared: what is personal, what is secret, what is encrypted, and that it is so."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth import authenticate
from django.core.management import call_command
from django.db import connection, models

from tools.diagrams import stale
from yifa.config import personal
from yifa.foundation import crypto
from yifa.foundation.fields import PersonalField
from yifa.office.actions import add_person
from yifa.office.models import Person
from yifa.records import rekey

PHONE, MAIL = "13800001234", "ouyang@shili.example"
NAMING = re.compile(
    "姓名|电话|手机|邮箱|身份证|证件号|住址|联系|当事人$|password|secret|session_key|user_agent|ip_address"
)


def test_every_field_of_every_table_is_declared() -> None:
    assert personal.undeclared() == [], "declare it in src/yifa/config/personal.yaml"
    assert len(personal.declared()) > 450
    libraries = {one.model._meta.app_label for one in personal.declared()} - {
        one.name.split(".")[-1] for one in apps.get_app_configs() if one.name.startswith("yifa")
    }
    assert {"auth", "axes", "contenttypes"} <= libraries
    assert {one.kind for one in personal.declared()} == set(personal.KINDS)


def test_a_field_that_says_by_type_or_name_that_it_is_personal_is_declared_so() -> None:
    for one in personal.declared():
        told = f"{one.field.name} {one.field.verbose_name}"
        if isinstance(one.field, PersonalField):
            assert one.kind == "sensitive", one.called
        if NAMING.search(told) and isinstance(one.field, (models.CharField, models.TextField)):
            assert one.kind != "plain", one.called
        if isinstance(one.field, models.ForeignKey) and one.field.related_model is Person:
            assert one.kind == "personal", one.called


def test_what_is_declared_sensitive_is_encrypted() -> None:
    open_ones = [
        one.called
        for one in personal.declared()
        if one.kind == "sensitive" and not isinstance(one.field, PersonalField)
    ]
    assert sorted(open_ones) == sorted(personal.WITHIN)  # each of these has a test of its own
    for one in personal.declared():
        if isinstance(one.field, PersonalField):
            assert one.field.get_prep_value("甲").startswith(crypto.MARK)


def test_the_list_for_whoever_answers_for_data_protection_is_current() -> None:
    assert "personal-data.md" not in stale(), "run: python tools/diagrams.py"


def lying(person: Person) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone, email FROM office_person WHERE id = %s", [person.pk])
        return " ".join(cursor.fetchone())


@pytest.mark.django_db
def test_how_staff_are_reached_is_encrypted_and_still_reaches_them(rf: Any) -> None:
    person = add_person(
        username="lin", name="示例林", password="Huo-3-xing", by=None, phone=PHONE, email=MAIL
    )
    assert PHONE not in lying(person)
    assert MAIL not in lying(person)
    found = Person.objects.get(pk=person.pk)
    assert (found.phone, found.email) == (PHONE, MAIL)
    assert authenticate(rf.post("/login/"), username="lin", password="Huo-3-xing") == person
    key = crypto.rotate()
    assert rekey.left(key) >= 2
    rekey.rekey()
    assert rekey.left(key) == 0
    assert lying(person).count(f"{crypto.MARK}{key}:") == 2
    assert Person.objects.get(pk=person.pk).phone == PHONE


@pytest.mark.django_db(transaction=True)
def test_the_migration_keeps_what_stands_there() -> None:
    person = add_person(username="lin", name="示例林", password=None, by=None, phone=PHONE, email=MAIL)
    bare = add_person(username="wu", name="示例吴", password=None, by=None)
    half = add_person(username="he", name="示例何", password=None, by=None, phone=PHONE)
    try:
        call_command("migrate", "office", "0004", verbosity=0)
        assert lying(person) == f"{PHONE} {MAIL}"
    finally:
        call_command("migrate", verbosity=0)  # all: what builds upon it was taken back with it
    assert PHONE not in lying(person) + lying(half)
    assert [Person.objects.get(pk=one.pk).phone for one in (person, bare, half)] == [PHONE, "", PHONE]
    assert Person.objects.get(pk=person.pk).email == MAIL
    assert settings.AUTH_USER_MODEL == "office.Person"
