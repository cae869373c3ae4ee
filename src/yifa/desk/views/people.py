"""The administrator's page of one person's account: password, lock-out, second step, sessions."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from yifa.desk.http import Request, login_required
from yifa.foundation.errors import Missing
from yifa.office import accounts, second_step, sessions, single_sign_on
from yifa.office.models import Person


def _person(request: Request, pk: int) -> Person:
    """A person whose account this administrator looks after."""
    request.access.require("configure")
    found = get_object_or_404(Person, pk=pk)
    if not accounts.may_administer(request.access, found):
        raise Missing(
            _("没有这个人员，或者他（她）在您管理范围以外还有岗位"), fix=_("请由上级单位的系统管理员办理")
        )
    return found


@login_required
@require_safe
def person(request: Request, pk: int) -> HttpResponse:
    """The account as it stands."""
    one = _person(request, pk)
    context = {
        "person": one,
        "posts": one.posts.select_related("unit").order_by("-valid_from", "pk"),
        "sessions": sessions.of(one),
        "authenticator": second_step.authenticator(one),
        "codes_left": one.backup_codes.count(),
        "second_step_required": second_step.required(one),
        "locked": accounts.locked(one),
        "oneself": one == request.user,
    }
    return render(request, "desk/office/person.html", context)


def _password(request: Request, one: Person) -> HttpResponse:
    secret = accounts.give_one_time_password(person=one, by=request.user)
    return one_time(request, one, secret)


def one_time(request: Request, one: Person, secret: str) -> HttpResponse:
    """The one-time password, on this one page and nowhere else."""
    return render(request, "desk/office/one_time.html", {"person": one, "secret": secret})


def _second_step(request: Request, one: Person) -> None:
    accounts.reset_second_step(person=one, by=request.user)
    messages.success(request, _("动态验证码已重置，其登录已全部退出"))


def _unlock(request: Request, one: Person) -> None:
    accounts.unlock(person=one, by=request.user)
    messages.success(request, _("已解除锁定，现在可以重新登录"))


def _sessions(request: Request, one: Person) -> None:
    handle = request.POST.get("session", "")
    ended = sessions.end(person=one, by=request.user, handle=handle)
    messages.success(request, _("已退出 %(count)s 处登录") % {"count": ended})


def _close(request: Request, one: Person) -> None:
    accounts.close(person=one, by=request.user)
    messages.success(request, _("账号已停用，其登录已全部退出"))


def _reopen(request: Request, one: Person) -> None:
    accounts.reopen(person=one, by=request.user)
    messages.success(request, _("账号已启用"))


def _sso(request: Request, one: Person) -> None:
    single_sign_on.unbind(person=one, by=request.user)
    messages.success(request, _("已解除与统一身份认证账号的绑定"))


VERBS: dict[str, Callable[[Request, Person], HttpResponse | None]] = {
    "password": _password,
    "second-step": _second_step,
    "unlock": _unlock,
    "sessions": _sessions,
    "close": _close,
    "reopen": _reopen,
    "sso": _sso,
}


@login_required
@require_POST
def act(request: Request, pk: int, verb: str) -> HttpResponse:
    """One act on the account."""
    if verb not in VERBS:
        raise Missing(_("没有这项操作"))
    return VERBS[verb](request, _person(request, pk)) or redirect("person", pk)


@login_required
@require_POST
def end_all_sessions(request: Request) -> HttpResponse:
    """Everybody here logs in anew, but the administrator at this device."""
    request.access.require("configure")
    ended = accounts.end_everyones_sessions(
        access=request.access, by=request.user, keep=request.session.session_key
    )
    messages.success(request, _("已退出 %(count)s 处登录，有关人员须重新登录") % {"count": ended})
    return redirect("office")
