"""Forms from a ledger's declaration: no ledger has a form of its own."""

from __future__ import annotations

import copy
import uuid
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any, cast

from django import forms
from django.db import models
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from yifa.desk.forms.choices import offer
from yifa.desk.forms.fields import DateField, TallyField, TextField, TopicsField
from yifa.desk.forms.rows import RowsField, RowsWidget, suggest
from yifa.foundation import clock
from yifa.foundation.errors import Invalid
from yifa.ledgers.penalties.models import Credential
from yifa.office.access import Access, in_subtree, live
from yifa.office.models import Person, Unit
from yifa.procedures.values import Move
from yifa.records import fields as own
from yifa.records.declaration import Ledger
from yifa.records.models import Record
from yifa.records.registry import ledger as ledger_of


class RecordForm(forms.Form):
    """A form over fields of a record. Errors of the product land beside their field."""

    def add_errors(self, error: Invalid) -> None:
        """Put each message beside its field; what has no field on this form stands at the top."""
        for name, message in error.errors.items():
            self.add_error(name if name in self.fields else None, message)

    @property
    def values(self) -> dict[str, Any]:
        """The cleaned values of the record's own fields."""
        skip = {"unit", "token", "revision", "reason", "on", "extension"}
        return {name: value for name, value in self.cleaned_data.items() if name not in skip}

    def rebase(self, revision: int) -> None:
        """The next save is made on what somebody else saved meanwhile."""
        data = QueryDict(mutable=True)
        data.update(self.data)
        data["revision"] = str(revision)
        self.data = data

    def invalid_first(self) -> None:
        """Give every wrong field what a screen reader needs."""
        for name in self.errors:
            if name in self.fields:
                widget = self.fields[name].widget
                widget.attrs["aria-invalid"] = "true"
                widget.attrs["aria-describedby"] = f"id_{name}_error"


def record_fields(ledger: Ledger, names: Iterable[str], paths: list[str]) -> dict[str, forms.Field]:
    """Form fields for names of a ledger's model."""
    made = _fields(ledger.code, tuple(names), tuple(paths), clock.today(), get_language() or "")
    return copy.deepcopy(made)


@lru_cache(maxsize=64)
def _fields(
    code: str, names: tuple[str, ...], paths: tuple[str, ...], _day: date, _language: str
) -> dict[str, forms.Field]:
    """Fields are costly to make and depend on nothing else; every form gets its own copy."""
    return {name: _field(ledger_of(code), name, list(paths)) for name in names}


def _field(ledger: Ledger, name: str, paths: list[str]) -> forms.Field:
    field = ledger.form_field(name)
    common: dict[str, Any] = {
        "label": field.verbose_name,
        "required": not field.blank and not isinstance(field, models.BooleanField),
        "help_text": field.help_text,
    }
    made = _special(field, common, paths)
    if made is None:
        plain = field.formfield(**common)
        _say_empty(plain)
        assert isinstance(plain, forms.Field)
        made = plain
    _dress(made, field)
    return made


def _say_empty(field: forms.Field | None) -> None:
    """The empty choice in words instead of dashes."""
    if isinstance(field, forms.ChoiceField):
        first, *rest = list(cast(Iterable[tuple[Any, Any]], field.choices))
        if first[0] == "" and str(first[1]).startswith("---"):
            field.choices = [("", _("请选择")), *rest]


def _special(field: models.Field[Any, Any], common: dict[str, Any], paths: list[str]) -> forms.Field | None:
    if isinstance(field, own.TallyField):
        return TallyField(kinds=field.kinds, **common)
    if isinstance(field, own.RowsField):
        return RowsField(cells=field.cells, **common)
    if isinstance(field, own.TopicsField):
        return TopicsField(widget=forms.Textarea(attrs={"rows": 3, "data-acts": "1"}), **common)
    if isinstance(field, own.PersonalField):
        return TextField(
            widget=forms.Textarea(attrs={"rows": 4}) if field.long else forms.TextInput(), **common
        )
    if isinstance(field, models.ForeignKey):
        return forms.ModelChoiceField(queryset=related(field, paths), empty_label=_("（未选择）"), **common)
    if isinstance(field, models.DateField):
        return DateField(**common)
    if isinstance(field, models.CharField) and not field.choices:
        return TextField(max_length=field.max_length, **common)
    return None


def related(field: models.ForeignKey[Any, Any], paths: list[str]) -> Any:
    """What a foreign key may point at: only what lies in the person's own subtrees."""
    target, today = field.related_model, clock.today()
    if target is Unit:
        return Unit.objects.filter(_any([in_subtree(path) for path in paths])).order_by("path")
    if target is Person:
        posts = [in_subtree(path, field="posts__unit__path") & live(today, "posts__") for path in paths]
        return Person.objects.filter(_any(posts), is_active=True).distinct().order_by("name")
    if target is Credential:
        posts = [in_subtree(path, field="person__posts__unit__path") for path in paths]
        return Credential.objects.filter(_any(posts)).select_related("person").distinct()
    if isinstance(target, type) and issubclass(target, Record):
        return target._default_manager.filter(_any([in_subtree(path) for path in paths])).order_by("-pk")
    # Lists that an office keeps for everybody below it, such as its powers.
    streets = [in_subtree(path, field="unit__path") | models.Q(unit__path__in=_heads(path)) for path in paths]
    return target._default_manager.filter(_any(streets))


