"""What lies behind an unexpected error: the database, the disk, a file that is gone. Told to people in plain words."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from dataclasses import dataclass

FULL = (errno.ENOSPC, errno.EDQUOT)
# SQLite tells its state in words only; the server classes of PostgreSQL: 08 connection, 53 resources, 57 operator.
DISK_WORDS = ("disk is full", "disk i/o error", "readonly database")
BUSY_WORDS = ("database is locked", "database table is locked")
DISK_STATES = ("53100",)
# 25P03, 25P04: a transaction in which nothing happened for too long was ended by the server.
BUSY_STATES = ("40001", "40P01", "55P03", "57014", "25P03", "25P04")
DATABASE_ERRORS = ("OperationalError", "InterfaceError")


@dataclass(frozen=True, slots=True)
class Trouble:
    """A kind of trouble and the status of the answer: 503 may pass by itself, 507 needs room."""

    kind: str
    status: int


DISK = Trouble("disk", 507)
BUSY = Trouble("busy", 503)
DATABASE = Trouble("database", 503)
FILE = Trouble("file", 503)


def trouble(error: BaseException | None) -> Trouble | None:
    """The trouble behind an error or what caused it; None for a mistake of the program itself."""
    found = [one for one in map(_of, chain(error)) if one]
    # Django's own error carries no state of the database: what lies under it knows better than "away".
    return next((one for one in found if one is not DATABASE), found[0] if found else None)


def chain(error: BaseException | None) -> Iterator[BaseException]:
    """The error, then what it came from."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def _of(error: BaseException) -> Trouble | None:
    if isinstance(error, OSError) and error.errno in FULL:
        return DISK
    if isinstance(error, FileNotFoundError):
        return FILE
    if type(error).__name__ in DATABASE_ERRORS or getattr(error, "sqlstate", None) in (
        *DISK_STATES,
        *BUSY_STATES,
    ):
        return _of_database(str(error).lower(), getattr(error, "sqlstate", None) or "")
    return None


def _of_database(words: str, state: str) -> Trouble:
    if state in DISK_STATES or any(one in words for one in DISK_WORDS):
        return DISK
    if state in BUSY_STATES or any(one in words for one in BUSY_WORDS):
        return BUSY
    return DATABASE
