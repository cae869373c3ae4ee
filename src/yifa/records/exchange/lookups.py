"""What a name in a sheet points at: units, people, credentials, and whatever else a ledger refers to."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any

from django.db import models
from django.db.models import Q

from yifa.foundation import clock
from yifa.office.access import Access, in_subtree, live
from yifa.office.models import STEP, Person, Unit
from yifa.records.declaration import PERSON, Ledger
from yifa.records.exchange.cells import Unreadable
from yifa.records.exchange.headings import plain


class Lookups:
    """Names of one import: only what lies where the person may write is found. Each table is read once."""

    def __init__(self, ledger: Ledger, unit: Unit, access: Access) -> None:
        self.ledger, self.root, self.access = ledger, unit, access
        self.paths = access.paths(ledger.verb, ledger.code)
        self._units: dict[str, list[Any]] | None = None
        self._related: dict[str, dict[str, list[Any]]] = {}

    def unit(self, name: str) -> Unit:
        """A unit below the chosen one, by name, short name or code."""
        if self._units is None:
            rows = self.access.visible(Unit.objects.all(), self.ledger.verb, ledger=self.ledger.code)
            rows = rows.filter(in_subtree(self.root.path), kind__in=self.ledger.unit_kinds.split())
            self._units = _named((one, (one.name, one.short, one.code)) for one in rows)
        return _only(self._units, name, f"{self.root.name}范围内的单位")  # type: ignore[no-any-return]

    def related(self, field: str, name: str) -> Any:
        """The row a foreign key of the ledger names."""
        if field not in self._related:
            self._related[field] = _named(self._candidates(field))
        return _only(self._related[field], name, self.ledger.label(field))

    def _candidates(self, field: str) -> Iterable[tuple[Any, Iterable[str]]]:
        target: Any = self.ledger.form_field(field).related_model
        how = self.ledger.references.get(field, PERSON if target is Person else None)
        if how is None:
            return
        rows = target._default_manager.filter(self._within(how.path)).distinct()
        if target is Person:
            rows = rows.filter(live(clock.today(), "posts__"))
        through = [key.rsplit("__", 1)[0] for key in how.keys if "__" in key]
        for one in rows.select_related(*through) if through else rows:
            yield one, (str(one), *(_follow(one, key) for key in how.keys))

    def _within(self, path: str) -> Q:
        """In a subtree where the person writes, or a unit above it: a street's own powers serve its departments."""
        above = [end for one in self.paths for end in _heads(one)]
        return reduce(or_, [in_subtree(one, field=path) for one in self.paths], Q(**{f"{path}__in": above}))


def _heads(path: str) -> list[str]:
    return [path[:end] for end in range(STEP * 2, len(path) + 1, STEP)]


def _follow(row: models.Model, key: str) -> str:
    found: Any = row
    for part in key.split("__"):
        found = getattr(found, part)
    return str(found)


def _named(rows: Iterable[tuple[Any, Iterable[str]]]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for row, names in rows:
        for name in {plain(one, keep_brackets=True) for one in names if one}:
            found.setdefault(name, []).append(row)
    return found


def _only(names: dict[str, list[Any]], name: str, what: str) -> Any:
    found = names.get(plain(name, keep_brackets=True), [])
    if len(found) == 1:
        return found[0]
    if found:
        raise Unreadable(f"“{name}”对应多个{what}，请改写代码、编号或用户名")
    raise Unreadable(f"没有找到{what}“{name}”，请核对名称，并确认在您的权限范围内")
