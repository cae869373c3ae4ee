"""Lines of the log: plain for a person at a terminal, JSON for a collector. No personal data in either.

A database's own words may quote values of a row, and SQL parameters are values: neither is written.
"""

from __future__ import annotations

import json
import logging
import traceback
from datetime import datetime
from typing import Any

from yifa.foundation import tracing
from yifa.foundation.clock import BEIJING
from yifa.foundation.trouble import chain

FIELDS = ("request", "method", "route", "status", "ms", "queries", "sql_ms", "person", "sql")
QUOTES_ROWS = "django.db", "psycopg", "sqlite3"


class _Careful(logging.Formatter):
    """Writes tracebacks without the words of database errors."""

    def formatException(self, ei: Any) -> str:  # noqa: N802  (the name is logging's)
        kind, error, trace = ei
        if not any(type(one).__module__.startswith(QUOTES_ROWS) for one in chain(error)):
            return super().formatException(ei)
        frames = "".join(traceback.format_tb(trace))
        return f"{frames}{kind.__module__}.{kind.__name__}（数据库错误的原文可能含有记录内容，不写入日志）"


class Plain(_Careful):
    """`时间 级别 请求 说明`."""

    def format(self, record: logging.LogRecord) -> str:
        record.request_id = getattr(record, "request_id", "") or tracing.current.get() or "-"
        return super().format(record)


class Json(_Careful):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, BEIJING).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "request": tracing.current.get(),
            "message": record.getMessage(),
        }
        line |= {name: getattr(record, name) for name in FIELDS[1:] if hasattr(record, name)}
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def settings(level: str, form: str) -> dict[str, Any]:
    """Django's LOGGING: one handler to standard error."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "plain": {
                "()": "yifa.health.logs.Plain",
                "format": "%(asctime)s %(levelname)s %(request_id)s %(message)s",
            },
            "json": {"()": "yifa.health.logs.Json"},
        },
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "formatter": form if form in ("plain", "json") else "plain",
            }
        },
        "root": {"handlers": ["console"], "level": level},
        # Django's own line about a failed request repeats ours, and names the address with what was searched for.
        # That of axes names users and addresses, which belong into the audit trail and not into a log.
        "loggers": {name: {"level": "ERROR"} for name in ("django.request", "django.server", "axes")},
    }
