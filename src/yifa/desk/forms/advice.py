"""Forms of consultations and of the end of keeping."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yifa.desk.forms.fields import DateField, DateInput, clean_text
from yifa.foundation import clock
from yifa.foundation.errors import Invalid
from yifa.office.access import Access
from yifa.office.models import Person
from yifa.records.consulting import advisers
from yifa.records.models import Record

USUAL = 14  # days


def _dressed(name: str, rows: int = 0) -> Any:
    return forms.Textarea(attrs={"rows": rows, "class": name}) if rows else {"class": name}


class Told(forms.Form):
    """A form that shows what an action has against it beside the fields."""

    def add_errors(self, error: Invalid) -> None:
        """Put the product's refusal where it belongs."""
        for name, message in error.errors.items():
            self.add_error(name if name in self.fields else None, str(message))


class AskForm(Told):
    """Lend a record to an adviser."""

    adviser: forms.ModelChoiceField[Person] = forms.ModelChoiceField(
        queryset=None, label=_("法律顾问"), widget=forms.Select(attrs={"class": "form-select"})
    )
    question = forms.CharField(
        label=_("咨询事项"),
        max_length=2000,
        widget=_dressed("form-control", 4),
        help_text=_("请顾问就什么问题出具意见"),
    )
    until = DateField(
        label=_("截止日期"),
        widget=DateInput(attrs={"class": "form-control"}),
        help_text=_("当天之后自动收回"),
    )
    full = forms.BooleanField(
        label=_("附件和个人信息一并提供"),
        required=False,
        help_text=_("不勾选时个人信息遮蔽、不提供附件"),
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )

    def __init__(self, record: Record, access: Access, data: Any = None) -> None:
        super().__init__(data, initial={"until": clock.today() + timedelta(days=USUAL)})
        self.fields["adviser"].queryset = advisers(record)  # type: ignore[attr-defined]
        if not access.allows("unmask", record):
            del self.fields["full"]

    def clean_question(self) -> str:
        return clean_text(self.cleaned_data["question"])


class AnswerForm(Told):
    """An opinion."""

    opinion = forms.CharField(label=_("法律意见"), max_length=20000, widget=_dressed("form-control", 10))


class KeepForm(Told):
    """Keep longer, or erase."""

    reason = forms.CharField(
        label=_("理由"), max_length=200, widget=forms.TextInput(attrs={"class": "form-control"})
    )
    until = DateField(
        label=_("延长保存至"), required=False, widget=DateInput(attrs={"class": "form-control"})
    )

    def clean_reason(self) -> str:
        return clean_text(self.cleaned_data["reason"])
