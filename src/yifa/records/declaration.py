"""A ledger is a declaration: how it is shown, filtered, numbered, masked, what it requires and what it counts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

from django.db import models

from yifa.journal.accounts import account
from yifa.journal.values import Line
from yifa.records.fields import PersonalField, TallyField
from yifa.records.models import WITHDRAWN, Record, Secrecy
from yifa.records.retention import TEN_YEARS, Retention
from yifa.records.tables import Table

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Check = Callable[[Any], Mapping[str, str]]


class Course(Protocol):
    """What records need to know of a procedure; the engine that runs it stands above this room."""

    @property
    def code(self) -> str: ...

    @property
    def version(self) -> int: ...

    @property
    def opening(self) -> str: ...

    @property
    def dated(self) -> Mapping[str, object]: ...

    def step_name(self, code: str) -> str: ...

    def terminal(self, code: str) -> bool: ...


def always(record: Any) -> bool:
    """The condition of a count that holds for every record."""
    return True


@dataclass(frozen=True, slots=True)
class Count:
    """What a record adds to the journal.

    `on` names the date field of the posting (nothing is posted while it is empty); `quantity` a field (none: 1; a
    tally posts one line a kind); `detail` a field, or a function of the record, that breaks the account down.
    """

    account: str
    on: str = "happened_on"
    when: Callable[[Any], bool] = always
    quantity: str = ""
    detail: str | Callable[[Any], str] = ""

    def lines(self, record: Record) -> Iterable[Line]:
        """The postings that should stand for a record."""
        day: date | None = getattr(record, self.on)
        if day is None or not self.when(record):
            return []
        if not self.quantity:
            return [self._line(record, day, 1, self._detail(record))]
        value = getattr(record, self.quantity)
        if isinstance(value, dict):
            return [self._line(record, day, number, kind) for kind, number in sorted(value.items()) if number]
        return [self._line(record, day, value, self._detail(record))] if value else []

    def _detail(self, record: Record) -> str:
        return (
            str(self.detail(record) if callable(self.detail) else getattr(record, self.detail))
            if self.detail
            else ""
        )

    def _line(self, record: Record, day: date, value: int | Decimal, detail: str) -> Line:
        return Line(
            account=self.account,
            unit_id=record.unit_id,
            day=day,
            quantity=int(value * account(self.account).scale),
            detail=detail,
        )


@dataclass(frozen=True, slots=True)
class Section:
    """A group of fields on the form and the detail page."""

    title: str
    fields: tuple[str, ...]
    says: str = ""


def section(title: str, fields: str, says: str = "") -> Section:
    """A section from a space-separated list of field names."""
    return Section(title, tuple(fields.split()), says)


@dataclass(frozen=True, slots=True)
class Reference:
    """How a field that points at another row is named in a sheet: lookups that name it, and the path of its unit."""

    keys: tuple[str, ...]
    path: str


@dataclass(frozen=True, slots=True)
class Offer:
    """What a field is chosen from: `rows` (value and name) of what another field, `by`, points at.

    Where that has no rows the field is typed, and `none` says so.
    """

    by: str
    rows: Callable[[Any], list[tuple[str, str]]]
    none: StrOrPromise


PERSON = Reference(("name", "username"), "posts__unit__path")


@dataclass(frozen=True, slots=True)
class QuickMove:
    """A move the quick form makes right away, with some of its fields, when `when` (a field) was filled."""

    code: str
    fields: tuple[str, ...] = ()
    when: str = ""


@dataclass(frozen=True)
class Ledger:
    """The declaration of one ledger. Names are fields of its model; strings are space-separated lists.

        `verb` is what the access rule must give to whoever enters or changes its records. `bulk` names moves that may be
        made on several chosen records at once; they ask for nothing but the person's decision. `offers` are the choices of fields that depend on
        another field. `few` says which records only a
    few may know of, whatever was chosen on the form. `retention` says how long personal data is kept.
        `named` is a field in which other records are named by number, one a line: its page leads to them.
        `agenda` is the day by which an open record wants to be done: the desk page lists those that come first.
    """

    code: str
    name: str
    area: str
    says: str
    model: type[Record]
    procedure: Course
    number: str
    sections: tuple[Section, ...]
    columns: str
    filters: str
    counts: tuple[Count, ...]
    quick: str = ""
    unit_kinds: str = "subdistrict department community"
    search: str = "title number"
    order: str = "-happened_on -id"
    entered_with: Check | None = field(default=None)
    icon: str = "folder"
    tables: tuple[Table, ...] = ()
    quick_moves: tuple[QuickMove, ...] = ()
    references: Mapping[str, Reference] = field(default_factory=dict)
    offers: Mapping[str, Offer] = field(default_factory=dict)
    verb: str = "write"
    bulk: str = ""
    few: Callable[[Any], bool] | None = None
    retention: Retention = TEN_YEARS
    named: str = ""
    agenda: str = ""

    @cached_property
    def fields(self) -> list[str]:
        """Every field a person fills, in the order of the form."""
        return [name for part in self.sections for name in part.fields]

    @cached_property
    def entered(self) -> list[str]:
        """The fields of a new record: the days of later moves are filled by those moves."""
        return [name for name in self.fields if name not in self.procedure.dated]

    @cached_property
    def personal(self) -> frozenset[str]:
        """Fields with personal data, by their type."""
        return frozenset(f.name for f in self.model._meta.get_fields() if isinstance(f, PersonalField))

    @cached_property
    def tallies(self) -> frozenset[str]:
        """Fields with numbers by kind."""
        return frozenset(f.name for f in self.model._meta.get_fields() if isinstance(f, TallyField))

    def column_names(self) -> list[str]:
        """Columns of the list."""
        return self.columns.split()

    def filter_names(self) -> list[str]:
        """Filters of the list."""
        return self.filters.split()

    def form_field(self, name: str) -> models.Field[Any, Any]:
        """The model field of a name."""
        found = self.model._meta.get_field(name)
        assert isinstance(found, models.Field)
        return found

    def label(self, name: str) -> str:
        """The name of a field on screen."""
        return str(self.form_field(name).verbose_name)

    def quick_split(
        self, values: Mapping[str, Any]
    ) -> tuple[dict[str, Any], list[tuple[str, dict[str, Any]]]]:
        """What the quick form enters, and the moves it makes right after."""
        moves = [one for one in self.quick_moves if not one.when or values.get(one.when)]
        later = {name for one in self.quick_moves for name in one.fields}
        first = {name: value for name, value in values.items() if name not in later}
        return first, [(one.code, {"values": {name: values[name] for name in one.fields}}) for one in moves]

    def lines(self, record: Record) -> list[Line]:
        """All postings that should stand for a record; a withdrawn one counts nothing."""
        if record.step == WITHDRAWN:
            return []
        return [line for count in self.counts for line in count.lines(record)]

    def least_secrecy(self, record: Record) -> int:
        """The narrowest circle the law asks for."""
        return Secrecy.FEW if self.few is not None and self.few(record) else Secrecy.OPEN

    def problems(self, record: Record) -> dict[str, str]:
        """What the ledger's own rules say against a record, by field."""
        return dict(self.entered_with(record)) if self.entered_with else {}
