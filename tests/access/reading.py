"""Answers as text, whatever they are packed in, and the marks of records in them."""

from __future__ import annotations

import re
import zipfile
from html import unescape
from io import BytesIO
from typing import Any

MARK = re.compile(r"(题标|密语|件文|批标)(\d{3})号")
# Where personal fields stand in clear, by design and with an audit row: forms and papers. Only for whoever may unmask.
IN_CLEAR = {"unmask", "edit", "move", "paper", "paper-file", "case-file", "consultation"}


def content(answer: Any) -> str:
    """An answer as text, headers included: where it leads to counts as well. Pages as they are sent."""
    body = b"".join(answer.streaming_content) if getattr(answer, "streaming", False) else answer.content
    if body[:2] == b"PK":
        book = zipfile.ZipFile(BytesIO(body))
        body = b"\n".join(book.read(name) for name in book.namelist())
    return str(answer.headers) + body.decode("utf-8", "replace")


def marks(text: str) -> dict[str, set[str]]:
    """The marks in a text by kind, each as the title of its record."""
    found: dict[str, set[str]] = {"题标": set(), "密语": set(), "件文": set(), "批标": set()}
    for kind, number in MARK.findall(unescape(text)):
        found[kind].add(f"题标{number}号")
    return found
