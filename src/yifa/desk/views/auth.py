"""Logging in and out. With demo data, the page offers the demo people by role."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _say
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect

from yifa.foundation import audit
from yifa.office.models import Person, Post
from yifa.office.roles import ROLES


class LoginForm(AuthenticationForm):
    """User name and password."""

    error_messages = {
        "invalid_login": _("用户名或者密码不对，请重新输入；忘记密码请联系系统管理员重置"),
        "inactive": _("该账号已停用，请联系系统管理员"),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = str(_("用户名"))
        self.fields["password"].label = str(_("密码"))
        for name in ("username", "password"):
            self.fields[name].widget.attrs["class"] = "form-control form-control-lg"
        assert isinstance(self.fields["password"], forms.CharField)


@never_cache
def log_in(request: HttpRequest) -> HttpResponse:
    """The login page."""
    if request.user.is_authenticated:
        return redirect("home")
    if request.htmx:  # type: ignore[attr-defined]
        return _whole_page(request)
    form = LoginForm(request, data=request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = form.get_user()
        assert isinstance(person, Person)
        login(request, person)
        audit.note("login", by=person.pk)
        return redirect(_next(request))
    if request.method == "POST":
        audit.note("login.failed", by=None)
    status = 422 if form.errors else 200
    asked = request.POST.get("next") or request.GET.get("next", "")
    context = {"form": form, "people": demo_people(), "next": asked}
    return render(request, "desk/login.html", context, status=status)


def _whole_page(request: HttpRequest) -> HttpResponse:
    """A part of a page was asked for after the session ended: the whole page goes to the login and back."""
    back = request.htmx.current_url_abs_path or "/"  # type: ignore[attr-defined]
    return HttpResponseClientRedirect(f"{reverse('login')}?{urlencode({'next': back})}")


def _next(request: HttpRequest) -> str:
    address = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if safe else "/"


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
    """Leave."""
    audit.note("logout", by=request.user.pk)
    logout(request)
    return redirect("login")
