"""What is sealed: tables that only grow, named by the rooms that own them as their apps load."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import models

Columns = tuple[tuple[str, str], ...]

# How a column is hashed, by the kind of its field (`standalone.KINDS`).
KINDS = {
    "BigAutoField": "int",
    "BigIntegerField": "int",
    "IntegerField": "int",
    "ForeignKey": "int",
    "PositiveIntegerField": "int",
    "PositiveSmallIntegerField": "int",
    "PositiveBigIntegerField": "int",
    "BooleanField": "flag",
    "CharField": "text",
    "TextField": "text",
    "DateField": "date",
    "DateTimeField": "moment",
    "DecimalField": "number",
    "FloatField": "number",
    "JSONField": "json",
}


@dataclass(frozen=True, slots=True)
class Source:
    """A table whose rows are sealed, and the columns that never change."""

    table: str
    columns: Columns


@dataclass(frozen=True, slots=True)
class Mirror:
    """A table that must stand as the latest sealed version of it says: `key` and `latest` are columns of `of`."""

    table: str
    of: str
    key: str
    latest: str
    columns: Columns


@dataclass(frozen=True, slots=True)
class Files:
    """A sealed column that is the SM3 of a stored file; `owner` is what it belongs to, `size` its length.

    When an owner is erased, the audit trail says so: the action, and `source` before the owner's number.
    """

    table: str
    digest: str
    owner: str
    source: str
    erasure: str
    size: str = ""


_sources: dict[str, Source] = {}
_mirrors: dict[str, Mirror] = {}
_files: dict[str, Files] = {}


def register(what: Source | Mirror | Files) -> None:
    """Make a table known; a second one of its name is a programming error."""
    if isinstance(what, Source):
        assert _sources.setdefault(what.table, what) == what, what.table
    elif isinstance(what, Mirror):
        assert _mirrors.setdefault(what.table, what) == what, what.table
    else:
        assert _files.setdefault(what.table, what) == what, what.table


def source(model: type[models.Model], *, without: Sequence[str] = ()) -> Source:
    """A model's table with every column but those named: these may change later."""
    return Source(model._meta.db_table, columns(model, without=without))


def columns(model: type[models.Model], only: Sequence[str] = (), *, without: Sequence[str] = ()) -> Columns:
    """Columns of a model with their kinds, the key first."""
    found = [
        (str(field.column), KINDS[field.get_internal_type()])
        for field in model._meta.concrete_fields
        if field.name not in without and (not only or field.name in only)
    ]
    return tuple(sorted(found, key=lambda one: one[0] != "id"))


def sources() -> list[Source]:
    """Every table that is sealed."""
    return [_sources[table] for table in sorted(_sources)]


def mirrors() -> list[Mirror]:
    """Every table that follows a sealed one."""
    return [_mirrors[table] for table in sorted(_mirrors)]


def files() -> list[Files]:
    """Every table of stored files."""
    return [_files[table] for table in sorted(_files)]
