"""Check the seals of this database, and say how far they reach."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection

from yifa.foundation import data
from yifa.seals import anchors
from yifa.seals.models import Batch
from yifa.seals.registry import sources
from yifa.seals.rows import rows
from yifa.seals.standalone import Printed, Result, Sealed
from yifa.seals.standalone import verify as check


def batches() -> list[Sealed]:
    """Every batch of this database, in order."""
    found = Batch.objects.order_by("number").values_list("number", "body", "root", "signature")
    return [Sealed(*row) for row in found.iterator()]


def verify(
    *,
    place: Path | None = None,
    keys: list[bytes] | None = None,
    codes: Sequence[Printed] = (),
    with_files: bool = True,
) -> Result:
    """Hash everything anew and compare it with the seals, the anchors (ours, or another folder's) and codes on paper."""
    stored = Path(settings.FILES) if with_files else None
    return check(
        batches(),
        rows,
        keys=keys or anchors.public_keys(place),
        anchors=anchors.read(place),
        files=stored,
        codes=codes,
        secrets=data.folder() / "keys",
    )


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a table is sealed."""

    table: str
    upto: int
    top: int


@dataclass(frozen=True, slots=True)
class Status:
    """How far the seals reach: newest batch, its time and root, and each table."""

    number: int
    at: datetime | None
    root: str
    tables: tuple[Reach, ...]

    @property
    def waiting(self) -> bool:
        """Whether something is not sealed yet."""
        return any(one.top > one.upto for one in self.tables)


def status() -> Status:
    """How far the seals reach now."""
    last = Batch.objects.order_by("-number").first()
    upto = json.loads(last.body)["upto"] if last else {}
    tables = tuple(Reach(one.table, upto.get(one.table, 0), _top(one.table)) for one in sources())
    return Status(last.number if last else 0, last.at if last else None, last.root if last else "", tables)


def _top(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT max(id) FROM {table}")  # noqa: S608 names of our own tables
        return int(cursor.fetchone()[0] or 0)
