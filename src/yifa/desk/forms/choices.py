"""Fields whose choices depend on another field of the form: offered again when that one changes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _

from yifa.records.declaration import Ledger, Offer
from yifa.records.models import Record


class OfferedSelect(forms.Select):
    """Choices that can be put in the place of others."""

    template_name = "desk/widgets/offered.html"
    inner, says = "django/forms/widgets/select.html", ""

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        return super().get_context(name, value, attrs) | {"inner": self.inner, "says": self.says}


class TypedOffer(forms.TextInput):
    """The same where nothing is on record: it is typed, and says so."""

    template_name = "desk/widgets/offered.html"
    inner = "django/forms/widgets/text.html"

    def __init__(self, says: str, **kwargs: Any) -> None:
        self.says = says
        super().__init__(**kwargs)

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        return super().get_context(name, value, attrs) | {"inner": self.inner, "says": self.says}


def offer(form: forms.Form, ledger: Ledger, record: Record | None = None) -> None:
    """Give each dependent field of a form its choices, by what is chosen on the form or stands on the record."""
    for name, one in ledger.offers.items():
        if name in form.fields:
            _give(form, name, one, record)
            if one.by in form.fields:
                form.fields[one.by].widget.attrs |= {
                    "hx-get": reverse("offers", args=[ledger.code, name]),
                    "hx-trigger": "change",
                    "hx-target": f"#offered_{name}",
                    "hx-swap": "outerHTML",
                }


def _give(form: forms.Form, name: str, one: Offer, record: Record | None) -> None:
    field, chosen = form.fields[name], _chosen(form, one, record)
    rows = one.rows(chosen) if chosen is not None else []
    if not rows:
        says = (
            _("请先选择“%(label)s”") % {"label": form.fields[one.by].label}
            if _asks(form, one, chosen)
            else ""
        )
        field.widget = TypedOffer(says or str(one.none), attrs={"class": "form-control"})
        return
    kept = getattr(record, name, "") if record is not None else ""
    if kept and kept not in dict(rows):
        rows = [*rows, (kept, _("%(kept)s（原先填写，不在基准内）") % {"kept": kept})]
    form.fields[name] = forms.ChoiceField(
        label=field.label,
        required=field.required,
        help_text=field.help_text,
        choices=[("", _("请选择")), *rows],
        widget=OfferedSelect(attrs={"class": "form-select"}),
        error_messages={"invalid_choice": _("请重新选择：所填的一档不在所选事项之下")},
    )


def _asks(form: forms.Form, one: Offer, chosen: Any) -> bool:
    return chosen is None and one.by in form.fields


def _chosen(form: forms.Form, one: Offer, record: Record | None) -> Any:
    """What the other field points at: as sent with this form, or as it stands on the record."""
    if form.is_bound and one.by in form.fields:
        try:
            return form.fields[one.by].clean(form.data.get(one.by))
        except ValidationError:
            return None
    return getattr(record, one.by) if record is not None else None
