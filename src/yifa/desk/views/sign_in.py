"""The steps of a log-in after the password: a code, a new password in place of a one-time one, setting up the app."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from yifa.desk import errors, limits, pending
from yifa.desk.forms.passwords import CodeForm, NewPasswordForm
from yifa.foundation import audit, net
from yifa.office import second_step
from yifa.office.actions import change_password
from yifa.office.models import Authenticator, Person


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """The second step: a code of the app or a backup code."""
    person = pending.at(request, "code")
    if person is None:
        return pending.go_on(request)
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if wait := limits.spend(limits.LOGIN_NAME, f"code:{person.pk}"):
            return errors.too_often(request, wait)
        if check(form, person, request):
            pending.mark(request, "code")
            return pending.go_on(request)
    return render(request, "desk/login_code.html", {"form": form}, status=422 if form.errors else 200)


def check(form: CodeForm, person: Person, request: HttpRequest) -> bool:
    """Look at the code of a valid form; a wrong one is said beside the field and noted."""
    verdict = second_step.verify(person, form.cleaned_data["code"])
    if not verdict.right:
        form.refuse(verdict.wait)
        audit.note(
            "login.code.failed",
            by=None,
            target=f"person:{person.pk}",
            detail={"address": net.address(request)},
        )
    return verdict.right


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """A password of one's own in place of the one-time password just used."""
    person = pending.at(request, "password")
    if person is None:
        return pending.go_on(request)
    form = NewPasswordForm(person, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        change_password(person=person, password=form.cleaned_data["fresh"], by=person)
        pending.mark(request, "password")
        return pending.go_on(request)
    context = {"form": form, "person": person}
    return render(request, "desk/login_password.html", context, status=422 if form.errors else 200)


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def enrol(request: HttpRequest) -> HttpResponse:
    """Setting up the app before the first log-in that needs it; then the backup codes, once."""
    person = pending.at(request, "enrol")
    if person is None:
        return pending.go_on(request)
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if codes := second_step.confirm(person, form.cleaned_data["code"]):
            pending.mark(request, "enrol", "code")  # the code that confirmed the app is the second step, too
            return render(request, "desk/login_codes.html", {"codes": codes})
        form.refuse()
    status = 422 if form.errors else 200
    return render(request, "desk/login_enrol.html", enrolment(person, form), status=status)


def enrolment(person: Person, form: CodeForm) -> dict[str, Any]:
    """What the page for setting up shows."""

    import segno

    one: Authenticator = second_step.prepare(person)
    picture = segno.make(second_step.address(one), error="m")
    return {
        "form": form,
        "picture": picture.svg_data_uri(scale=5, border=2),
        "secret": second_step.typed(one),
    }
