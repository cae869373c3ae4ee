"""The first unit and the first administrator of an installation that has nobody yet."""

from __future__ import annotations

import secrets

from django.db import transaction

from yifa.foundation import audit, clock
from yifa.foundation.errors import YifaError
from yifa.office import actions
from yifa.office.access import live
from yifa.office.models import Post, Unit

ADMIN = "admin"


@transaction.atomic
def found(*, code: str, unit: str, kind: str, username: str, name: str) -> str:
    """Make the top unit, unless there is one, and its first administrator; returns a password for one log-in.

    Refused when somebody administers already: the pages are then the way to appoint others.
    """
    if Post.objects.filter(live(clock.today()), role=ADMIN, person__is_active=True).exists():
        raise YifaError("已有在任的系统管理员，没有建立新的", fix="请由他在“组织人员”页面任命其他管理员")
    top = Unit.objects.filter(parent=None).order_by("pk").first() or actions.add_unit(
        code=code, name=unit, kind=kind, parent=None, valid_from=clock.today(), by=None
    )
    password = secrets.token_urlsafe(12)
    person = actions.add_person(username=username, name=name, password=password, by=None)
    person.one_time_until = actions.one_time_until()
    person.save(update_fields=["one_time_until"])
    actions.appoint(person=person, unit=top, role=ADMIN, valid_from=clock.today(), by=None)
    audit.note("office.found", by=None, target=f"person:{person.pk}")
    return password
