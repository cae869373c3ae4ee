"""Which column of a user's sheet means which column of the ledger: by meaning, not by exact spelling."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from yifa.records.declaration import Ledger
from yifa.records.exchange.columns import RESULT, Column, columns_of, every_name, spellings

BRACKETS = re.compile(r"[(\[【〔{（][^)\]】〕}）]*[)\]】〕}）]")
NOISE = re.compile(r"[^\w]|_")
NEAR = 70  # similarity in percent from which a column is suggested


@cache
def aliases() -> Mapping[str, list[str]]:
    """Headings people use, by field."""
    text = files("yifa.records.exchange").joinpath("aliases.yaml").read_text(encoding="utf-8")
    found: dict[str, list[str]] = yaml.safe_load(text)
    return found


def plain(heading: object, *, keep_brackets: bool = False) -> str:
    """A heading without spaces, asterisks, punctuation and (unless kept) what stands in brackets."""
    text = unicodedata.normalize("NFKC", str(heading or "")).lower()
    if not keep_brackets:
        text = BRACKETS.sub("", text) or text
    return NOISE.sub("", text)


class Headings:
    """What a ledger's columns may be called."""

    def __init__(self, ledger: Ledger) -> None:
        self.columns = [*columns_of(ledger, every_name(ledger)), RESULT]
        self.exact: dict[str, Column] = {}
        self.meant: dict[str, list[Column]] = {}
        for column in self.columns:
            for name in (column.code, *spellings(column.label)):
                self.exact.setdefault(plain(name, keep_brackets=True), column)
            for name in self._names(column):
                self.meant.setdefault(name, []).append(column)

    def _names(self, column: Column) -> set[str]:
        labels = {plain(text) for text in spellings(column.label)}
        if column.kind:
            kind = str(getattr(column.field, "kinds", {})[column.kind][0])
            return labels | {plain(kind)}
        return labels | {plain(name) for name in aliases().get(column.name, ())}

    def find(self, heading: object) -> Column | None:
        """The column a heading means; None when it means none, or more than one."""
        if exact := self.exact.get(plain(heading, keep_brackets=True)):
            return exact
        found = self.meant.get(plain(heading), [])
        labelled = [one for one in found if plain(heading) in {plain(text) for text in spellings(one.label)}]
        return (labelled or found)[0] if len(labelled) == 1 or len(found) == 1 else None

    def suggest(self, heading: object) -> Column | None:
        """The nearest column, when one is near."""

        from rapidfuzz import fuzz

        text = plain(heading)
        scored = [
            (fuzz.ratio(text, plain(str(one.label))), number) for number, one in enumerate(self.columns)
        ]
        best, number = max(scored)
        return self.columns[number] if best >= NEAR else None

    def match(self, cells: Sequence[Any]) -> dict[int, Column]:
        """The columns a row of headings means, by position. A column meant twice belongs to its first heading."""
        found: dict[int, Column] = {}
        taken: set[str] = set()
        for place, heading in enumerate(cells):
            column = self.find(heading) if plain(heading) else None
            if column is not None and column.code not in taken:
                taken.add(column.code)
                found[place] = column
        return found


def missing(columns: Iterable[Column], found: Iterable[Column]) -> list[Column]:
    """Columns that must be there and are not. One day is enough: of receipt, or when it happened."""
    there = {one.code for one in found}
    if "received_on" in there:
        there.add("happened_on")
    return [one for one in columns if one.required and one.code not in there]
