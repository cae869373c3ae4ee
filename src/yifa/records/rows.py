"""Insert many rows with one statement a table: what Django's bulk_create prepares anew for every row is prepared once.

Inherited models can be inserted too, each table by itself, since keys are taken beforehand.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections, models


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


def insert(model: type[models.Model], rows: Sequence[models.Model]) -> None:
    """Insert rows into a model's own table; a row without a key gets one from the database."""
    if not rows:
        return
    own: list[Any] = [one for one in model._meta.local_concrete_fields if one.column]
    if rows[0].pk is None:
        own = [one for one in own if not one.primary_key]
    quote = connection.ops.quote_name
    columns, marks = ", ".join(quote(one.column) for one in own), ", ".join(["%s"] * len(own))
    prepare = [(one.attname, one.get_db_prep_save) for one in own]
    # The connection itself: the name `connection` looks it up at every use.
    here = connections[DEFAULT_DB_ALIAS]
    values = [[ready(getattr(row, name), here) for name, ready in prepare] for row in rows]
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({marks})",  # noqa: S608
            values,
        )
