"""What an administrator does with somebody's account. Each is one transaction and leaves an audit row."""

from __future__ import annotations

from typing import Any

from axes.models import AccessAttempt
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet, prefetch_related_objects
from django.http import HttpRequest
from django.utils import timezone

from yifa.foundation import audit, clock, net
from yifa.foundation.errors import Forbidden
from yifa.office import passwords, second_step, sessions
from yifa.office.access import Access
from yifa.office.actions import change_password
from yifa.office.models import Person, Session


def may_administer(access: Access, person: Person) -> bool:
    """Whether every post the person holds or will hold lies where the administrator configures.

    With one post outside, a new password would hand the administrator rights that are not theirs to give.
    """
    posts = list(person.posts.all())  # prefetched where many people are asked about
    prefetch_related_objects(posts, "unit")
    today = clock.today()
    held = [post for post in posts if post.valid_to is None or post.valid_to >= today] or posts
    return bool(held) and all(access.may("configure", post.unit.path) for post in held)


def _not_oneself(person: Person, by: Person) -> None:
    if person == by:
        raise Forbidden(
            "自己的账号不能由自己这样处理", fix="请在“我”的页面更换密码，或者请另一位系统管理员办理"
        )


@transaction.atomic
def give_one_time_password(*, person: Person, by: Person) -> str:
    """A new password that works for one log-in; the person's sessions end. It is shown once and kept nowhere."""
    _not_oneself(person, by)
    password = passwords.one_time()
    change_password(person=person, password=password, by=by)
    unlock(person=person, by=by)
    return password


@transaction.atomic
def reset_second_step(*, person: Person, by: Person) -> None:
    """Take a lost authenticator away; the next log-in asks for a new one where the post needs it."""
    _not_oneself(person, by)
    second_step.reset(person=person, by=by)
    sessions.end_all(person)


@transaction.atomic
def end_everyones_sessions(*, access: Access, by: Person, keep: str | None) -> int:
    """End every session of everybody whom this administrator looks after, but the one of the key `keep`.

    For the hour when something may have leaked. Returns how many sessions ended. OWASP ASVS 5.0, 7.4.5.
    """
    inside = Person.objects.exclude(sessions=None).prefetch_related("posts__unit")
    theirs = [person.pk for person in inside if may_administer(access, person)]
    ended, _rows = Session.objects.filter(person__in=theirs).exclude(session_key=keep or "").delete()
    audit.note("session.end", by=by.pk, detail={"sessions": ended})
    return ended


@transaction.atomic
def close(*, person: Person, by: Person) -> None:
    """Nobody logs in with this account any more; what the person did keeps their name."""
    _not_oneself(person, by)
    Person.objects.filter(pk=person.pk).update(is_active=False)
    sessions.end_all(person)
    audit.note("office.person.close", by=by.pk, target=f"person:{person.pk}")


@transaction.atomic
def reopen(*, person: Person, by: Person) -> None:
    """The account may be used again."""
    Person.objects.filter(pk=person.pk).update(is_active=True)
    audit.note("office.person.reopen", by=by.pk, target=f"person:{person.pk}")


def locks(person: Person) -> QuerySet[AccessAttempt]:
    """Wrong passwords of this user name that still count."""
    since = timezone.now() - settings.AXES_COOLOFF_TIME
    found: QuerySet[AccessAttempt] = AccessAttempt.objects.filter(
        username=person.username, attempt_time__gt=since
    )
    return found


def locked(person: Person) -> list[str]:
    """The addresses from which this user name is locked out now."""
    counts: dict[str, int] = {}
    for row in locks(person):
        counts[row.ip_address or ""] = counts.get(row.ip_address or "", 0) + row.failures_since_start
    return [place for place, count in counts.items() if count >= settings.AXES_FAILURE_LIMIT]


@transaction.atomic
def unlock(*, person: Person, by: Person) -> int:
    """Let a locked-out person try again at once; how many rows were taken away."""
    count: int = AccessAttempt.objects.filter(username=person.username).delete()[0]
    if count:
        audit.note("login.unlock", by=by.pk, target=f"person:{person.pk}")
    return count


def lock_noted(*, request: HttpRequest, username: str | None, **_signal: Any) -> None:
    """A lock-out begins: one row in the trail, however often it is tried after that."""
    if getattr(request, "axes_failures_since_start", None) == settings.AXES_FAILURE_LIMIT:
        audit.note("login.locked", by=None, target=named(username), detail={"address": net.address(request)})


def named(username: str | None) -> str:
    """A user name as the trail says it: the key of a person known here, else nothing (it may be a mistyped password)."""
    found = Person.objects.filter(username=username or "").values_list("pk", flat=True).first()
    return f"person:{found}" if found else ""
