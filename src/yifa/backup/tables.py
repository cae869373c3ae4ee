"""Rows of every table, read at one instant and written again, the same from SQLite and from PostgreSQL."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction

from yifa.foundation.errors import YifaError
from yifa.seals.registry import KINDS as SEALED_KINDS

Row = list[Any]
KINDS = {
    **SEALED_KINDS,
    "AutoField": "int",
    "SmallAutoField": "int",
    "SmallIntegerField": "int",
    "SlugField": "text",
    "FileField": "text",
    "FilePathField": "text",
    "TimeField": "text",
    "DurationField": "span",
    "UUIDField": "uuid",
    "GenericIPAddressField": "ip",
    "BinaryField": "bytes",
}
# Sessions are left out: after a restore people log in again.
LEFT_OUT = frozenset({"django_session"})
FIRST = "seals_batch"  # read first, so that a reader can check the others as they come
SEARCH = "records_search"


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its columns and their kinds."""

    name: str
    columns: tuple[tuple[str, str], ...]


def kind_of(field: models.Field[Any, Any]) -> str:
    """How a column is carried."""
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    return KINDS[field.get_internal_type()]


def tables() -> list[Table]:
    """Every table of the product: seals first, the search index last."""
    found: dict[str, Table] = {}
    for model in apps.get_models(include_auto_created=True):
        options = model._meta
        if options.managed and not options.proxy and options.db_table not in LEFT_OUT:
            columns = tuple((str(one.column), kind_of(one)) for one in options.local_concrete_fields)
            found[options.db_table] = Table(options.db_table, columns)
    kept = sorted(found.values(), key=lambda one: (one.name != FIRST, one.name))
    return [*kept, Table(SEARCH, ((search_key(), "int"), ("shown", "terms"), ("hidden", "terms")))]


def search_key() -> str:
    """The key of the search index: a virtual table on SQLite."""
    return "rowid" if connection.vendor == "sqlite" else "record_id"


@contextmanager
def still() -> Iterator[None]:
    """Everything read inside is of one instant; writers go on."""
    if connection.in_atomic_block:
        raise transaction.TransactionManagementError("备份须在事务之外进行")
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            cursor.execute("SELECT count(*) FROM sqlite_master")
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("ROLLBACK")
    else:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield


READ = {
    "int": "{}",
    "flag": "{}::int",
    "text": "{}::text",
    "date": "{}::text",
    "moment": "({} AT TIME ZONE 'UTC')::text",
    "number": "{}::text",
    "json": "{}::text",
    "uuid": "replace({}::text, '-', '')",
    "ip": "host({})",
    "span": "(extract(epoch from {}) * 1000000)::bigint",
    "bytes": "{}",
    "terms": "array_to_string(tsvector_to_array({}), ' ')",
}


def read(table: Table) -> Iterator[Row]:
    """The rows of a table, streamed."""
    sqlite = connection.vendor == "sqlite"
    names = ", ".join(
        f'+"{name}"' if sqlite else READ[kind].format(f'"{name}"') for name, kind in table.columns
    )
    packed = [place for place, (_, kind) in enumerate(table.columns) if kind == "bytes"]
    # Sealed tables are read in the order of their numbers; for the others any lasting order will do.
    with connection.chunked_cursor() as cursor:
        cursor.execute(f'SELECT {names} FROM "{table.name}" ORDER BY "{table.columns[0][0]}"')  # noqa: S608 names of our own tables
        while found := cursor.fetchmany(2000):
            for row in found:
                one = list(row)
                for place in packed:
                    one[place] = None if one[place] is None else base64.b64encode(one[place]).decode()
                yield one


Change = Callable[[Any], Any]
PADDED = 26  # characters of a moment with its millionths, as Django writes it into SQLite
TO_SQLITE: dict[str, Change] = {
    "moment": lambda value: value.ljust(PADDED, "0") if "." in value else value,
    "bytes": base64.b64decode,
}
TO_POSTGRESQL: dict[str, Change] = {
    "moment": lambda value: f"{value}+00",
    "span": lambda value: f"{value} microseconds",
    "bytes": base64.b64decode,
}


def write(table: Table, rows: Iterable[Row]) -> int:
    """Insert rows as they were read; returns how many."""
    changes = TO_SQLITE if connection.vendor == "sqlite" else TO_POSTGRESQL
    places = [(place, changes[kind]) for place, (_, kind) in enumerate(table.columns) if kind in changes]
    count = 0

    def ready() -> Iterator[Row]:
        nonlocal count
        for row in rows:
            for place, change in places:
                row[place] = None if row[place] is None else change(row[place])
            count += 1
            yield row

    _insert(table, ready())
    return count


def _insert(table: Table, rows: Iterator[Row]) -> None:
    names = ", ".join(f'"{name}"' for name, _ in table.columns)
    if connection.vendor == "sqlite":
        marks = ", ".join("?" for _ in table.columns)
        connection.ensure_connection()
        connection.connection.executemany(f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})', rows)  # noqa: S608
    elif table.name == SEARCH:
        terms = "array_to_tsvector(string_to_array(%s, ' '))"
        with connection.cursor() as cursor:
            cursor.executemany(f"INSERT INTO {SEARCH} VALUES (%s, {terms}, {terms})", list(rows))  # noqa: S608
    else:
        with (
            connection.cursor() as cursor,
            cursor.copy(f'COPY "{table.name}" ({names}) FROM STDIN') as copy,
        ):
            for row in rows:
                copy.write_row(row)


def fitting(name: str, columns: Sequence[Sequence[str]]) -> Table:
    """A table of a backup as it stands in this database; a YifaError when it has no place here."""
    if name == SEARCH:
        return Table(SEARCH, ((search_key(), "int"), ("shown", "terms"), ("hidden", "terms")))
    with connection.cursor() as cursor:
        here = {one.name for one in connection.introspection.get_table_description(cursor, name)}
    if not here >= {column for column, _ in columns}:
        raise YifaError(f"备份中的表 {name} 与这个版本不符", fix="请用备份时的版本恢复，再升级")
    return Table(name, tuple((column, kind) for column, kind in columns))


def counts(names: Sequence[str]) -> dict[str, int]:
    """How many rows each table has."""
    found = {}
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(f'SELECT count(*) FROM "{name}"')  # noqa: S608 names of our own tables
            found[name] = int(cursor.fetchone()[0])
    return found


def reset_sequences() -> None:
    """Let PostgreSQL go on numbering after the highest number there is."""
    from django.core.management.color import no_style

    found = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
    with connection.cursor() as cursor:
        for sql in connection.ops.sequence_reset_sql(no_style(), found):
            cursor.execute(sql)
