"""The end of keeping: which records are due for a decision, and what erasing one removes.

Erasure takes the personal fields, their history and the files. The number, the title, the steps, the postings and the
audit trail stay, so that every figure still adds up. Nothing is erased by itself: a person decides each time.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from yifa.foundation import audit, clock
from yifa.foundation.errors import Invalid
from yifa.office.access import Access
from yifa.office.models import Person
from yifa.records import search
from yifa.records.actions import locked, note
from yifa.records.declaration import Ledger
from yifa.records.models import WITHDRAWN, Attachment, Change, Consultation, Record
from yifa.records.registry import ledgers
from yifa.records.store import storage

GONE = "已清除"
MOST_YEARS = 30


def due(access: Access, ledger: Ledger, today: date | None = None) -> QuerySet[Any]:
    """The closed records of a ledger whose keeping is over and that this person may decide on, oldest first."""
    day, kept = today or clock.today(), ledger.retention
    procedure: Any = ledger.procedure
    closed = [step.code for step in procedure.steps if procedure.terminal(step.code)]
    rows = ledger.model._default_manager.filter(
        Q(keep_until__isnull=True) | Q(keep_until__lt=day),
        step__in=[*closed, WITHDRAWN],
        erased_at__isnull=True,
        **{f"{kept.since}__lt": kept.before(day)},
    )
    return access.visible(rows, "erase").select_related("unit").order_by(kept.since, "pk")


def with_personal() -> list[Ledger]:
    """The ledgers that hold personal data; the yearly report is kept for ever."""
    return [one for one in ledgers() if one.personal]


@transaction.atomic
def extend(*, record: Record, until: date, reason: str, by: Person, access: Access) -> Record:
    """Keep a record longer, with a reason."""
    fresh = _decidable(record, reason, access)
    today = clock.today()
    if not today < until <= date(today.year + MOST_YEARS, 12, 31):
        raise Invalid({"until": f"请填写今天以后、{MOST_YEARS}年以内的日期"})
    fresh.keep_until = until
    fresh.save(update_fields=["keep_until"])
    detail = {"to": until.isoformat(), "reason": reason.strip()[:200]}
    audit.note("record.keep", by=by.pk, target=fresh.source, detail=detail)
    return fresh


@transaction.atomic
def erase(*, record: Record, reason: str, by: Person, access: Access) -> Record:
    """Erase what is personal in a record whose keeping is over. It cannot be undone."""
    fresh = _decidable(record, reason, access)
    names = sorted(fresh.declaration.personal)
    for name in names:
        setattr(fresh, name, "")
    fresh.erased_at = clock.now()
    fresh.revision += 1
    fresh.save()
    _history(fresh, names)
    Consultation.objects.filter(record_id=fresh.pk).update(question="", opinion="")
    digests = _files(fresh)
    search.index(fresh)
    note(fresh, by=by, kind="erase", fields={}, reason=reason)
    detail = {"reason": reason.strip()[:200], "files": len(digests)}
    audit.note("record.erase", by=by.pk, target=fresh.source, detail=detail)
    transaction.on_commit(lambda: _remove(digests))
    return fresh


def _decidable(record: Record, reason: str, access: Access) -> Record:
    if not reason.strip():
        raise Invalid({"reason": "请写明理由"})
    access.require_on("erase", record)
    fresh = locked(record)
    if not due(access, fresh.declaration).filter(pk=fresh.pk).exists():
        raise Invalid({"__all__": "这条记录不在到期清单中：可能尚未办结、未到期，或者已经处理"})
    return fresh


def _history(record: Record, names: list[str]) -> None:
    """The history says that a personal field changed, no longer from what to what."""
    for change in Change.objects.filter(record_id=record.pk):
        if personal := [name for name in names if name in change.fields]:
            cleared = {name: [GONE if one else one for one in change.fields[name]] for name in personal}
            Change.objects.filter(pk=change.pk).update(fields={**change.fields, **cleared})


def _files(record: Record) -> list[str]:
    """Close the attachments; returns the digests that no other record's file has."""
    rows = Attachment.objects.filter(record_id=record.pk)
    digests = set(rows.values_list("digest", flat=True))
    rows.update(name=GONE, removed_at=clock.now())
    shared = Attachment.objects.filter(digest__in=digests).exclude(record_id=record.pk)
    return sorted(digests - set(shared.values_list("digest", flat=True)))


def _remove(digests: list[str]) -> None:
    for digest in digests:
        if not Attachment.objects.filter(digest=digest, removed_at__isnull=True).exists():
            storage().delete(Attachment(digest=digest).place)
