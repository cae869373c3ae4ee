"""Logging in step by step: nobody is logged in before the last step is done.

Until then the session holds who is on the way, where to, and which steps are behind them, for a few minutes. A session
with half the rights never exists, so no page has to ask for it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from yifa.foundation import audit, clock, net
from yifa.office import passwords, second_step
from yifa.office.models import Person

KEY = "pending"
SECONDS = 600
BACKEND = "django.contrib.auth.backends.ModelBackend"


def _code(person: Person, how: str) -> bool:
    return second_step.authenticator(person) is not None


def _password(person: Person, how: str) -> bool:
    return how == "password" and passwords.due(person, clock.now())


def _enrol(person: Person, how: str) -> bool:
    return second_step.required(person) and second_step.authenticator(person) is None


# The steps in their order, and whom each is for.
STEPS: tuple[tuple[str, Callable[[Person, str], bool]], ...] = (
    ("code", _code),
    ("password", _password),
    ("enrol", _enrol),
)


def begin(request: HttpRequest, person: Person, *, how: str, to: str = "") -> HttpResponse:
    """The first proof was given (`how`: password or sso): go on to what is missing, under a new session key."""
    request.session.cycle_key()
    request.session[KEY] = {"person": person.pk, "how": how, "to": to, "at": time.time(), "done": []}
    return go_on(request)


def _under_way(request: HttpRequest) -> dict[str, Any]:
    found: dict[str, Any] = request.session.get(KEY) or {}
    return found if time.time() - found.get("at", 0) < SECONDS else {}


def person(request: HttpRequest) -> Person | None:
    """Who is on the way, if anybody."""
    return Person.objects.filter(pk=_under_way(request).get("person", 0), is_active=True).first()


def at(request: HttpRequest, step: str) -> Person | None:
    """Who is on the way, when this step is the next one: no step can be passed by its address."""
    who = person(request)
    return who if who and _next(who, _under_way(request)) == step else None


def _next(who: Person, found: dict[str, Any]) -> str:
    missing = (step for step, needed in STEPS if step not in found["done"] and needed(who, found["how"]))
    return next(missing, "")


def mark(request: HttpRequest, *steps: str) -> None:
    """Steps are behind the person."""
    found = _under_way(request)
    request.session[KEY] = found | {"done": [*found.get("done", []), *steps]}


def go_on(request: HttpRequest) -> HttpResponse:
    """To the next step that is missing, or in."""
    found, who = _under_way(request), person(request)
    if who is None:
        return start_again(request)
    if step := _next(who, found):
        return redirect(f"login-{step}")
    return _enter(request, who, found)


def _enter(request: HttpRequest, who: Person, found: dict[str, Any]) -> HttpResponse:
    request.session.pop(KEY)
    login(request, who, backend=BACKEND)
    detail = {"address": net.address(request), "how": found["how"], "steps": found["done"]}
    audit.note("login", by=who.pk, detail=detail)
    return redirect(_safe(request, found["to"]))


def start_again(request: HttpRequest) -> HttpResponse:
    """It took too long, or began nowhere."""
    request.session.pop(KEY, None)
    messages.info(request, _("登录没有完成，请重新输入用户名和密码"))
    return redirect("login")


def _safe(request: HttpRequest, address: str) -> str:
    allowed = url_has_allowed_host_and_scheme(
        address, {request.get_host()}, require_https=request.is_secure()
    )
    return address if allowed else settings.LOGIN_REDIRECT_URL
