"""The seam to an office's own figures: who has them hands them in as `LedgerFigures`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple, Protocol


class Kept(NamedTuple):
    """One figure the office keeps: its code, what it is called, its value (元, not 万元; % as written)."""

    code: str
    name: str
    value: Decimal


class LedgerFigures(Protocol):
    """The figures one office kept for one year."""

    @property
    def name(self) -> str:
        """Whose figures of which year, as shown: 示例街道2025年."""
        ...

    def kept(self, kind: str) -> Sequence[Kept]:
        """What is kept of a kind of figure (data/kinds.yaml), the whole first, then its parts; empty if nothing is."""
        ...


@dataclass(frozen=True, slots=True)
class FixedFigures:
    """Figures given as plain values: from a file, a test, another process."""

    name: str
    values: Mapping[str, tuple[Kept, ...]]

    def kept(self, kind: str) -> Sequence[Kept]:
        """What is kept of that kind."""
        return self.values.get(kind, ())
