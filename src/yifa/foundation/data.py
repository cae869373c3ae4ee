"""The data folder: database, uploaded files and keys of one installation.

`YIFA_DATA` names it; two folders on one machine never share anything.
"""

from __future__ import annotations

import os
import secrets
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA temp_store=MEMORY;"
    "PRAGMA mmap_size=134217728;PRAGMA cache_size=-20000;"
)


def folder() -> Path:
    """The data folder, made on first use; only its owner may enter."""
    path = _resolved(os.environ.get("YIFA_DATA") or "data", os.getcwd())
    if not os.path.isdir(path):
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


@lru_cache(maxsize=16)
def _resolved(name: str, here: str) -> Path:
    """Asked for with every encrypted value, so it is worked out once."""
    return Path(here, name).resolve()


def secret(name: str, *, within: Path | None = None) -> str:
    """A random secret kept in the data folder (or `within` another), made on first use."""
    path = (within or folder()) / "keys" / name
    if not path.exists():
        _make(path)
    return path.read_text().strip()


def _make(path: Path) -> None:
    """Write a new secret whole before it gets its name: another process never reads an empty one."""
    path.parent.mkdir(exist_ok=True, mode=0o700)
    fresh = path.with_name(f".{path.name}-{secrets.token_hex(8)}")
    with os.fdopen(os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(48))
    try:
        os.link(fresh, path)
    except FileExistsError:
        pass  # another process was first: its secret counts
    finally:
        fresh.unlink()


def database() -> dict[str, Any]:
    """Django's database settings: `YIFA_DATABASE_URL` (postgres://…), else SQLite in the data folder."""
    url = os.environ.get("YIFA_DATABASE_URL", "")
    return postgresql(url) if url else sqlite(folder() / "db.sqlite3")


def sqlite(path: Path) -> dict[str, Any]:
    """SQLite in WAL mode; transactions take the write lock at once, so that none fails half way.

    A writer waits up to a minute for another: the largest import holds the lock about half as long.
    """
    return {
        "ENGINE": "yifa.foundation.sqlite",
        "NAME": path,
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 60, "init_command": SQLITE_PRAGMAS},
        "CONN_MAX_AGE": None,
    }


def postgresql(url: str) -> dict[str, Any]:
    """PostgreSQL from a URL such as postgres://user:password@host:5432/name."""
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise ValueError(f"YIFA_DATABASE_URL 须以 postgres:// 开头，现为 {parts.scheme}://")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
    }


def limits() -> str:
    """PostgreSQL's options for those who answer pages: nobody holds a page, a row or a lock without end.

    Commands of an administrator (backup, check, migration) have no such limits.
    """
    seconds = int(os.environ.get("YIFA_STATEMENT_SECONDS", "30"))
    each = {
        "statement_timeout": seconds,
        "lock_timeout": seconds // 2 or 1,
        "idle_in_transaction_session_timeout": 4 * seconds,
    }
    return " ".join(f"-c {name}={value * 1000}" for name, value in each.items()) if seconds else ""
