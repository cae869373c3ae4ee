"""Publish a report: a copy of its words and figures that anyone can read, check and cite."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from yifa.figures.definitions import figure
from yifa.figures.periods import year as year_of
from yifa.figures.queries import series, values
from yifa.figures.rules import text as exact
from yifa.figures.values import FigureValue
from yifa.foundation import audit, clock
from yifa.foundation.errors import Invalid, Missing
from yifa.office.access import Access
from yifa.office.models import Person
from yifa.procedures.values import Situation
from yifa.records.models import Attachment
from yifa.records.store import storage
from yifa.reports.enclosures import told
from yifa.reports.models import Publication, Report
from yifa.reports.queries import codes_in, compose
from yifa.reports.values import Block, Draft
from yifa.reports.vouching import code_of


def publish(here: Situation) -> None:
    """The effect of the move: lay the public copy down, in the move's own transaction."""
    found: Report = here.record
    content = public_copy(found)
    published().filter(report=found).update(superseded_at=clock.now())
    Publication.objects.create(
        report=found,
        unit=found.unit,
        year=found.year,
        title=content["title"],
        content=content,
        digest=digest(content),
        at=clock.now(),
        by_id=here.by_id,
    )


def digest(content: dict[str, Any]) -> str:
    """SM3 over the canonical JSON of a public copy: the same words and figures give the same digest."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.new("sm3", text.encode()).hexdigest()


def public_copy(found: Report) -> dict[str, Any]:
    """Words and figures for the public: no sources, no record numbers, no names of those who wrote it."""
    written = compose(found)
    return {
        "unit": found.unit.name,
        "code": found.unit.code,
        "year": found.year,
        "title": written.title,
        "number": found.document_number,
        "signed_on": str(found.signed_on or ""),
        "as_of": written.as_of.isoformat(),
        "blocks": [_block(part, block) for part, block in written.blocks()],
        "figures": _figures(found, written),
        "files": told(found),
        **({"seal": code} if (code := code_of(found)) else {}),
    }


def _block(part: str, block: Block) -> dict[str, Any]:
    runs = [
        {"text": run.text, **({"figure": run.code} if hasattr(run, "code") else {})} for run in block.runs
    ]
    return {"part": part, "kind": block.kind, "level": block.level, "runs": runs}


def _figures(found: Report, written: Draft) -> list[dict[str, Any]]:
    codes = codes_in(block for _, block in written.blocks())
    this, last = year_of(found.year), year_of(found.year - 1)
    now = values(codes, unit=found.unit, start=this.start, end=this.end, as_of=found.as_of)
    before = values(codes, unit=found.unit, start=last.start, end=last.end, as_of=found.as_of)
    months = series(codes, unit=found.unit, year=found.year, as_of=found.as_of)
    return [
        {
            "code": code,
            "name": figure(code).name,
            "says": figure(code).says,
            "value": str(now[code].value),
            "unit": now[code].unit,
            "text": now[code].text,
            "parts": now[code].parts,
            "last_year": "" if before[code].empty else before[code].text,
            "compared": compared(now[code], before[code]),
            "months": [float(one.value) for one in months[code]],
        }
        for code in codes
    ]


def compared(now: FigureValue, before: FigureValue) -> str:
    """Last year's difference in plain words: 比上年多12件; nothing where there is none to compare with."""
    if before.empty or figure(now.code).kind not in ("sum", "level"):
        return ""
    change = now.value - before.value
    words = exact(abs(change), figure(now.code))
    return "与上年持平" if not change else f"比上年{'多' if change > 0 else '少'}{words}"


def file_of(publication: Publication, digest: str) -> tuple[dict[str, Any], Any]:
    """A file that went out with a report, and its open content; Missing when it did not."""
    one = next((row for row in publication.content.get("files", ()) if row["digest"] == digest), None)
    if one is None:
        raise Missing("这份报告没有这个附件")
    return one, storage().whole(Attachment(digest=one["digest"]).place)


def taken_down(code: str, year: int) -> Publication | None:
    """The last copy that stood on the portal and no longer does."""
    rows = Publication.objects.filter(unit__code=code, year=year, withdrawn_at__isnull=False)
    return rows.select_related("unit").order_by("-at").first()


def published(code: str = "", year: int | None = None) -> QuerySet[Publication]:
    """What stands on the portal, newest year first."""
    rows = Publication.objects.filter(withdrawn_at__isnull=True, superseded_at__isnull=True)
    rows = rows.select_related("unit")
    rows = rows.filter(unit__code=code) if code else rows
    return rows if year is None else rows.filter(year=year)


def editions(code: str, year: int) -> list[tuple[int, Publication]]:
    """Every version of a year's report with its number, oldest first; those taken down keep theirs and are left out."""
    rows = Publication.objects.filter(unit__code=code, year=year).select_related("unit").order_by("at", "pk")
    return [(number, one) for number, one in enumerate(rows, start=1) if one.withdrawn_at is None]


@transaction.atomic
def take_down(*, publication: Publication, by: Person, access: Access, reason: str) -> None:
    """Take a report off the portal, every version of it; copies and digests stay here."""
    access.require("approve", publication.unit.path)
    if not reason.strip():
        raise Invalid({"reason": "请写明撤下的理由"})
    publication.withdrawn_at = clock.now()
    rows = Publication.objects.filter(report_id=publication.report_id, withdrawn_at__isnull=True)
    rows.update(withdrawn_at=publication.withdrawn_at)
    audit.note(
        "publication.down", by=by.pk, target=f"publication:{publication.pk}", detail={"reason": reason[:200]}
    )
