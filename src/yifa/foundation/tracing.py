"""The id of the request under way: in every line of the log, on error pages, in the answer's header."""

from __future__ import annotations

import re
import secrets
from contextvars import ContextVar

HEADER = "X-Request-ID"
ALLOWED = re.compile(r"[A-Za-z0-9-]{8,64}")
current: ContextVar[str] = ContextVar("request", default="")


def take(given: str | None) -> str:
    """The id that a proxy in front gave, when it is one; a new id otherwise."""
    return given if given and ALLOWED.fullmatch(given) else secrets.token_hex(6)