def _heads(path: str) -> list[str]:
    return [path[:end] for end in range(4, len(path) + 1, 4)]


def _any(conditions: list[models.Q]) -> models.Q:
    found = models.Q(pk__in=())
    for one in conditions:
        found |= one
    return found


def _dress(field: forms.Field, source: models.Field[Any, Any]) -> None:
    widget = field.widget
    if isinstance(widget, (forms.CheckboxInput, forms.MultiWidget, RowsWidget)):
        return
    kind = "form-select" if isinstance(widget, forms.Select) else "form-control"
    widget.attrs["class"] = kind
    if isinstance(source, (models.DecimalField, models.IntegerField)):
        widget.attrs["inputmode"] = "decimal" if isinstance(source, models.DecimalField) else "numeric"
    if isinstance(widget, forms.Textarea):
        widget.attrs.setdefault("rows", 4)
    if source.name == "title":
        widget.attrs["autofocus"] = True


def unit_field(ledger: Ledger, access: Access) -> forms.ModelChoiceField[Unit]:
    """The units in which a person may enter records of a ledger."""
    rows = access.visible(Unit.objects.filter(live(clock.today())), ledger.verb, ledger=ledger.code)
    rows = rows.filter(kind__in=ledger.unit_kinds.split()).order_by("path")
    field = forms.ModelChoiceField(queryset=rows, label=_("登记单位"), empty_label=None)
    field.widget.attrs["class"] = "form-select"
    return field


def entry_form(ledger: Ledger, access: Access, names: Iterable[str], data: Any = None) -> RecordForm:
    """A form to enter a record."""
    paths = access.paths(ledger.verb, ledger.code)
    form = RecordForm(data, initial=_fresh(ledger, access))
    form.fields["unit"] = unit_field(ledger, access)
    form.fields.update(record_fields(ledger, names, paths))
    received = form.fields.get("received_on")
    if received is not None and "happened_on" in form.fields:
        received.required = False
        received.help_text = _("不填则与发生日期相同")
    elif received is not None:  # the one day asked for: most things are registered when they come in
        received.initial = clock.today()
    offer(form, ledger)
    form.fields["token"] = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    return form


def _fresh(ledger: Ledger, access: Access) -> dict[str, Any]:
    own_unit = next((grant.unit_id for grant in access.grants if grant.gives(ledger.verb, ledger.code)), None)
    return {
        "unit": own_unit,
        "happened_on": clock.today(),
        "token": uuid.uuid4().hex,
        "responsible": access.person_id,
    }


def readable(record: Record, names: Iterable[str], access: Access) -> list[str]:
    """Fields a person may see in a form: personal ones that are filled only with the right to unmask them."""
    hidden = frozenset[str]()
    if not access.allows("unmask", record):
        hidden = record.declaration.personal
    return [name for name in names if name not in hidden or not getattr(record, name)]


def edit_form(record: Record, access: Access, data: Any = None) -> RecordForm:
    """A form to change a record; it carries the revision it was opened at."""
    ledger = record.declaration
    paths = access.paths(ledger.verb, ledger.code)
    names = readable(record, ledger.fields, access)
    initial = {name: getattr(record, name) for name in names} | {"revision": record.revision}
    form = RecordForm(data, initial=initial)
    form.fields.update(record_fields(ledger, names, paths))
    offer(form, ledger, record)
    suggest(form, record)
    form.fields["revision"] = forms.IntegerField(widget=forms.HiddenInput)
    form.fields["reason"] = TextField(
        label=_("修改原因"),
        required=ledger.procedure.terminal(record.step),
        max_length=200,
        widget=forms.TextInput(attrs={"class": "form-control"}),
        help_text=_("写入修改历史"),
    )
    return form


def move_form(record: Record, move: Move, access: Access, data: Any = None) -> RecordForm:
    """A form for one move: its fields, the day, the reason where one is needed."""
    ledger = record.declaration
    names = readable(record, move.fields(), access)
    initial: Mapping[str, Any] = {name: getattr(record, name) for name in names}
    form = RecordForm(data, initial={**initial, "on": clock.today(), "revision": record.revision})
    form.fields["on"] = DateField(label=_("办理日期"), initial=clock.today())
    form.fields["on"].widget.attrs["class"] = "form-control"
    form.fields.update(record_fields(ledger, names, access.paths("read")))
    for name in set(move.required()) & set(names):
        form.fields[name].required = True
    offer(form, ledger, record)
    suggest(form, record)
    if move.extends:
        form.fields["extension"] = forms.IntegerField(
            label=_("延长的日数"), min_value=1, widget=forms.NumberInput(attrs={"class": "form-control"})
        )
    if move.needs_reason or move.countersigns > 1:
        form.fields["reason"] = TextField(
            label=_("理由") if move.needs_reason else _("意见"),
            required=move.needs_reason,
            max_length=500,
            widget=forms.Textarea(attrs={"rows": 2, "class": "form-control"}),
        )
    form.fields["revision"] = forms.IntegerField(widget=forms.HiddenInput)
    return form
