"""Check everything that was promised to stay: seals, files, balances, and the figures of reports."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from yifa.foundation import audit, clock
from yifa.foundation.errors import Missing
from yifa.journal.queries import balance_differences
from yifa.records.models import WITHDRAWN
from yifa.reports.models import Report
from yifa.reports.trace import moved
from yifa.seals import queries as seals
from yifa.seals.models import Check
from yifa.seals.standalone import Finding, Printed, Result

KEPT = 500  # findings kept with a check; the command tells all of them


def check_all(*, by: int | None = None, begun: Check | None = None) -> Check:
    """Check seals, balances and reported figures, and keep what was found. Later changes of figures are no fault."""
    check, began = begun or Check(by=by, at=clock.now()), time.monotonic()
    result = verify()
    told = result.as_json()
    told["count"], told["findings"] = len(told["findings"]), told["findings"][:KEPT]
    check.ok, check.result = result.ok, told
    check.moved = [row for found in frozen_reports() for row in changed(found)]
    check.seconds = time.monotonic() - began
    check.save()
    detail = {"ok": result.ok, "findings": told["count"], "changed": len(check.moved)}
    audit.note("seals.check", by=by, target=f"check:{check.pk}", detail=detail)
    return check


def verify(
    *, place: Path | None = None, keys: list[bytes] | None = None, codes: Sequence[Printed] = ()
) -> Result:
    """The same without keeping anything; against the anchors of another folder and codes on paper, if named."""
    result = seals.verify(place=place, keys=keys, codes=codes)
    result.findings += wrong_balances()
    return result


def wrong_balances() -> list[Finding]:
    """Balances that are not the sum of their postings."""
    return [
        Finding(
            "balance.wrong",
            "journal_balance",
            "/".join(map(str, one.key[:4])),
            detail=f"应为 {one.wanted}，现为 {one.found}",
        )
        for one in balance_differences()
    ]


def frozen_reports() -> list[Report]:
    """Reports whose figures are fixed."""
    rows = Report.objects.filter(as_of__isnull=False).exclude(step=WITHDRAWN)
    return list(rows.select_related("unit").order_by("-year", "path"))


def changed(found: Report) -> list[dict[str, Any]]:
    """The figures of a frozen report that stand otherwise today, and the records that moved them."""
    report = {"report": found.pk, "title": found.title, "path": found.path}
    try:
        rows = moved(found)
    except Missing as gone:  # a figure that is no longer defined
        return [{**report, "figure": "", "name": str(gone), "frozen": "", "today": "", "sources": []}]
    return [
        {
            **report,
            "figure": one.figure.code,
            "name": one.figure.name,
            "frozen": f"{one.frozen.normalize():f}",
            "today": f"{one.today.value.normalize():f}",
            "sources": [step.source for step in one.steps],
        }
        for one in rows
    ]
