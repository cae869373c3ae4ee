"""Insert rows with statements that are prepared once: Django's `save` and `bulk_create` prepare theirs for every row.

Inherited models can be inserted too, each table by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from operator import attrgetter
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections, models

Values = Callable[[Any, Any], list[Any]]
# Values that both databases take as they are, in columns whose field leaves them as they are.
PLAIN = frozenset({str, int, bool, type(None)})
PLAIN_FIELDS = (
    models.CharField,
    models.TextField,
    models.IntegerField,
    models.BooleanField,
    models.ForeignKey,
)


def take_keys(model: type[models.Model], count: int) -> list[int]:
    """So many fresh keys of a table. Call inside a transaction that already writes: on SQLite it holds the one lock."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT max(seq) FROM sqlite_sequence WHERE name = %s", [table])
            last = cursor.fetchone()[0] or 0
            return list(range(last + 1, last + count + 1))
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count]
        )
        return [row[0] for row in cursor.fetchall()]


def give_keys(model: type[models.Model], rows: Sequence[Any]) -> None:
    """Give unsaved rows the keys they will be inserted under."""
    for row, key in zip(rows, take_keys(model, len(rows)) if rows else (), strict=True):
        row.id = row.pk = key
        _written(row)


def insert(model: type[models.Model], rows: Sequence[models.Model]) -> None:
    """Insert rows into a model's own table; a row without a key gets one from the database."""
    if not rows:
        return
    statement, values_of = _statement(model, keyed=rows[0].pk is not None)
    # The connection itself: the name `connection` looks it up at every use.
    here = connections[DEFAULT_DB_ALIAS]
    values = [values_of(row, here) for row in rows]
    with here.cursor() as cursor:
        if len(values) == 1:
            cursor.execute(statement, values[0])
        else:
            cursor.executemany(statement, values)


def add(row: Any, model: type[models.Model] | None = None) -> None:
    """Insert one row without a key, into its own table or that of the base it inherits; it learns its key."""
    table: type[models.Model] = model or type(row)
    statement, values_of = _statement(table, keyed=False)
    here = connections[DEFAULT_DB_ALIAS]
    values = values_of(row, here)
    with here.cursor() as cursor:
        if here.vendor == "sqlite":
            cursor.execute(statement, values)
            key = cursor.lastrowid
        else:
            cursor.execute(f"{statement} RETURNING id", values)
            key = cursor.fetchone()[0]
    row.id = row.pk = key
    _written(row)


def _written(row: models.Model) -> None:
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


@lru_cache(maxsize=128)
def _statement(model: type[models.Model], *, keyed: bool) -> tuple[str, Values]:
    """The statement of a table, and what gives its values for a row."""
    own: list[Any] = [one for one in model._meta.local_concrete_fields if one.column]
    if not keyed:
        own = [one for one in own if not one.primary_key]
    quote = connection.ops.quote_name
    columns, marks = ", ".join(quote(one.column) for one in own), ", ".join(["%s"] * len(own))
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({marks})"  # noqa: S608
    return statement, _values(own)


def _values(own: Sequence[Any]) -> Values:
    read = attrgetter(*(one.attname for one in own))
    ways = [(_leaves(one), one.get_db_prep_save) for one in own]

    def values(row: Any, here: Any) -> list[Any]:
        found = zip(read(row), ways, strict=True)
        return [
            value if leaves and type(value) in PLAIN else ready(value, here)
            for value, (leaves, ready) in found
        ]

    return values


def _leaves(field: Any) -> bool:
    """Whether a field writes a plain value unchanged: one that prepares values in its own way does not."""
    return isinstance(field, PLAIN_FIELDS) and type(field).__module__.startswith("django.")
