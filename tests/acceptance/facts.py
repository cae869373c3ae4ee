"""The published facts as data, and the rows of records that amount to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FIRST, SPAN = timedelta(days=4), 315  # records lie between 5 January and mid-November


@dataclass(frozen=True)
class Lot:
    """Like records: `shared` and `tally` are totals over all of them, `days` lie so many days after each record's own."""

    count: int
    values: Mapping[str, Any]
    through: str = "sheet"
    shared: Mapping[str, int] = field(default_factory=dict)
    tally: Mapping[str, int] = field(default_factory=dict)
    days: Mapping[str, int] = field(default_factory=dict)


@cache
def offices() -> Mapping[str, Mapping[str, Any]]:
    """The data file."""
    found: Mapping[str, Mapping[str, Any]] = yaml.safe_load(
        (Path(__file__).parent / "offices.yaml").read_text("utf-8")
    )
    return found


def lots(office: str, through: str) -> Iterator[tuple[str, Lot]]:
    """The lots of an office that are entered in one way, each with its ledger."""
    for ledger, found in offices()[office]["records"].items():
        yield from ((ledger, lot) for one in found if (lot := Lot(**one)).through == through)


def rows(lot: Lot, year: int) -> list[dict[str, Any]]:
    """The records of a lot, spread over the year; their parts add up to the lot's totals exactly."""
    totals = {**lot.shared, **lot.tally}
    parts = {name: split(total, lot.count) for name, total in totals.items()}
    found = []
    for number in range(lot.count):
        day = date(year, 1, 1) + FIRST + timedelta(days=number * SPAN // lot.count)
        found.append(
            {"happened_on": day, **lot.values}
            | {name: part[number] for name, part in parts.items() if part[number]}
            | {name: day + timedelta(days=after) for name, after in lot.days.items()}
        )
    return found


def split(total: int, count: int) -> list[int]:
    """A total in whole parts that add up to it, none larger than another by more than one."""
    return [total * (number + 1) // count - total * number // count for number in range(count)]
