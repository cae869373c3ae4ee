"""Logging in and out. With demo data, the page offers the demo people by role."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from axes.models import AccessAttempt
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _say
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect

from yifa.desk import errors, limits, pending
from yifa.desk.middleware import ENDED
from yifa.foundation import audit, clock, net
from yifa.office import accounts, passwords
from yifa.office.models import Person, Post
from yifa.office.roles import ROLES


class LoginForm(AuthenticationForm):
    """User name and password."""

    error_messages = {
        "invalid_login": _("用户名或者密码不对，请重新输入；忘记密码请联系系统管理员重置"),
        "inactive": _("该账号已停用，请联系系统管理员"),
        "expired": _("管理员给的一次性密码已过期，请联系系统管理员重新设置"),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = str(_("用户名"))
        self.fields["password"].label = str(_("密码"))
        for name in ("username", "password"):
            self.fields[name].widget.attrs["class"] = "form-control form-control-lg"
        assert isinstance(self.fields["password"], forms.CharField)

    def confirm_login_allowed(self, user: Any) -> None:
        """A closed account and a one-time password that lay too long open nothing."""
        super().confirm_login_allowed(user)
        if passwords.expired(user, clock.now()):
            raise forms.ValidationError(self.error_messages["expired"], code="expired")


@never_cache
@sensitive_post_parameters("password")
def log_in(request: HttpRequest) -> HttpResponse:
    """The login page."""
    if request.user.is_authenticated:
        return redirect("home")
    if request.htmx:  # type: ignore[attr-defined]
        return _whole_page(request)
    if request.method == "POST" and (wait := _tried_enough(request)):
        return errors.too_often(request, wait)
    form = LoginForm(request, data=request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = form.get_user()
        assert isinstance(person, Person)
        return pending.begin(request, person, how="password", to=request.POST.get("next", ""))
    if request.method == "POST":
        _failed(request)
    status = 422 if form.errors else 200
    asked = request.POST.get("next") or request.GET.get("next", "")
    context = {
        "form": form,
        "people": demo_people(),
        "next": asked,
        "sso": settings.OIDC["issuer"] and (settings.OIDC["name"] or _say("统一身份认证")),
    }
    return render(request, "desk/login.html", context, status=status)


def _tried_enough(request: HttpRequest) -> int:
    by_address = limits.spent(limits.LOGIN, net.address(request))
    return by_address or limits.spent(limits.LOGIN_NAME, _name(request))


def _name(request: HttpRequest) -> str:
    return request.POST.get("username", "")[:150].strip().lower()


def _failed(request: HttpRequest) -> None:
    """Count a wrong try, and note it unless it was not even looked at because of a lock-out."""
    limits.spend(limits.LOGIN, net.address(request))
    limits.spend(limits.LOGIN_NAME, _name(request))
    denied = getattr(request, "axes_locked_out", False) and not request.axes_failures_since_start  # type: ignore[attr-defined]
    if not denied:
        target = accounts.named(request.POST.get("username"))
        audit.note("login.failed", by=None, target=target, detail={"address": net.address(request)})


def locked_out(request: HttpRequest, _answer: Any = None, credentials: Any = None) -> HttpResponse:
    """Too many wrong passwords of this name from this address: how long, and what to do."""
    tried = AccessAttempt.objects.filter(
        username=(credentials or {}).get("username"), ip_address=net.address(request) or None
    )
    last = tried.order_by("-attempt_time").values_list("attempt_time", flat=True).first() or timezone.now()
    until = last + settings.AXES_COOLOFF_TIME
    left = max(timedelta(seconds=1), until - timezone.now())
    context = {
        "until": until,
        "minutes": -(-int(left.total_seconds()) // 60),
        "times": settings.AXES_FAILURE_LIMIT,
    }
    answer = render(request, "desk/locked.html", context, status=429)
    answer["Retry-After"] = str(int(left.total_seconds()))
    return answer


def _whole_page(request: HttpRequest) -> HttpResponse:
    """A part of a page was asked for after the session ended: the whole page goes to the login and back."""
    back = request.htmx.current_url_abs_path or "/"  # type: ignore[attr-defined]
    return HttpResponseClientRedirect(f"{reverse('login')}?{urlencode({'next': back})}")


def demo_people() -> list[tuple[str, list[Post]]]:
    """The demo people by role, for the login page; empty outside the demo."""
    if not settings.DEMO:
        return []
    posts = Post.objects.select_related("person", "unit").order_by("unit__path", "person__username")
    by_role: dict[str, list[Post]] = {}
    for post in posts.filter(valid_to__isnull=True):
        by_role.setdefault(post.role, []).append(post)
    return [(_say(role.name), by_role[code][:4]) for code, role in ROLES.items() if code in by_role]


@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    """Leave; or the page leaves for somebody who has not worked in it for too long."""
    idle = request.POST.get("why") == "idle"
    if request.user.is_authenticated:
        audit.note("session.idle" if idle else "logout", by=request.user.pk)
    logout(request)
    if idle:
        messages.info(request, str(ENDED["idle"]))
    return redirect("login")
