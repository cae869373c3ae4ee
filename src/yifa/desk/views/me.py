"""我: the person's own posts, latest entries, language, password, sessions and second step."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from yifa.desk.context import seats
from yifa.desk.forms.passwords import CodeForm, PasswordForm
from yifa.desk.http import Request, login_required
from yifa.desk.views.sign_in import check, enrolment
from yifa.office import second_step, sessions
from yifa.office.actions import change_password
from yifa.records.models import Record


@login_required
@sensitive_post_parameters()
def me(request: Request) -> HttpResponse:
    """The person's own page; posting changes the password."""
    form = PasswordForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        fresh, key = form.cleaned_data["fresh"], request.session.session_key
        change_password(person=request.user, password=fresh, by=request.user, keep=key)
        update_session_auth_hash(request, request.user)
        messages.success(request, _("密码已更换，其他设备上的登录已退出"))
        return redirect("me")
    context = {
        "form": form,
        "seats": seats(request.access),
        "records": latest(request),
        "sessions": sessions.of(request.user),
        "here": request.session.session_key,
        "authenticator": second_step.authenticator(request.user),
        "codes_left": request.user.backup_codes.count(),
        "second_step_required": second_step.required(request.user),
    }
    return render(request, "desk/me.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def here(request: Request) -> HttpResponse:
    """Somebody works in a page without asking for another: the session goes on."""
    return HttpResponse(status=204)


@login_required
@require_POST
def end_session(request: Request) -> HttpResponse:
    """End one session of one's own, or all others."""
    key = request.session.session_key
    handle = request.POST.get("session", "")
    ended = sessions.end(person=request.user, by=request.user, handle=handle, keep=key)
    messages.success(request, _("已退出 %(count)s 处登录") % {"count": ended})
    return redirect("me")


@login_required
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def set_up(request: Request) -> HttpResponse:
    """Set the authenticator app up."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    context = enrolment(request.user, form)
    if request.method == "POST" and form.is_valid():
        if codes := second_step.confirm(request.user, form.cleaned_data["code"]):
            return render(request, "desk/step_codes.html", {"codes": codes})
        form.refuse()
    return render(request, "desk/step_set_up.html", context, status=422 if form.errors else 200)


@login_required
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def second(request: Request) -> HttpResponse:
    """The second step one has: with a code, new backup codes or (where the post allows) away with it."""
    if second_step.authenticator(request.user) is None:
        return redirect("step-set-up")
    form = CodeForm(request.POST if request.method == "POST" else None)
    away = not second_step.required(request.user)
    if request.method == "POST" and form.is_valid() and check(form, request.user, request):
        if "codes" in request.POST:
            return render(request, "desk/step_codes.html", {"codes": second_step.new_codes(request.user)})
        if away:
            second_step.reset(person=request.user, by=request.user)
            messages.success(request, _("动态验证码已停用"))
            return redirect("me")
    context = {"form": form, "away": away, "left": request.user.backup_codes.count()}
    return render(request, "desk/step.html", context, status=422 if form.errors else 200)


def latest(request: Request, limit: int = 10) -> list[Record]:
    """What this person entered last and may still see."""
    rows = Record.objects.filter(entered_by=request.user).select_related("unit")
    return list(request.access.visible(rows).order_by("-id")[:limit])
