"""What the journal speaks of: accounts, lines, and the differences between what stands and what should."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple

Kind = Literal["flow", "level"]


@dataclass(frozen=True, slots=True)
class Account:
    """A thing that is counted (科目). Postings hold `quantity x scale` as a whole number."""

    code: str
    name: str
    unit: str
    says: str
    kind: Kind = "flow"
    scale: int = 1
    breakdown: str = ""
    detail_name: str = ""
    details: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Line:
    """One posting that should stand for a source. `quantity` is a whole number in the account's scale."""

    account: str
    unit_id: int
    day: date
    quantity: int
    detail: str = ""


class Key(NamedTuple):
    """Where a quantity stands."""

    account: str
    unit_id: int
    day: date
    detail: str


class Difference(NamedTuple):
    """A place where two accounts of the same thing disagree."""

    key: tuple[object, ...]
    wanted: int
    found: int
