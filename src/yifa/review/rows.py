"""Tables of patterns looked up in a text: the few whose own word stands there are tried, the many others are not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from yifa.review.tables import table

_GROUP = re.compile(r"\((?:[^()\\]|\\.)*\)[?*+]?|\[[^\]]*\][?*+]?(?:\{[^}]*\})?")
_WORD = re.compile(r"[一-鿿]+(?![?*{])|[一-鿿]+(?=[一-鿿][?*{])")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table; `word` is text without which `pattern` cannot match, empty where there is none."""

    pattern: re.Pattern[str]
    word: str
    entry: dict[str, Any]


def needed(pattern: str) -> str:
    """The longest run of characters that every match holds; empty where the pattern has choices at its top."""
    while (bare := _GROUP.sub("\n", pattern)) != pattern:
        pattern = bare
    return "" if "|" in pattern else max(_WORD.findall(pattern), key=len, default="")


@cache
def rows(name: str) -> tuple[Row, ...]:
    """The rows of data/<name>.yaml that have a pattern `find`."""
    return tuple(Row(re.compile(one["find"]), needed(one["find"]), one) for one in table(name))


def likely(name: str, text: str) -> Iterator[Row]:
    """The rows whose word stands in the text."""
    return (row for row in rows(name) if row.word in text)
