"""Seal what is committed and not yet sealed. Writers neither wait nor know."""

from __future__ import annotations

import base64
import json
import logging
from collections.abc import Collection
from typing import Any

from django.db import IntegrityError, transaction

from yifa.foundation import audit, clock
from yifa.foundation.clock import BEIJING
from yifa.foundation.errors import Invalid
from yifa.seals import anchors, signing
from yifa.seals.horizon import PATIENCE, horizons
from yifa.seals.models import Batch
from yifa.seals.registry import Source, files, mirrors, sources
from yifa.seals.rows import between
from yifa.seals.standalone import ENCODE, MARK, leaf, ranges, root_of, sm3

ROWS = 50_000  # of one table in one batch: about a second of work
log = logging.getLogger(__name__)


def seal(*, tables: Collection[str] = (), patience: float = PATIENCE) -> int:
    """Seal everything decided by now (of `tables`, or of all) and write the anchors; returns the rows sealed.

    Another process may seal at the same time: one of the two finds nothing left. Raises YifaError when the anchors are
    newer than the database.
    """
    chosen = [one for one in sources() if not tables or one.table in tables]
    last = Batch.objects.order_by("-number").first()
    anchors.require_newest(last.number if last else 0)
    tops, sealed = horizons([one.table for one in chosen], patience=patience), 0
    while count := _batch(chosen, tops):
        sealed += count
    transaction.on_commit(_anchor)
    return sealed


def soon(*tables: str) -> None:
    """Seal a few tables once the caller's transaction is committed; a fault there is logged and harms nobody."""
    transaction.on_commit(lambda: _quietly(tables), robust=True)


def _quietly(tables: Collection[str]) -> None:
    try:
        seal(tables=tables, patience=0.5)
    except Exception:  # the next round seals it; whoever froze a report must not be told of an error here
        log.exception("sealing was put off")


def _anchor() -> None:
    anchors.write()


def _batch(chosen: Collection[Source], tops: dict[str, int]) -> int:
    """Make one batch; returns how many rows it seals, 0 when there was nothing to seal."""
    last = Batch.objects.order_by("-number").first()
    upto = dict(json.loads(last.body)["upto"]) if last else {}
    sections = [
        made
        for one in chosen
        if one.table in tops and (made := section(one, upto.get(one.table, 0), tops[one.table]))
    ]
    if not sections:
        return 0
    upto |= {one["table"]: one["upto"] for one in sections}
    _keep(last, upto, sections)
    return sum(one["count"] for one in sections)


def section(source: Source, after: int, top: int) -> dict[str, Any] | None:
    """The rows of a table after a number as a section of a batch; None when there are none."""
    found = between(source.table, source.columns, after, top, ROWS) if after < top else []
    if not found:
        return None
    kinds = [kind for _, kind in source.columns]
    hashes = [leaf(source.table, kinds, row) for row in found]
    return {
        "table": source.table,
        "columns": source.columns,
        "upto": found[-1][0] if len(found) == ROWS else top,
        "ids": ranges(row[0] for row in found),
        "count": len(found),
        "root": root_of(hashes).hex(),
        "marks": base64.b64encode(b"".join(one[:MARK] for one in hashes)).decode(),
    }


def _keep(last: Batch | None, upto: dict[str, int], sections: list[dict[str, Any]]) -> None:
    """Write a batch; if another process was first with this number, its batch stands and the next round follows it."""
    moment, number = clock.now(), last.number + 1 if last else 1
    body = ENCODE(
        {
            "format": 1,
            "number": number,
            "at": moment.astimezone(BEIJING).isoformat(),
            "previous": last.root if last else "",
            "key": signing.public().hex(),
            "upto": upto,
            "sections": sections,
            "mirrors": [_as_rule(one) for one in mirrors()],
            "files": [_as_rule(one) for one in files()],
        }
    )
    root, signature = sm3(body.encode()).hex(), signing.sign(body)
    try:
        with transaction.atomic():
            Batch.objects.bulk_create(
                [Batch(number=number, at=moment, body=body, root=root, signature=signature)]
            )
    except IntegrityError:
        log.info("batch %s was made by another process", number)


def _as_rule(one: Any) -> dict[str, Any]:
    return {name: getattr(one, name) for name in one.__slots__}


def resume(*, reason: str, by: int | None) -> int:
    """Go on sealing after an old backup was restored: newer anchors are set aside, never deleted, and it is noted."""
    if not reason.strip():
        raise Invalid({"reason": "请写明原因"})
    last = Batch.objects.order_by("-number").first()
    number = last.number if last else 0
    moved = anchors.set_aside(number)
    detail = {"reason": reason.strip()[:200], "number": number, "anchors": len(moved)}
    audit.note("seals.resume", by=by, detail=detail)
    return len(moved)
