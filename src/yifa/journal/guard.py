"""The database itself refuses to change or delete a posting or an assertion, whoever asks."""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

from yifa.foundation import guard

REFUSAL = "账目只能追加，不能修改或删除"
TABLE = "journal_posting"


def install(connection: BaseDatabaseWrapper) -> None:
    """Set the guard up; once for each database."""
    guard.install(connection, TABLE, refusal=REFUSAL)


def lift(connection: BaseDatabaseWrapper) -> None:
    """Take the guard away."""
    guard.lift(connection, TABLE)
