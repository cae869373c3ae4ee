"""Unit words: which exist, where one is really another word, and which take a plain Chinese numeral."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from yifa.review.tables import table


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit word. `nouns` are the nouns that must follow for a plain Chinese numeral to count; empty: none needed."""

    word: str
    same: str
    chinese: bool
    nouns: tuple[str, ...]
    bar: tuple[str, ...]


@cache
def units() -> dict[str, Unit]:
    """All unit words."""
    return {row["unit"]: _unit(row) for row in table("units")}


def _unit(row: dict[str, object]) -> Unit:
    chinese = row["chinese"]
    nouns = tuple(chinese) if isinstance(chinese, list) else ()
    return Unit(
        str(row["unit"]),
        str(row.get("same", row["unit"])),
        bool(chinese),
        nouns,
        tuple(row.get("bar", ())),  # type: ignore[arg-type]
    )


@cache
def pattern() -> str:
    """A pattern of every unit word, the longest first, each with what may not follow it."""
    rows = sorted(table("units"), key=lambda row: -len(row["unit"]))
    return "|".join(_one(row["unit"], row.get("not_before", "")) for row in rows)


def _one(word: str, not_before: str) -> str:
    return re.escape(word) + (f"(?![{not_before}])" if not_before else "")
