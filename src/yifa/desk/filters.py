"""What a list shows: the declared filters, the search, the order. One value, read from the query string."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.paginator import Page, Paginator
from django.db import connection, models
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from yifa.desk.forms.fields import DateField, clean_text
from yifa.foundation.many import MANY, counted, unindexed
from yifa.office.access import Access, in_subtree, units_for
from yifa.office.models import Unit
from yifa.records import search
from yifa.records.declaration import Ledger
from yifa.records.models import WITHDRAWN, Record

if TYPE_CHECKING:
    _Paginator = Paginator[Any]
else:
    _Paginator = Paginator

FEW_UNITS = 50
FEW_KEYS = 20_000  # records of one value of a field: so many are looked up one by one
OWN_MANY = (
    1_000  # counted by a field of the ledger's own table, which costs a look into its index for every record
)
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


class Pages(_Paginator):
    """Pages of a list. Beyond ten thousand rows the rest is not counted: nobody reads it page by page."""

    def __init__(self, listing: Listing, size: int) -> None:
        most = OWN_MANY if listing.by_own() else MANY
        number = counted(listing.found(), most)
        self.more = number > most
        rows = listing.found(along=self.more).order_by(*listing.sequence())
        super().__init__(rows.values_list("pk", flat=True), size)
        self.count = min(number, most)


@dataclass(frozen=True)
class Listing:
    """A filtered, ordered list of one ledger for one person."""

    ledger: Ledger
    access: Access
    query: QueryDict

    def rows(self) -> QuerySet[Any]:
        """The records in their ledger's own type, by the one access rule, as filtered, searched and ordered."""
        rows = self.ledger.model._default_manager.select_related("unit")
        return rows.filter(pk__in=self.found().values("pk")).order_by(*self.order())

    def page(self, number: str | None, size: int) -> Page[Any]:
        """One page of the rows, however many there are; personal fields that no column shows are not even read."""
        pages = Pages(self, size)
        page = pages.get_page(number)
        hidden = self.ledger.personal - {*self.ledger.column_names()}
        rows = self.ledger.model._default_manager.select_related("unit").defer(*hidden)
        keys = list(page.object_list)
        by_key = rows.in_bulk(keys)
        page.object_list = [by_key[key] for key in keys if key in by_key]
        return page

    def found(self, *, along: bool = False) -> QuerySet[Record]:
        """The rows of the base record that match; `along`: to be read along the order (see `foundation.many`)."""
        rows, place = Record.objects.filter(ledger=self.ledger.code), "path"
        along = along or self.rare
        if along:
            hidden = {f"hidden_{name}": unindexed(self._lookup(name)) for name in self._columns()}
            rows, place = (
                Record.objects.alias(**hidden).filter(**{"hidden_ledger": self.ledger.code}),
                "hidden_path",
            )
        rows = self.access.visible(rows, field=place)
        for name in self.ledger.filter_names():
            rows = self._filtered(rows, name, along=along)
        if self.query.get("step") != WITHDRAWN:
            rows = rows.exclude(step=WITHDRAWN)
        text = clean_text(self.query.get("q", ""))
        return search.matching(rows, text, self.access) if text else rows

    def _columns(self) -> set[str]:
        """What the access rule and the filters look at, except days: the order follows those."""
        asked = {name for name in self.ledger.filter_names() if self.query.get(name)}
        own = {*self._own()}
        return {name for name in asked - own - {"unit"} if not self._is_day(name)} | {"ledger", "path"}

    def _own(self) -> Iterator[str]:
        """Filters by a field of the ledger's own table that are indexed there: one of given values."""
        base = {field.name for field in Record._meta.fields} | {"unit", "step"}
        for name in self.ledger.filter_names():
            if name not in base and self.ledger.form_field(name).choices:
                yield name

    def by_own(self) -> bool:
        """Whether any of them is asked for."""
        return any(clean_text(self.query.get(name, "")) for name in self._own())

    def _having(self, name: str) -> QuerySet[Any]:
        """The rows of the ledger's own table with the value asked for."""
        value = clean_text(self.query.get(name, ""))
        return self.ledger.model._default_manager.filter(**{name: "" if value == "-" else value})

    @cached_property
    def rare(self) -> bool:
        """Whether few records at all have a value asked for: those are looked up then, wherever they lie."""
        asked = [name for name in self._own() if clean_text(self.query.get(name, ""))]
        return any(counted(self._having(name), FEW_KEYS) <= FEW_KEYS for name in asked)

    def _lookup(self, name: str) -> str:
        """How a field of the ledger is named from the base record."""
        model = self.ledger.model
        if name in {field.name for field in Record._meta.fields}:
            return name
        link = model._meta.get_ancestor_link(Record)
        assert link is not None
        return f"{link.related_query_name()}__{name}"

    def sequence(self) -> list[str]:
        """The order, as the base record names its fields."""
        return [
            ("-" if name[0] == "-" else "") + self._lookup(name.removeprefix("-")) for name in self.order()
        ]

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

    def _filtered(self, rows: QuerySet[Any], name: str, *, along: bool) -> QuerySet[Any]:
        value = clean_text(self.query.get(name, ""))
        if name == "unit":
            unit = Unit.objects.filter(code=value).first() if value else None
            return rows.filter(self._inside(unit.path, along=along)) if unit else rows
        if self._is_day(name):
            return self._between(rows, name)
        if not value:
            return rows
        if name in {*self._own()}:
            having = self._having(name)
            return rows.filter(pk__in=having.values("pk")) if self.rare else rows.filter(_has(having))
        column = f"hidden_{name}" if along else self._lookup(name)
        if name == "step" or self.ledger.form_field(name).choices:
            return rows.filter(**{column: "" if value == "-" else value})
        return rows.filter(**{f"{column}__icontains": value})

    def _inside(self, path: str, *, along: bool) -> Q:
        """A filter for a unit's subtree: unit by unit where they are few, so that an index leads on to their days."""
        if along:
            return in_subtree(path, field="hidden_path")
        paths = Unit.objects.filter(in_subtree(path)).values_list("path", flat=True)[: FEW_UNITS + 1]
        return Q(path__in=list(paths)) if len(paths) <= FEW_UNITS else in_subtree(path)

    def _between(self, rows: QuerySet[Any], name: str) -> QuerySet[Any]:
        for suffix, lookup in (("_from", "gte"), ("_to", "lte")):
            day = _day(self.query.get(name + suffix, ""))
            if day:
                rows = rows.filter(**{f"{self._lookup(name)}__{lookup}": day})
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


def _has(having: QuerySet[Any]) -> Exists:
    """Whether a record has its row among these: asked of their index, record by record.

    SQLite would take the primary key and read the row; a span of one key leaves it only the index of the value.
    """
    key = OuterRef("pk")
    if connection.vendor == "sqlite":
        return Exists(having.filter(record_ptr__gte=key, record_ptr__lte=key))
    return Exists(having.filter(record_ptr=key))


def _day(text: str) -> Any:
    try:
        return DateField(required=False).clean(text)
    except ValidationError:  # a filter that cannot be read narrows nothing
        return None


def everywhere(access: Access, text: str, limit: int = 50) -> list[Record]:
    """Records of all ledgers that contain a text, newest first."""
    rows = access.visible(Record.objects.select_related("unit"))
    return list(search.matching(rows, clean_text(text), access).order_by("-happened_on", "-id")[:limit])
