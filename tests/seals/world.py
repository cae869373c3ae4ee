"""A house with seals, and hands that tamper with it behind the product's back."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from tests.reports.world import Street, at, frozen
from tests.reports.world import build as build_street
from yifa.foundation import audit, data
from yifa.records.files import attach
from yifa.records.models import Attachment, Record
from yifa.seals import anchors, export, standalone
from yifa.seals.actions import seal
from yifa.seals.queries import verify

Told = set[tuple[str, str, str]]


@dataclass
class House:
    """The street, its report, an attachment, and where anchors lie."""

    street: Street
    report: Any
    attachment: Attachment
    folder: Path

    @property
    def anchors(self) -> Path:
        return self.folder / "anchors"


def build(folder: Path) -> House:
    """Four batches: what the freeze seals at once, the work of a year with its frozen report, an attached file, and twenty rows of audit."""
    with at():
        street = build_street()
        report = frozen(street)
        seal()
        record = Record.objects.filter(ledger="disputes").earliest("pk")
        kept = attach(record=record, file=BytesIO("笔录".encode()), name="笔录.txt", by=street.clerk)
        seal()
        for number in range(20):
            audit.note("figures.export", by=street.legal.pk, target=f"unit:{number}", detail={"n": number})
        seal()
    return House(street, report, kept, folder)


def sql(text: str, *values: Any) -> None:
    """A statement as an intruder with the database's password gives it: guards and foreign keys put to sleep."""
    sqlite = connection.vendor == "sqlite"  # whose guards test runs lift at the start
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_keys = OFF" if sqlite else "SET session_replication_role = replica")
        cursor.execute(text, values)
        cursor.execute("PRAGMA foreign_keys = ON" if sqlite else "SET session_replication_role = origin")


def one(text: str) -> Any:
    """A single value."""
    with connection.cursor() as cursor:
        cursor.execute(text)
        return cursor.fetchone()[0]


def inside() -> Told:
    """What `yifa verify` finds."""
    return {(found.kind, found.table, found.row) for found in verify().findings}


def outside(house: House, *, keep: Path | None = None) -> Told:
    """What the stand-alone program finds: in the SQLite file, or in an archive of the PostgreSQL database."""
    return {(one["kind"], one["table"], one["row"]) for one in alone(house, keep=keep)["findings"]}


def alone(
    house: House, *, keep: Path | None = None, source: Path | None = None, with_keys: bool = True
) -> dict[str, Any]:
    """The stand-alone program in a process of its own, away from the product."""
    keys = data.folder() / "keys" if with_keys else None
    place = source or source_of(house)
    program = house.folder / "yifa_verify.py"
    program.write_bytes(Path(standalone.__file__).read_bytes())
    command = [sys.executable, "-I", program, place, "--json", "--anchors", keep or house.anchors]
    done = subprocess.run(
        [*map(str, command), "--files", str(settings.FILES), *(["--secrets", str(keys)] if keys else [])],
        capture_output=True,
        text=True,
        cwd="/",
    )
    assert done.returncode in (0, 1), done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    assert told["ok"] == (done.returncode == 0) == (not told["findings"])
    return told


def source_of(house: House) -> Path:
    """Something the stand-alone program reads."""
    if connection.vendor == "sqlite":
        return Path(str(connection.settings_dict["NAME"]))
    place = house.folder / "export.zip"
    export.write(place)
    return place


def copied_away(house: House) -> Path:
    """The anchors as an office copied them."""
    import shutil

    return Path(shutil.copytree(anchors.folder(), house.folder / "away", dirs_exist_ok=True))
