"""What a list shows: the declared filters, the search, the order. One value, read from the query string."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from yifa.desk.forms.fields import DateField, clean_text
from yifa.office.access import Access, in_subtree, units_for
from yifa.office.models import Unit
from yifa.records import search
from yifa.records.declaration import Ledger
from yifa.records.models import WITHDRAWN, Record

SORTABLE = (models.CharField, models.DateField, models.DecimalField, models.IntegerField)


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a filter."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Control:
    """One filter on the page: choices, or a text, or a span of days."""

    name: str
    label: str
    kind: str
    choices: list[Choice]
    value: str = ""
    until: str = ""


@dataclass(frozen=True)
class Listing:
    """A filtered, ordered list of one ledger for one person."""

    ledger: Ledger
    access: Access
    query: QueryDict

    def rows(self) -> QuerySet[Any]:
        """The records, by the one access rule, then as filtered, searched and ordered."""
        rows = self.access.visible(self.ledger.model._default_manager.select_related("unit"))
        for name in self.ledger.filter_names():
            rows = self._filtered(rows, name)
        if self.query.get("step") != WITHDRAWN:
            rows = rows.exclude(step=WITHDRAWN)
        text = clean_text(self.query.get("q", ""))
        return (search.matching(rows, text, self.access) if text else rows).order_by(*self.order())

    def order(self) -> list[str]:
        """The order asked for, when it is a column that can be sorted; the ledger's own otherwise."""
        asked = self.query.get("sort", "")
        if asked.removeprefix("-") in self.sortable():
            return [asked, "-id"]
        return self.ledger.order.split()

    def sortable(self) -> set[str]:
        """Columns that may be sorted: plain, not personal."""
        return {
            name
            for name in self.ledger.column_names()
            if name not in self.ledger.personal and isinstance(self.ledger.form_field(name), SORTABLE)
        }

    def _filtered(self, rows: QuerySet[Any], name: str) -> QuerySet[Any]:
        value = clean_text(self.query.get(name, ""))
        if name == "unit":
            unit = Unit.objects.filter(code=value).first() if value else None
            return rows.filter(in_subtree(unit.path)) if unit else rows
        if self._is_day(name):
            return self._between(rows, name)
        if not value:
            return rows
        if name == "step" or self.ledger.form_field(name).choices:
            return rows.filter(**{name: "" if value == "-" else value})
        return rows.filter(**{f"{name}__icontains": value})

    def _between(self, rows: QuerySet[Any], name: str) -> QuerySet[Any]:
        for suffix, lookup in (("_from", "gte"), ("_to", "lte")):
            day = _day(self.query.get(name + suffix, ""))
            if day:
                rows = rows.filter(**{f"{name}__{lookup}": day})
        return rows

    def _is_day(self, name: str) -> bool:
        return name not in ("unit", "step") and isinstance(self.ledger.form_field(name), models.DateField)

    def controls(self) -> Iterator[Control]:
        """The filters to show."""
        for name in self.ledger.filter_names():
            yield self._control(name)

    def _control(self, name: str) -> Control:
        value = self.query.get(name, "")
        if name == "unit":
            units = units_for(self.access, "read")
            return self._choices(
                name, _("单位"), [(one.code, "　" * (one.level - 1) + one.called) for one in units]
            )
        if name == "step":
            procedure = self.ledger.procedure
            pairs = [(step.code, step.name) for step in procedure.steps]  # type: ignore[attr-defined]
            return self._choices(name, _("环节"), [*pairs, (WITHDRAWN, _("已撤回"))])
        field = self.ledger.form_field(name)
        label = str(field.verbose_name)
        if self._is_day(name):
            return Control(
                name, label, "days", [], self.query.get(f"{name}_from", ""), self.query.get(f"{name}_to", "")
            )
        if field.choices:
            pairs = [(str(code) or "-", str(text)) for code, text in field.flatchoices]
            return self._choices(name, label, pairs)
        return Control(name, label, "text", [], value)

    def _choices(self, name: str, label: str, pairs: list[tuple[str, str]]) -> Control:
        chosen = self.query.get(name, "")
        return Control(name, label, "choice", [Choice(v, text, v == chosen) for v, text in pairs], chosen)

    def active(self) -> bool:
        """Whether anything narrows the list."""
        return any(value for name, value in self.query.items() if name not in ("page", "sort"))


def _day(text: str) -> Any:
    try:
        return DateField(required=False).clean(text)
    except ValidationError:  # a filter that cannot be read narrows nothing
        return None


def everywhere(access: Access, text: str, limit: int = 50) -> list[Record]:
    """Records of all ledgers that contain a text, newest first."""
    rows = access.visible(Record.objects.select_related("unit"))
    return list(search.matching(rows, clean_text(text), access).order_by("-happened_on", "-id")[:limit])
