"""Change the tree, people and posts. Each is one transaction and leaves an audit row."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction

from yifa.foundation import audit, clock
from yifa.foundation.errors import Invalid
from yifa.office import sessions
from yifa.office.access import live
from yifa.office.models import STEP, Authenticator, Person, Post, Unit, UnitKind
from yifa.office.roles import ROLES

ORDER = [UnitKind.DISTRICT, UnitKind.SUBDISTRICT, UnitKind.DEPARTMENT, UnitKind.COMMUNITY, UnitKind.GRID]


@transaction.atomic
def add_unit(
    *,
    code: str,
    name: str,
    kind: str,
    parent: Unit | None,
    valid_from: date,
    short: str = "",
    by: Person | None,
) -> Unit:
    """Add a unit under another. Raises Invalid for a used code or a kind that cannot stand there."""
    if Unit.objects.filter(code=code).exists():
        raise Invalid({"code": f"单位代码“{code}”已被使用，请换一个"})
    if parent is not None and ORDER.index(UnitKind(kind)) <= ORDER.index(UnitKind(parent.kind)):
        raise Invalid({"kind": f"“{UnitKind(kind).label}”不能设在“{parent.get_kind_display()}”之下"})
    unit = Unit.objects.create(
        code=code,
        name=name,
        kind=kind,
        parent=parent,
        path=_next_path(parent),
        valid_from=valid_from,
        short=short,
    )
    audit.note("office.unit.add", by=by.pk if by else None, target=f"unit:{unit.pk}")
    return unit


def _next_path(parent: Unit | None) -> str:
    base = parent.path if parent else ""
    rows = (
        Unit.objects.select_for_update()
        .filter(parent=parent)
        .order_by("-path")
        .values_list("path", flat=True)
    )
    last = int(rows[0][-STEP:]) if rows else 0
    if last >= 10**STEP - 2:  # 9999 stays free: the range of a subtree ends at the next path
        raise Invalid({"parent": "该单位的下级已满，无法再增设"})
    return f"{base}{last + 1:0{STEP}d}"


@transaction.atomic
def end_unit(*, unit: Unit, on: date, by: Person) -> None:
    """End a unit's life on a day; its history stays."""
    if on < unit.valid_from:
        raise Invalid({"valid_to": "撤销日期不能早于设立日期"})
    unit.valid_to = on
    unit.save(update_fields=["valid_to"])
    audit.note("office.unit.end", by=by.pk, target=f"unit:{unit.pk}", detail={"on": on.isoformat()})


@transaction.atomic
def add_person(
    *, username: str, name: str, password: str | None, by: Person | None, phone: str = "", email: str = ""
) -> Person:
    """Add a person who can log in. A password of None leaves the account closed until one is set.

    A password that another person chose is good for one log-in.
    """
    if Person.objects.filter(username=username).exists():
        raise Invalid({"username": f"用户名“{username}”已被使用，请换一个"})
    person = Person(username=username, name=name, phone=phone, email=email)
    person.set_password(password)
    person.one_time_until = one_time_until() if by and password is not None else None
    person.password_at = clock.now()
    person.save()
    audit.note("office.person.add", by=by.pk if by else None, target=f"person:{person.pk}")
    return person


@transaction.atomic
def change_password(*, person: Person, password: str, by: Person, keep: str | None = None) -> None:
    """Give a person a new password; sessions of the old one end, but the one of the key `keep`.

    A password that another person chose is good for one log-in.
    """
    person.set_password(password)
    person.one_time_until = None if by == person else one_time_until()
    person.password_at = clock.now()
    person.save(update_fields=["password", "one_time_until", "password_at"])
    sessions.end_all(person, keep=keep)
    audit.note("office.person.password", by=by.pk, target=f"person:{person.pk}")


def one_time_until() -> datetime:
    """When a password that another person chose stops working."""
    return clock.now() + timedelta(hours=settings.ONE_TIME_HOURS)


@transaction.atomic
def appoint(
    *,
    person: Person,
    unit: Unit,
    role: str,
    valid_from: date,
    valid_to: date | None = None,
    title: str = "",
    acting_for: Person | None = None,
    by: Person | None,
) -> Post:
    """Give a person a role in a unit for a time.

    A role that needs the second step of the log-in ends the sessions that began without it.
    """
    if role not in ROLES:
        raise Invalid({"role": f"没有“{role}”这一角色"})
    if not unit.stands_on(valid_from):
        raise Invalid({"valid_from": f"{unit.name}在{valid_from:%Y年%m月%d日}尚未设立或已撤销"})
    if acting_for is not None:
        _may_act(person, acting_for, unit, role, valid_from, valid_to)
    post = Post.objects.create(
        person=person,
        unit=unit,
        role=role,
        valid_from=valid_from,
        valid_to=valid_to,
        title=title,
        acting_for=acting_for,
    )
    if kind_asks_more(post):
        sessions.end_all(person)
    audit.note("office.post.add", by=by.pk if by else None, target=f"post:{post.pk}", detail={"role": role})
    return post


def _may_act(
    person: Person, absent: Person, unit: Unit, role: str, valid_from: date, valid_to: date | None
) -> None:
    """Authority is exercised for somebody who has it, for a time that ends."""
    if absent == person:
        raise Invalid({"acting_for": "不能代行自己的职权，请选择不在岗的人员"})
    held = Post.objects.filter(live(valid_from), person=absent, unit=unit, role=role)
    if not held.filter(acting_for__isnull=True).exists():
        raise Invalid({"acting_for": f"{absent.name}在{unit.name}没有这一角色，无从代行，请核对人员和角色"})
    if valid_to is None:
        raise Invalid({"valid_to": "代行职权须填写离任日期：到期自动终止"})


def kind_asks_more(post: Post) -> bool:
    """Whether a post needs a second step that the person has not set up."""
    asked = settings.SECOND_STEP == "roles" and post.kind.second_step
    return asked and not Authenticator.objects.filter(user=post.person, confirmed=True).exists()


@transaction.atomic
def end_post(*, post: Post, by: Person, on: date | None = None) -> None:
    """End a post; the rights it gave end the next day, the person's sessions now or by themselves within hours."""
    post.valid_to = on or clock.today()
    post.save(update_fields=["valid_to"])
    if post.valid_to <= clock.today():
        sessions.end_all(post.person)
    audit.note("office.post.end", by=by.pk, target=f"post:{post.pk}")
