"""The first rows of very many: as quick among a million as among a thousand.

Rows of a subtree in the order of their days can be found in two ways. Where few match, the index that leads to the
subtree finds them and they are sorted; where very many match, sorting them costs seconds, but reading along the index
of the order meets enough of them soon. SQLite always takes the subtree, so it is told. PostgreSQL chooses by itself
where the conditions are plain; a list of keys (`among`) it takes for two hundred rows, so it gets none.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Expression, F, Func, Model, QuerySet
from django.db.models.sql.compiler import SQLCompiler

M = TypeVar("M", bound=Model)
MANY = 10_000
SORTED = 2_000  # so many are sorted for a handful of first ones


class Unindexed(Func):
    """A column that SQLite does not look up in an index: its value is the column's own."""

    arity = 1

    def as_sqlite(self, compiler: SQLCompiler, connection: Any, **extra: Any) -> tuple[str, Any]:
        return self.as_sql(compiler, connection, template="+%(expressions)s", **extra)

    def as_postgresql(self, compiler: SQLCompiler, connection: Any, **extra: Any) -> tuple[str, Any]:
        return self.as_sql(compiler, connection, template="%(expressions)s", **extra)


def unindexed(name: str) -> Expression:
    """A column by name, hidden from SQLite's choice of index."""
    return Unindexed(F(name))


def counted(rows: QuerySet[Any], most: int = MANY) -> int:
    """How many rows there are; one more than `most` stands for any greater number."""
    return rows.order_by().values("pk")[: most + 1].count()


def first(found: Callable[[bool], QuerySet[M]], number: int, among: QuerySet[Any] | None = None) -> list[M]:
    """The first rows of `found(False)`, looked up where they lie, or of `found(True)`, read along the order.

    `among` holds the rows that must be looked through for them, where that is not `found(False)` itself.
    """
    if connection.vendor == "sqlite":
        along = counted(found(False) if among is None else among, SORTED) > SORTED
    else:  # it weighs plain conditions against each other; of a list of rows it knows too little
        along = among is not None
    return list(found(along)[:number])
