"""The calculator's form: a time limit, its first day, suspensions, an extension."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from yifa import law
from yifa.desk.forms.fields import DateField, DateInput, clean_text
from yifa.law import Due, LawError, Limit
from yifa.law.terms import check_extension
from yifa.procedures.clocks import calendar, office_pack

PAUSES = 3


def _day(label: Any, *, required: bool = False) -> DateField:
    return DateField(label=label, required=required, widget=DateInput(attrs={"class": "form-control"}))


class DueForm(forms.Form):
    """What `law.due` asks for. Each refusal of the law room stands beside the field it speaks of."""

    code = forms.CharField(
        label=_("时限"),
        max_length=120,
        widget=forms.TextInput(
            attrs={"class": "form-control", "list": "limits", "autocomplete": "off", "spellcheck": "false"}
        ),
        help_text=_("输入编号或者名称，如 REV-11、行政复议"),
    )
    start = _day(_("起算事由发生日"), required=True)
    time = forms.TimeField(
        label=_("时刻"),
        required=False,
        widget=forms.TimeInput(attrs={"class": "form-control", "type": "time"}),
        help_text=_("只有按小时计算的时限需要填写"),
    )
    extension = forms.IntegerField(
        label=_("批准延长"),
        required=False,
        min_value=0,
        max_value=10_000,
        widget=forms.NumberInput(attrs={"class": "form-control", "inputmode": "numeric"}),
        help_text=_("按该时限自己的日计算，没有延长的不填"),
    )
    local = forms.BooleanField(label=_("适用本地规定"), required=False)
    due: Due | None = None

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        for number in range(1, PAUSES + 1):
            self.fields[f"from_{number}"] = _day(_("中止起"))
            self.fields[f"to_{number}"] = _day(_("中止止"))
        if self._pack is None:
            del self.fields["local"]
        else:
            self.fields["local"].help_text = self._pack.name

    @cached_property
    def _pack(self) -> law.Pack | None:
        return office_pack()

    @property
    def pauses(self) -> list[tuple[Any, Any]]:
        """The bound fields of the suspensions, in pairs."""
        return [(self[f"from_{number}"], self[f"to_{number}"]) for number in range(1, PAUSES + 1)]

    def clean_code(self) -> str:
        """The code, also when the whole line of the suggestion list was taken over."""
        words = clean_text(self.cleaned_data["code"]).split()
        code = words[0].upper() if words else ""
        try:
            law.limit(code)
        except LawError:
            raise forms.ValidationError(
                _("没有编号为“%(code)s”的时限。请从列表中选择，或到时限表查找编号"), params={"code": code}
            ) from None
        return code

    def clean(self) -> dict[str, Any]:
        """Count, once every field can be read."""
        spans = list(self._spans())
        if not self.errors:
            self._count(spans)
        return self.cleaned_data

    def _spans(self) -> Any:
        for number in range(1, PAUSES + 1):
            first, last = (self.cleaned_data.get(f"{end}_{number}") for end in ("from", "to"))
            if bool(first) != bool(last):
                self.add_error(
                    f"to_{number}" if first else f"from_{number}",
                    _("请把中止的起止两天都填上，首尾两天都算在内"),
                )
            elif first:
                yield first, last

    def _count(self, spans: list[tuple[date, date]]) -> None:
        """Count without suspensions and extension first, so that a refusal can be laid at the right field."""
        data = self.cleaned_data
        code, start, extension = data["code"], self._start(), data.get("extension") or 0
        pack = self._pack if data.get("local") else None
        common: dict[str, Any] = {"calendar": calendar(), "pack": pack}
        try:
            field = "start"
            rule: Limit = law.due(code, start, **common).limit
            if extension:
                field = "extension"
                check_extension(rule, extension)
            field = "from_1" if spans else "extension"
            self.due = law.due(code, start, suspensions=spans, extension=extension, **common)
        except LawError as error:
            self.add_error(field, str(error))

    def _start(self) -> date:
        start: date = self.cleaned_data["start"]
        time = self.cleaned_data.get("time")
        return datetime.combine(start, time) if time else start

    def mark_wrong(self) -> None:
        """Tie every message to its input for screen readers."""
        for name in self.errors:
            if name in self.fields:
                self.fields[name].widget.attrs |= {
                    "aria-invalid": "true",
                    "aria-describedby": f"id_{name}_error",
                }
