"""Single sign-on: which person somebody is whom the identity provider vouches for. It never makes people or rights."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import transaction

from yifa.foundation import audit
from yifa.foundation.errors import Forbidden
from yifa.office.models import Person


@transaction.atomic
def person_of(claims: Mapping[str, Any]) -> Person:
    """The person of these claims.

    The first time the claim named in the settings finds them by user name; from then on only the same subject of the
    same issuer is this person, whatever name it bears. Raises Forbidden when there is nobody.
    """
    subject = f"{claims['iss']}|{claims['sub']}"
    bound = Person.objects.filter(sso_subject=subject).first()
    if bound is not None:
        return _open(bound)
    name = claims.get(settings.OIDC["claim"])
    found = Person.objects.select_for_update().filter(username=name, sso_subject=None).first()
    if not isinstance(name, str) or found is None:
        raise Forbidden(
            "统一身份认证的账号在本系统没有对应的人员", fix="请联系系统管理员核对用户名，或者用密码登录"
        )
    person = _open(found)
    person.sso_subject = subject
    person.save(update_fields=["sso_subject"])
    audit.note("login.sso.bind", by=person.pk, target=f"person:{person.pk}")
    return person


def _open(person: Person) -> Person:
    if not person.is_active:
        raise Forbidden("该账号已停用", fix="请联系系统管理员")
    return person


@transaction.atomic
def unbind(*, person: Person, by: Person) -> None:
    """Forget the subject: the next single sign-on binds anew. For a person with a new account at the provider."""
    Person.objects.filter(pk=person.pk).update(sso_subject=None)
    audit.note("login.sso.unbind", by=by.pk, target=f"person:{person.pk}")
