"""Jurisdiction packs: what a province, city or district fixes for itself, as data over the national rules.

A pack never guesses: a value it lacks is asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from yifa.law import data
from yifa.law.errors import LawError
from yifa.law.limit_table import limit, readable
from yifa.law.schema import check, day, extension, option
from yifa.law.values import Extension, Length, Limit


@dataclass(frozen=True, slots=True)
class Value:
    """A local number with the document it comes from."""

    number: int
    unit: str
    basis: str
    name: str


@dataclass(frozen=True, slots=True)
class Local:
    """A place's own length for a limit, and the document it comes from."""

    length: Length
    basis: str
    since: date
    extension: Extension | None
    note: str


@dataclass(frozen=True)
class Pack:
    """The rules of one place. `limits` replace or fill national limits, `rolls` switch the rolling of last days."""

    code: str
    name: str
    places: tuple[str, ...]
    limits: Mapping[str, Local]
    rolls: Mapping[str, bool]
    values: Mapping[str, Value]
    _made: dict[tuple[str, date, bool], tuple[Limit, Limit]] = field(
        default_factory=dict, compare=False, repr=False
    )

    def limit(self, national: Limit, on: date | None = None) -> Limit:
        """The limit as it stands in this place, on a day where the local rule has a day of its own."""
        row = self.limits.get(national.code)
        if row is not None and on is not None and on < row.since:
            row = None
        key = (national.code, national.since, row is None)
        found = self._made.get(key)
        if found is None or found[0] is not national:
            found = self._made[key] = (national, self._localised(national, row))
        return found[1]

    def value(self, name: str) -> Value:
        """A local number by name, such as `hearing.person`; LawError when the pack lacks it."""
        try:
            return self.values[name]
        except KeyError:
            raise LawError(
                f"{self.name}的规则包没有填写“{name}”", fix="须由地方规定填写：请补上数值及其依据"
            ) from None

    def applies(self, limit: Limit) -> bool:
        """Whether a local limit belongs to this place."""
        return limit.scope == "national" or limit.place in self.places

    def _localised(self, national: Limit, row: Local | None) -> Limit:
        roll = self.rolls.get(national.counting.act, national.counting.roll)
        changed = replace(national, counting=replace(national.counting, roll=roll))
        return _filled(changed, row, self) if row else changed


def packs() -> tuple[str, ...]:
    """The codes of the packs that come with the product."""
    return tuple(name.removeprefix("packs/").removesuffix(".yaml") for name in data.names("packs"))


@lru_cache
def pack(code: str) -> Pack:
    """A pack that comes with the product; LawError when there is none of that name."""
    if code not in packs():
        raise LawError(f"没有名为“{code}”的规则包", fix=f"现有：{'、'.join(packs())}")
    return load(data.read(f"packs/{code}.yaml"), code)


def load(content: Mapping[str, Any], code: str) -> Pack:
    """A pack from the content of its file. ValueError names what is wrong."""
    where = f"规则包 {code}"
    check(content, {"name", "places"}, {"name", "places", "limits", "rolls", "values", "note"}, where)
    limits = {
        name: _local(name, row, f"{where} 的 {name}") for name, row in content.get("limits", {}).items()
    }
    rolls = {
        act: option(word, ("yes", "no"), where) == "yes" for act, word in content.get("rolls", {}).items()
    }
    values = {name: _value(row, f"{where} 的 {name}") for name, row in content.get("values", {}).items()}
    return Pack(
        code=code,
        name=content["name"],
        places=tuple(content["places"]),
        limits=MappingProxyType(limits),
        rolls=MappingProxyType(rolls),
        values=MappingProxyType(values),
    )


def _value(row: Any, where: str) -> Value:
    check(row, {"name", "number", "unit", "basis"}, {"name", "number", "unit", "basis"}, where)
    return Value(int(row["number"]), row["unit"], row["basis"], row["name"])


def _local(code: str, row: Any, where: str) -> Local:
    check(row, {"length", "basis"}, {"length", "basis", "since", "extend", "note"}, where)
    try:
        counting = limit(code).counting
    except LawError as error:
        raise ValueError(f"{where}：{error.message}") from None
    return Local(
        length=readable(row["length"], counting, where),
        basis=row["basis"],
        since=day(row["since"], where) if "since" in row else date.min,
        extension=extension(row["extend"], where) if "extend" in row else None,
        note=row.get("note", ""),
    )


def _filled(national: Limit, row: Local, own: Pack) -> Limit:
    """A national limit with the local number, kept as local and with the local document as its basis."""
    return replace(
        national,
        length=row.length,
        basis=f"{row.basis}；{national.basis}",
        extension=row.extension or national.extension,
        scope="local",
        place=own.name,
        note=row.note or national.note,
        recorded=True,
    )
