"""Versions of procedures: which open cases run under which, and moving one case to another version, with a reason."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count

from yifa.foundation import audit, clock
from yifa.foundation.errors import Missing, Reason, Refused
from yifa.office.access import Access
from yifa.office.models import Person
from yifa.procedures.actions import write_event
from yifa.procedures.registry import procedure_of, versions
from yifa.procedures.values import Procedure
from yifa.records import actions as records
from yifa.records.models import WITHDRAWN, Record
from yifa.records.registry import ledgers


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a ledger's procedure, and how many open cases run under it."""

    ledger: str
    procedure: Procedure
    newest: bool
    cases: int


def in_use(access: Access) -> list[Version]:
    """Every version of every procedure, with the open cases in the units somebody administers."""
    rows = Record.objects.filter(access.rule("configure")).exclude(step=WITHDRAWN)
    found = rows.values_list("ledger", "procedure_version", "step").annotate(Count("pk")).order_by()
    cases = Counter[tuple[str, int]]()
    known = {
        (one.code, procedure.version): procedure
        for one in ledgers()
        for procedure in versions(one.procedure.code)
    }
    for ledger, version, step, number in found:
        procedure = known.get((ledger, version))
        cases[ledger, version] += 0 if procedure and procedure.terminal(step) else number
    return [
        Version(one.code, procedure, place == 0, cases[one.code, procedure.version])
        for one in ledgers()
        for place, procedure in enumerate(reversed(versions(one.procedure.code)))
    ]


@transaction.atomic
def migrate_version(
    *, record: Record, version: int, step: str, by: Person, reason: str, access: Access
) -> Record:
    """Move one running case to another version of its procedure, at a step of that version, with a reason."""
    access.require("configure", record.path)
    fresh = records.locked(record)
    old = (fresh.procedure_version, fresh.step)
    if not reason.strip():
        raise Refused([Reason("请写明变更程序版本的理由", field="reason")])
    if procedure_of(fresh).terminal(fresh.step):
        raise Refused([Reason("这件案件已经办结或者撤回，不再变更程序版本", field="number")])
    if version == fresh.procedure_version:
        raise Refused([Reason(f"这件案件已按第{version}版程序办理", field="step")])
    fresh.procedure_version = version
    there = procedure_of(fresh).by_step.get(step)
    if there is None:
        raise Refused([Reason(f"第{version}版程序没有“{step}”这一环节", field="step")])
    if there.ends:
        raise Refused([Reason(f"“{there.name}”是终点，须办理流转才能到达，请选择在办的环节", field="step")])
    fresh.step = step
    records.store(
        fresh,
        by=by,
        kind="migrate",
        fields={"procedure_version": [old[0], version], "step": [old[1], step]},
        reason=reason,
    )
    label, day = f"改按第{version}版程序", clock.today()
    write_event(fresh, "migrate", label, old[1], step, on=day, by=by, reason=reason, access=access)
    audit.note("procedure.migrate", by=by.pk, target=fresh.source, detail={"version": version})
    return fresh


def numbered(number: str, access: Access) -> Record:
    """The case of a number, in the units somebody administers; Missing when there is none or more than one."""
    found = list(Record.objects.filter(access.rule("configure"), number=number.strip())[:2])
    if len(found) != 1:
        raise Missing(
            f"没有编号为“{number}”的案件" if not found else f"编号“{number}”不止一件", fix="请核对案件编号"
        )
    return found[0]
