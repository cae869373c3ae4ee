"""Sessions: kept in the database with who, since when and from where, so that they can be listed and ended.

The times are the machine's own, as Django's expiry is: the statutory clock of the product has no say here.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.timezone import now

from yifa.foundation import audit, net
from yifa.office.models import Person, Session

TOUCHES = 30  # how often in an idle time "last used" is written: for every page would be too much

# What a browser says of itself, and what people call it; the first that fits.
BROWSERS = (
    ("MicroMessenger", "微信"),
    ("DingTalk", "钉钉"),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("QQBrowser", "QQ浏览器"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("HarmonyOS", "鸿蒙"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


class SessionStore(DatabaseStore):
    """Sessions in the database, each row with the columns that a list of them needs."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        row = super().create_model_instance(data)
        assert isinstance(row, Session)
        row.person_id = int(data["_auth_user_id"]) if "_auth_user_id" in data else None
        row.began_at, row.seen_at = _moment(data.get("began")), _moment(data.get("seen"))
        row.address, row.agent = data.get("address", ""), data.get("agent", "")
        return row


def _moment(seconds: int | None) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds else None


def begin(*, request: HttpRequest, **_signal: Any) -> None:
    """A person has logged in: note since when and from where; rows of ended sessions go."""
    moment = int(time.time())
    facts = {"began": moment, "seen": moment, "address": net.address(request), "agent": _device(request)}
    for name, value in facts.items():
        request.session[name] = value
    Session.objects.filter(expire_date__lt=now()).delete()


def _device(request: HttpRequest) -> str:
    said = request.META.get("HTTP_USER_AGENT", "")
    words = [next((word for mark, word in table if mark in said), "") for table in (BROWSERS, SYSTEMS)]
    return " · ".join(filter(None, words))


def over(session: SessionBase, moment: float | None = None) -> str:
    """Why a session has ended: `idle` or `age`; the empty text while it goes on."""
    at = moment or time.time()
    if at - session.get("began", at) > settings.SESSION_COOKIE_AGE:
        return "age"
    return "idle" if at - session.get("seen", at) > settings.IDLE_SECONDS else ""


def touch(session: SessionBase) -> None:
    """Somebody works in it."""
    moment = int(time.time())
    if moment - session.get("seen", 0) >= settings.IDLE_SECONDS / TOUCHES:
        session["seen"] = moment


def of(person: Person) -> QuerySet[Session]:
    """The sessions a person has open, last used first."""
    idle = datetime.fromtimestamp(time.time() - settings.IDLE_SECONDS, UTC)
    rows = Session.objects.filter(person=person, expire_date__gt=now(), seen_at__gt=idle)
    return rows.order_by("-seen_at", "-began_at")


def end_all(person: Person, *, keep: str | None = None) -> int:
    """End every session of a person, but the one of the key `keep`; how many were ended."""
    ended, _rows = Session.objects.filter(person=person).exclude(session_key=keep or "").delete()
    return ended


def end(*, person: Person, by: Person, handle: str = "", keep: str | None = None) -> int:
    """End the session of a handle, or without one all but `keep`; leaves an audit row when there was one."""
    if handle:
        found = [row.pk for row in Session.objects.filter(person=person) if row.handle == handle]
        ended, _rows = Session.objects.filter(pk__in=found).delete()
    else:
        ended = end_all(person, keep=keep)
    if ended:
        audit.note("session.end", by=by.pk, target=f"person:{person.pk}", detail={"sessions": ended})
    return ended
