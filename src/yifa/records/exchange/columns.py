"""The columns of a ledger's spreadsheet: the same for export, template and import."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils import translation
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from yifa.records.declaration import Ledger
from yifa.records.fields import TallyField

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `name` is a field, or one of the record's frame; `kind` one kind of a tally."""

    name: str
    label: Text
    field: models.Field[Any, Any] | None = None
    kind: str = ""
    required: bool = False

    @property
    def code(self) -> str:
        """What tells it from every other column."""
        return f"{self.name}.{self.kind}" if self.kind else self.name


# What every record has beside its fields.
FRAME: dict[str, Text] = {
    "unit": _("单位"),
    "number": _("编号"),
    "step": _("环节"),
    "reason": _("理由"),
    "entered_at": _("录入时间"),
    "approved_at": _("审核时间"),
}
RESULT = Column("result", _("导入结果"))
# Columns an import knows and leaves alone: the product makes their content itself.
MADE_HERE = ("number", "entered_at", "approved_at")


def columns_of(ledger: Ledger, names: Iterable[str]) -> list[Column]:
    """The columns of some fields; a tally has one a kind."""
    return [column for name in names for column in _of(ledger, name)]


def every_name(ledger: Ledger) -> list[str]:
    """All there is to export: unit and number, the fields in the order of the form, step, last reason and times."""
    return ["unit", "number", *ledger.fields, "step", "reason", "entered_at", "approved_at"]


def _of(ledger: Ledger, name: str) -> list[Column]:
    if name in FRAME:
        return [Column(name, FRAME[name])]
    field = ledger.form_field(name)
    if isinstance(field, TallyField):
        return [
            Column(name, format_lazy("{}：{}（{}）", field.verbose_name, label, unit), field, kind)
            for kind, (label, unit) in field.kinds.items()
        ]
    return [Column(name, field.verbose_name, field, required=is_required(field))]


def is_required(field: models.Field[Any, Any]) -> bool:
    """Whether a row must fill it. The day of receipt follows the day it happened."""
    return not field.blank and not field.has_default() and field.name != "received_on"


def spellings(text: Text) -> set[str]:
    """A label in every language of the product."""
    found = set()
    for language in ("zh-hans", "en"):
        with translation.override(language):
            found.add(str(text))
    return found
