"""What a figure is, and what it comes to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NamedTuple

Kind = Literal["sum", "ratio", "level", "change"]
Sums = Mapping[tuple[str, str], int]


class Term(NamedTuple):
    """One account in a definition, all of it (empty detail) or one part, added or taken off."""

    account: str
    detail: str
    sign: int


@dataclass(frozen=True, slots=True)
class Figure:
    """The definition of a figure (指标); `says` is its written definition (口径)."""

    code: str
    name: str
    group: str
    kind: Kind
    unit: str
    says: str
    of: tuple[str, ...] = ()
    over: tuple[str, ...] = ()
    base: str = ""
    decimals: int = 0
    phrase: str = ""
    review: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """A field of work that figures are shown under."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class FigureValue:
    """A figure's value. `value` is rounded half up as shown; an empty figure has nothing to say (value 0).

    Of a ratio, `numerator` and `denominator` are its two parts; of a change, this period and the one before.
    """

    code: str
    value: Decimal
    unit: str
    empty: bool
    text: str
    numerator: Decimal | None = None
    denominator: Decimal | None = None

    @property
    def parts(self) -> str:
        """Both parts of a ratio or change, such as 484/501; empty for others."""
        if self.numerator is None or self.denominator is None:
            return ""
        return f"{_plain(self.numerator)}/{_plain(self.denominator)}"


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
