"""Raw rows of the database, as the verifier reads them: no model, no converter, the same text from both databases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connection

AT_ONCE = 10_000
POSTGRESQL = {
    "date": "{}::text",
    "moment": "({} AT TIME ZONE 'UTC')::text",
    "json": "{}::text",
    "number": "{}::text",
    "int": "{}::bigint",
    "flag": "{}::int",
    "text": "{}::text",
}


def selected(columns: Sequence[tuple[str, str]]) -> str:
    """The columns of a SELECT. On SQLite a plus sign keeps converters away, which the names of types would call."""
    if connection.vendor == "sqlite":
        return ", ".join(f'+"{name}"' for name, _ in columns)
    return ", ".join(POSTGRESQL[kind].format(f'"{name}"') for name, kind in columns)


def between(
    table: str, columns: Sequence[tuple[str, str]], after: int, upto: int | None, limit: int
) -> list[tuple[Any, ...]]:
    """Rows whose key lies after one number and not above another, in order; the key is `id`."""
    above = "" if upto is None else "AND id <= %s"
    sql = f"SELECT {selected(columns)} FROM {table} WHERE id > %s {above} ORDER BY id LIMIT %s"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [after, limit] if upto is None else [after, upto, limit])
        return list(cursor.fetchall())


def rows(table: str, columns: Sequence[tuple[str, str]], key: str = "id") -> Iterator[tuple[Any, ...]] | None:
    """Every row of a table in the order of its key, a few thousand at a time; None when it is not as expected."""
    with connection.cursor() as cursor:
        known = {one.name for one in connection.introspection.get_table_description(cursor, table)}
    return _all(table, columns) if known >= {name for name, _ in columns} else None


def _all(table: str, columns: Sequence[tuple[str, str]]) -> Iterator[tuple[Any, ...]]:
    last = -(2**62)
    while found := between(table, columns, last, None, AT_ONCE):
        yield from found
        last = found[-1][0]
