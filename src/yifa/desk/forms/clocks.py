"""The form on a clock's card: days that the law leaves out."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yifa.desk.forms.fields import DateField, DateInput, TextField
from yifa.desk.forms.office import Plain
from yifa.procedures.models import Clock
from yifa.procedures.pauses import ground


def _day(label: Any) -> DateField:
    return DateField(label=label, widget=DateInput(attrs={"class": "form-control"}))


class ExcludeForm(Plain):
    """First and last day, both left out, and why."""

    first = _day(_("扣除起"))
    last = _day(_("扣除止"))
    reason = TextField(
        label=_("理由"), max_length=500, widget=forms.TextInput(attrs={"class": "form-control"})
    )

    def __init__(self, clock: Clock, data: Any = None) -> None:
        super().__init__(data)
        self.fields["reason"].help_text = ground(clock)
