"""Forms around passwords and codes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from yifa.desk.forms.office import Plain
from yifa.office.models import Person

LONGEST = 128


def _secret(label: Any, hint: str, says: Any = "") -> forms.CharField:
    attrs = {"class": "form-control", "autocomplete": hint}
    widget = forms.PasswordInput(attrs=attrs)
    return forms.CharField(label=label, help_text=says, strip=False, max_length=LONGEST, widget=widget)


class NewPasswordForm(Plain):
    """A new password, twice."""

    fresh = _secret(
        _("新密码"),
        "new-password",
        _("至少十个字符；不用常见的密码，也不要和姓名、用户名、单位名称相近。可以用一句话"),
    )
    again = _secret(_("再输入一次新密码"), "new-password")

    def __init__(self, person: Person, data: Any = None) -> None:
        super().__init__(data)
        self.person = person

    def clean_fresh(self) -> str:
        """The rules of the installation for passwords; and another one than before."""
        fresh = str(self.cleaned_data["fresh"])
        validate_password(fresh, self.person)
        if self.person.check_password(fresh):
            raise forms.ValidationError(_t("新密码和现在的一样，请换一个"))
        return fresh

    def clean(self) -> dict[str, Any]:
        """Both copies are alike."""
        given = super().clean() or {}
        if given.get("fresh") and given.get("again") and given["fresh"] != given["again"]:
            self.add_error("again", _t("两次输入的新密码不一致，请重新输入"))
        self.mark_wrong()
        return given


class PasswordForm(NewPasswordForm):
    """The present password, and a new one twice."""

    present = _secret(_("现在的密码"), "current-password")
    field_order = ["present", "fresh", "again"]

    def clean_present(self) -> str:
        """Only who knows the present password may replace it."""
        if not self.person.check_password(self.cleaned_data["present"]):
            raise forms.ValidationError(_t("现在的密码不对，请重新输入"))
        return str(self.cleaned_data["present"])


class CodeForm(Plain):
    """A code of the authenticator app, or a backup code."""

    code = forms.CharField(
        label=_("验证码"),
        max_length=20,
        widget=forms.TextInput(
            attrs={
                "class": "form-control form-control-lg",
                "autocomplete": "one-time-code",
                "spellcheck": "false",
                "autocapitalize": "none",
            }
        ),
    )

    def refuse(self, wait: int = 0) -> None:
        """The code was wrong, or came too early after a wrong one."""
        message = _t("验证码不对，或者已经用过；请等手机显示下一个验证码再输入")
        if wait > 1:
            message += _t("。输错次数较多，%(seconds)s 秒后再试") % {"seconds": wait}
        self.add_error("code", message)
        self.mark_wrong()
