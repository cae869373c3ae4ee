"""Units and postings for tests of the journal and of figures."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from yifa.journal.actions import settle
from yifa.journal.models import Posting
from yifa.journal.values import Line
from yifa.office.actions import add_unit
from yifa.office.models import Unit, UnitKind

FOUNDED = date(2020, 1, 1)


@dataclass(frozen=True)
class Tree:
    """示例区 > 东街道 (一社区, 二社区), 西街道 (三社区)."""

    district: Unit
    east: Unit
    west: Unit
    one: Unit
    two: Unit
    three: Unit

    @property
    def all(self) -> list[Unit]:
        return [self.district, self.east, self.west, self.one, self.two, self.three]


def plant() -> Tree:
    """The tree, newly made."""

    def unit(code: str, name: str, kind: str, parent: Unit | None) -> Unit:
        return add_unit(code=code, name=name, kind=kind, parent=parent, valid_from=FOUNDED, by=None)

    district = unit("T0", "示例区", UnitKind.DISTRICT, None)
    east = unit("T1", "东街道", UnitKind.SUBDISTRICT, district)
    west = unit("T2", "西街道", UnitKind.SUBDISTRICT, district)
    return Tree(
        district,
        east,
        west,
        unit("T11", "一社区", UnitKind.COMMUNITY, east),
        unit("T12", "二社区", UnitKind.COMMUNITY, east),
        unit("T21", "三社区", UnitKind.COMMUNITY, west),
    )


@contextmanager
def rolled_back() -> Iterator[None]:
    """Whatever is written inside is taken back at the end."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def line(account: str, unit: Unit, day: str, quantity: int = 1, detail: str = "") -> Line:
    """A line, its day as text."""
    return Line(account, unit.pk, date.fromisoformat(day), quantity, detail)


def post(source: str, *lines: Line, at: datetime | None = None) -> list[Posting]:
    """Settle a source in a transaction of its own."""
    with transaction.atomic():
        return settle(source=source, lines=lines, by=7, at=at)
