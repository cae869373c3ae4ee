"""The discretion benchmark (裁量基准) of a power item: its tiers, what each allows, and what departing from it takes.

国办发〔2022〕27号: the decision says how the benchmark was applied. From a benchmark of the deciding body's own its
head or a collective discussion may depart; from a superior's only with the approval of the body that made it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from yifa.ledgers.cases.models import Case, PowerItem

BASIS = "国办发〔2022〕27号"
SUM = re.compile(r"(\d+(?:\.\d+)?)\s*(万?)")


@dataclass(frozen=True, slots=True)
class Tier:
    """One tier: its name, the range of the fine as published, and for which circumstances."""

    name: str
    span: str
    when: str = ""

    @property
    def says(self) -> str:
        """The tier as it is offered: its range stands beside its name."""
        return f"{self.name}（{self.span}）" + (f"：{self.when}" if self.when else "")

    def takes(self, fine: Decimal) -> bool:
        """Whether a fine (yuan) lies in the range; one that is no pair of sums, such as a multiple, is not judged."""
        low, high = span_of(self.span)
        return low is None or high is None or low <= fine <= high


def tiers_of(power: PowerItem | None) -> list[Tier]:
    """The tiers of an item, as published; none where no benchmark is on record."""
    rows = power.benchmark if power else []
    return [Tier(row["情节"], row["幅度"], row.get("适用条件", "")) for row in rows]


def tier_of(case: Case) -> Tier | None:
    """The tier a case was put in; None where its item has no such tier."""
    return next((one for one in tiers_of(case.power) if one.name == case.tier), None)


def offered(power: PowerItem) -> list[tuple[str, str]]:
    """The tiers as choices of a form."""
    return [(one.name, one.says) for one in tiers_of(power)]


def span_of(text: str) -> tuple[Decimal | None, Decimal | None]:
    """The two sums of a range such as 50元至200元 or 1万元至5万元, in yuan; None where the text names no two sums."""
    found = [Decimal(number) * (10000 if mark else 1) for number, mark in SUM.findall(text.replace(",", ""))]
    return (found[0], found[1]) if len(found) == 2 and "%" not in text and "倍" not in text else (None, None)
