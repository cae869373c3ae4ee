"""The audit trail of a year as an archive that can be checked by itself."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import IO

from django.db.models import Max, Min

from yifa.foundation import clock
from yifa.foundation.errors import Missing
from yifa.foundation.models import Audit
from yifa.seals.export import Readable, part, write


def write_year(to: IO[bytes] | Path, year: int, *, readable: Readable | None = None) -> int:
    """Write the whole batches that hold the audit rows of a year; Missing when nothing of it is sealed."""
    rows = Audit.objects.filter(
        at__gte=clock.at(date(year, 1, 1), 0), at__lt=clock.at(date(year + 1, 1, 1), 0)
    )
    ends = rows.aggregate(low=Min("pk"), high=Max("pk"))
    if ends["low"] is None:
        raise Missing(f"{year}年没有审计记录")
    return write(to, only=part(Audit._meta.db_table, ends["low"], ends["high"]), readable=readable)
