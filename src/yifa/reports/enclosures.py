"""Files that go out with a report. They are attachments of its record; the gate looks into each before it leaves."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from django.db import transaction

from yifa import review
from yifa.foundation.errors import Missing, Reason, Refused
from yifa.office.access import Access
from yifa.office.models import Person
from yifa.records import files
from yifa.records.models import Attachment
from yifa.records.store import storage
from yifa.reports import pictures
from yifa.reports.leaks import inspect
from yifa.reports.models import Report

GONE = ("published", "withdrawn")


def enclosures(found: Report) -> list[Attachment]:
    """The files, in the order they were added."""
    return list(found.attachments.filter(removed_at__isnull=True).select_related("by").order_by("pk"))


def findings(found: Report, checks: frozenset[str]) -> Iterator[review.Finding]:
    """What the gate finds in them."""
    for one in enclosures(found):
        yield from _inspected(one.place, one.name, one.mime, checks, bool(pictures.languages()))


@lru_cache(maxsize=128)
def _inspected(
    place: str, name: str, mime: str, checks: frozenset[str], reads_pictures: bool
) -> tuple[review.Finding, ...]:
    """By digest: the same bytes are looked into once. `reads_pictures` is part of the key, as it changes the answer."""
    with storage().whole(place) as file:
        return tuple(inspect(name, mime, file.read(), checks=checks))


@transaction.atomic
def enclose(*, report: Report, file: files.Readable, name: str, by: Person, access: Access) -> Attachment:
    """Add a file that is to go out with the report; Invalid for one that is empty, too large or of a strange kind."""
    _open(report, access)
    return files.attach(record=report, file=file, name=name, by=by)


@transaction.atomic
def leave_out(*, enclosure: Attachment, report: Report, by: Person, access: Access) -> None:
    """Take a file out again."""
    _open(report, access)
    if enclosure.record_id != report.pk or enclosure.removed_at is not None:
        raise Missing("没有这个附件，请刷新页面")
    files.detach(attachment=enclosure, by=by)


def _open(report: Report, access: Access) -> None:
    access.require("report", report.path)
    if report.step in GONE:
        raise Refused([Reason("报告已经公开或者撤回，附件不能再改")])


def told(found: Report) -> list[dict[str, Any]]:
    """The files as the public copy names them."""
    return [
        {"name": one.name, "digest": one.digest, "size": one.size, "mime": one.mime}
        for one in enclosures(found)
    ]
