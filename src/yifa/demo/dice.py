"""Chance with a seed: days with seasons, moments, and the moves of a case as far as today allows."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from yifa.foundation import clock
from yifa.office.models import Person
from yifa.procedures.bulk import Passed

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Then:
    """A move so many days after the one before."""

    move: str
    after: int
    values: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""
    by: Person | None = None


class Dice:
    """A random source that knows the days of the demo: all of last year, and this year until today."""

    def __init__(self, seed: str) -> None:
        self.random = random.Random(seed)  # noqa: S311  (invented data, no secret)
        self.today = clock.today()
        self.years = (self.today.year - 1, self.today.year)

    def one(self, rows: Sequence[T]) -> T:
        """One of several."""
        return self.random.choice(rows)

    def weighted(self, weights: Mapping[T, float]) -> T:
        """One of several, by weight."""
        return self.random.choices(list(weights), list(weights.values()))[0]

    def chance(self, share: float) -> bool:
        """Whether it happens."""
        return self.random.random() < share

    def between(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return self.random.randint(low, high)

    def days(self, a_year: float, months: Sequence[int]) -> list[date]:
        """Days of both years in order, mostly working days; the second year has a little more work."""
        found = [
            self._day(year, month)
            for year, growth in zip(self.years, (1.0, 1.07), strict=True)
            for month, weight in enumerate(months, start=1)
            for _ in range(self._round(a_year * growth * weight / sum(months)))
        ]
        return sorted(day for day in found if day <= self.today)

    def _round(self, amount: float) -> int:
        return int(amount) + self.chance(amount % 1)

    def _day(self, year: int, month: int) -> date:
        day = date(year, month, self.between(1, 28))
        if day.weekday() >= 5 and self.chance(0.8):
            day += timedelta(days=2 if day.weekday() == 5 else 1)
        return day

    def moment(self, day: date) -> datetime:
        """A moment in office hours, never ahead of now."""
        return min(clock.at(day, self.between(8, 17), self.between(0, 59)), clock.now())

    def lag(self) -> int:
        """Days until something is entered: mostly none or one, now and then weeks."""
        return self.weighted({0: 60, 1: 22, 2: 8, 4: 5, 9: 3, 25: 2})

    def walk(self, start: date, entered: datetime, moves: Iterable[Then]) -> tuple[Passed, ...]:
        """The moves that have happened by today, each entered on its day or when the record was."""
        passed, day = [], start
        for one in moves:
            day += timedelta(days=one.after)
            if day > self.today:
                break
            at = max(entered, self.moment(day))
            entered = at
            passed.append(Passed(one.move, day, one.values, one.reason, by=one.by, at=at))
        return tuple(passed)
