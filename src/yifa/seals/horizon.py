"""Up to which number every row of a table is decided: written for good, or never."""

from __future__ import annotations

import time
from collections.abc import Sequence

from django.db import connection

PATIENCE = 5.0  # seconds to wait for writers that began before us; a longer one is waited for next time


def horizons(tables: Sequence[str], *, patience: float = PATIENCE) -> dict[str, int]:
    """The highest number of each table below which nothing can appear any more.

    On SQLite writers follow one another, so that is the highest number there is. On PostgreSQL a writer may hold a
    lower number and commit later: the highest number is taken first, then those who were writing to the table at that
    moment are waited for, without blocking anybody. A table whose writers do not end in time is left for next time.
    """
    found = {table: top for table in tables if (top := _top(table)) is not None}
    if connection.vendor != "postgresql":
        return found
    pending = {table: _writers(table) for table in found}
    end = time.monotonic() + patience
    while any(pending.values()) and time.monotonic() < end:
        time.sleep(0.02)
        pending = {table: was & _writers(table) if was else was for table, was in pending.items()}
    return {table: top for table, top in found.items() if not pending[table]}


def _top(table: str) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT max(id) FROM {table}")  # noqa: S608 names of our own tables
        top: int | None = cursor.fetchone()[0]
    return top


def _writers(table: str) -> frozenset[str]:
    """Transactions of others that have written to a table and not ended. The lock is taken before the number."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT virtualtransaction FROM pg_locks WHERE locktype = 'relation' AND relation = %s::regclass"
            " AND mode = 'RowExclusiveLock' AND pid <> pg_backend_pid()",
            [table],
        )
        return frozenset(one for (one,) in cursor.fetchall())
