"""我: the person's own posts, latest entries, language and password."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.password_validation import validate_password
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from yifa.desk.context import seats
from yifa.desk.http import Request, login_required
from yifa.office.actions import change_password
from yifa.office.models import Person
from yifa.records.models import Record


def _secret(label: Any, hint: str, says: Any = "") -> forms.CharField:
    attrs = {"class": "form-control", "autocomplete": hint}
    return forms.CharField(label=label, help_text=says, strip=False, widget=forms.PasswordInput(attrs=attrs))


class PasswordForm(forms.Form):
    """The present password, and a new one twice."""

    present = _secret(_("现在的密码"), "current-password")
    fresh = _secret(_("新密码"), "new-password", _("至少十个字符；不用常见的密码，也不要和姓名、用户名相近"))
    again = _secret(_("再输入一次新密码"), "new-password")

    def __init__(self, person: Person, data: Any = None) -> None:
        super().__init__(data)
        self.person = person

    def clean_present(self) -> str:
        """Only who knows the present password may replace it."""
        if not self.person.check_password(self.cleaned_data["present"]):
            raise forms.ValidationError(_t("现在的密码不对，请重新输入"))
        return str(self.cleaned_data["present"])

    def clean_fresh(self) -> str:
        """The rules of the installation for passwords."""
        validate_password(self.cleaned_data["fresh"], self.person)
        return str(self.cleaned_data["fresh"])

    def clean(self) -> dict[str, Any]:
        """Both copies are alike."""
        given = super().clean() or {}
        if given.get("fresh") and given.get("again") and given["fresh"] != given["again"]:
            self.add_error("again", _t("两次输入的新密码不一致，请重新输入"))
        for name in self.errors:
            if name in self.fields:
                attrs = {"aria-invalid": "true", "aria-describedby": f"id_{name}_error"}
                self.fields[name].widget.attrs |= attrs
        return given


@login_required
def me(request: Request) -> HttpResponse:
    """The person's own page; posting changes the password."""
    form = PasswordForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        change_password(person=request.user, password=form.cleaned_data["fresh"], by=request.user)
        update_session_auth_hash(request, request.user)
        messages.success(request, _t("密码已更换"))
        return redirect("me")
    context = {"form": form, "seats": seats(request.access), "records": latest(request)}
    return render(request, "desk/me.html", context, status=422 if form.errors else 200)


def latest(request: Request, limit: int = 10) -> list[Record]:
    """What this person entered last and may still see."""
    rows = Record.objects.filter(entered_by=request.user).select_related("unit")
    return list(request.access.visible(rows).order_by("-id")[:limit])
