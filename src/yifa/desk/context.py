"""What every page of the shell needs."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from yifa.desk.nav import menu
from yifa.foundation import clock
from yifa.office.access import Access
from yifa.office.roles import role


def seats(access: Access) -> list[tuple[str, str]]:
    """(unit, role) of each post a person holds today, the widest first."""
    held = sorted(access.grants, key=lambda grant: grant.path)
    return [(grant.unit, _(role(grant.role).name)) for grant in held]


def shell(request: HttpRequest) -> dict[str, Any]:
    """The menu, the person's rights and today's date; nothing for a page that needs no login."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"demo": settings.DEMO, "user": user}
    access: Access = request.access  # type: ignore[attr-defined]
    return {
        "demo": settings.DEMO,
        "user": user,
        "menu": menu(access),
        "may_read": access.may("read"),
        "may_write": access.may("write"),
        "may_figures": access.may("figures"),
        "today": clock.today(),
        "idle_seconds": settings.IDLE_SECONDS,
        "sits": seats(access)[:1],
    }
