"""Time that the law leaves out of a limit (鉴定, 听证 …): entered with its first and last day, refused where it cannot be."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from yifa import law
from yifa.foundation import audit
from yifa.foundation import clock as time
from yifa.foundation.errors import Invalid, Refused
from yifa.office.access import Access
from yifa.office.models import Person
from yifa.procedures import clocks
from yifa.procedures.models import Clock
from yifa.records import actions as records


def ground(clock: Clock) -> str:
    """What the law leaves out of this limit, in its words; empty when it leaves nothing out."""
    return law.limit(clock.code, clock.started_on).suspends


@transaction.atomic
def exclude(*, clock: Clock, first: date, last: date, reason: str, by: Person, access: Access) -> Clock:
    """Leave days out of a running clock, the first and the last included.

    Invalid, beside the field, when the law leaves nothing out, the days are turned round, lie ahead, before the start,
    or over other days left out already.
    """
    record = records.locked(clock.record)
    access.require_on(record.declaration.verb, record)
    fresh = Clock.objects.select_for_update().get(pk=clock.pk)
    if faults := _faults(fresh, first, last, reason):
        raise Invalid(faults)
    days = (last - first).days + 1
    clocks.enter(fresh, "exclude", event=None, on=first, by=by, amount=days, reason=reason.strip()[:500])
    try:
        clocks.project(fresh)
    except Refused as error:
        raise Invalid({"first": str(error)}) from error
    audit.note("clock.exclude", by=by.pk, target=record.source, detail={"code": fresh.code, "days": days})
    return fresh


def _faults(clock: Clock, first: date, last: date, reason: str) -> dict[str, str]:
    limit = law.limit(clock.code, clock.started_on)
    if not clock.open:
        return {"__all__": "这个时限已经停止，不能再登记扣除的时间"}
    if not limit.suspends:
        return {"__all__": f"{limit.basis}没有规定“{clock.label}”可以扣除时间，请按原期限办理"}
    faults = {}
    if last < first:
        faults["last"] = "止日不能早于起日，请更正"
    if last > time.today():
        faults["last"] = "止日不能晚于今天：时间过完以后再登记，或者先登记到今天"
    if first < clock.started_on:
        faults["first"] = f"起日须在起算事由发生日（{clock.started_on:%Y年%m月%d日}）当天或者之后，请更正"
    if not reason.strip():
        faults["reason"] = f"请写明扣除的理由（{limit.suspends}）"
    return faults
