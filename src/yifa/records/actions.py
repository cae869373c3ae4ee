"""Create, edit and withdraw records. Doors call the procedures above, which call these."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any
from zlib import crc32

from django.core.exceptions import ValidationError
from django.db import connection, models, transaction

from yifa.foundation import audit, clock, insert
from yifa.foundation.errors import Conflict, Invalid, Missing
from yifa.foundation.text import clean
from yifa.journal.actions import settle
from yifa.office.models import Person, Unit, UnitKind
from yifa.records import numbering, search
from yifa.records.declaration import Ledger
from yifa.records.models import WITHDRAWN, Change, Record, Secrecy, values_of

EARLIEST = date(2000, 1, 1)
NOTHING: tuple[Any, ...] = (None, "", {}, [])
COMMON = ("happened_on", "received_on", "title", "responsible", "highlight", "secrecy")


@transaction.atomic(savepoint=False)  # a record that fails takes back what its caller did before it
def create(
    *, ledger: Ledger, unit: Unit, values: Mapping[str, Any], by: Person, token: str | None = None
) -> tuple[Record, bool]:
    """Enter a record; returns it and whether it is new (a repeated token gives the first one back)."""
    if token and (twin := twin_of(token, by)):
        return twin, False
    record = build(ledger, unit, values, by=by, token=token)
    year = record.received_on.year
    record.number = numbering.number(ledger.number, unit, year, numbering.take(ledger.code, unit, year))
    insert.add(record, Record)
    insert.insert(ledger.model, [record])
    note(record, by=by, kind="create", fields=first(record))
    post(record, by=by, new=True)
    return record, True


def twin_of(token: str, by: Person) -> Record | None:
    """The record this person already entered under a token. The same token waits here until the first is written."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # SQLite has one writer at a time anyway
            cursor.execute("SELECT pg_advisory_xact_lock(5914, %s)", [crc32(token.encode()) - 2**31])
        cursor.execute(
            "SELECT id FROM records_record WHERE token = %s AND entered_by_id = %s", [token, by.pk]
        )
        found = cursor.fetchone()
    return concrete(Record.objects.get(pk=found[0])) if found else None


def build(
    ledger: Ledger, unit: Unit, values: Mapping[str, Any], *, by: Person, token: str | None = None
) -> Record:
    """An unsaved record from typed values; Invalid names every field that is wrong."""
    if (kinds := ledger.unit_kinds.split()) and unit.kind not in kinds:
        allowed = "、".join(str(UnitKind(kind).label) for kind in kinds)
        raise Invalid({"unit": f"{unit.name}不登记“{ledger.name}”，请改选单位（{allowed}）"})
    record = ledger.model(
        ledger=ledger.code,
        unit=unit,
        path=unit.path,
        step=ledger.procedure.opening,
        procedure_version=ledger.procedure.version,
        entered_at=clock.now(),
        entered_by=by,
        token=token,
    )
    assign(record, values)
    if record.received_on is None:  # one day is enough where nothing else was said
        record.received_on = record.happened_on
    elif record.happened_on is None:
        record.happened_on = record.received_on
    validate(record)
    return record


def assign(record: Record, values: Mapping[str, Any]) -> None:
    """Put typed values on a record; an unknown field is Invalid."""
    known = {*record.declaration.fields, *COMMON}
    for name, value in values.items():
        if name not in known:
            raise Invalid({name: f"{record.declaration.name}没有“{name}”这一项"})
        setattr(record, name, _plain(record, name, value))
    record.secrecy = max(record.secrecy or Secrecy.OPEN, record.declaration.least_secrecy(record))


def _plain(record: Record, name: str, value: Any) -> Any:
    """A value as it is stored: text without invisible characters, and empty text for nothing."""
    field = record.declaration.form_field(name)
    if value is None and not field.null and isinstance(field, (models.CharField, models.TextField)):
        return ""
    return clean(value) if isinstance(value, str) else value


def validate(record: Record, only: Collection[str] | None = None) -> None:
    """Check a record's fields, its days and the ledger's own rules; Invalid names every field that is wrong.

    `only`: the fields that changed since the same record in memory was checked last.
    """
    errors: dict[str, str] = {}
    skip = {"number", "record_ptr", *at_hand(record)}
    if only is not None:
        skip |= {one.name for one in record._meta.concrete_fields} - set(only)
    try:
        record.clean_fields(exclude=skip)
    except ValidationError as error:
        errors = {name: "；".join(messages) for name, messages in error.message_dict.items()}
    if not {"happened_on", "received_on"} & errors.keys():
        errors |= days(record)
    if not errors:
        errors = record.declaration.problems(record)
    if errors:
        raise Invalid(errors)


def at_hand(record: Record) -> set[str]:
    """Fields whose row was already read: that it exists need not be asked again."""
    return {
        field.name
        for field in record._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and field.is_cached(record) and getattr(record, field.attname)
    }


def days(record: Record) -> dict[str, str]:
    """What is wrong with a record's days."""
    today, unit = clock.today(), record.unit
    if record.happened_on > today:
        return {"happened_on": f"发生日期不能晚于今天（{today:%Y年%m月%d日}）"}
    if record.received_on > today:
        return {"received_on": f"收到日期不能晚于今天（{today:%Y年%m月%d日}）"}
    if record.received_on < record.happened_on:
        return {"received_on": "收到日期不能早于发生日期，请核对两个日期"}
    if record.happened_on < EARLIEST:
        return {"happened_on": "发生日期早于2000年，请核对年份"}
    if not unit.stands_on(record.received_on):
        return {"received_on": f"{unit.name}在这一天尚未设立或已经撤销，请核对日期或改选单位"}
    return {}


def locked(record: Record, revision: int | None = None) -> Record:
    """The record under a row lock, in its ledger's own type. Conflict when it is no longer at `revision`."""
    # Lock the base row alone: every change of a record, in whichever ledger, passes through it.
    if not list(Record.objects.select_for_update().filter(pk=record.pk).values_list("pk")):
        raise Missing("这条记录不存在")
    fresh = concrete(record)
    if revision is not None and fresh.revision != revision:
        last = fresh.changes.select_related("by").last()
        who = f"{last.by.name}于{last.at.astimezone(clock.BEIJING):%m月%d日%H:%M}" if last else "他人"
        raise Conflict(
            f"{who}已修改过这条记录，您的修改尚未保存",
            fix="您填写的内容已保留在下面，请对照最新内容后再次保存",
        )
    return fresh


def concrete(record: Record) -> Record:
    """The record in its ledger's own type, freshly read."""
    model = record.declaration.model
    found = model.objects.select_related("unit", "entered_by", "responsible").filter(pk=record.pk).first()
    if found is None:
        raise Missing("这条记录不存在")
    return found


@transaction.atomic
def edit(
    *, record: Record, values: Mapping[str, Any], by: Person, revision: int | None = None, reason: str = ""
) -> Record:
    """Change fields; the history keeps before and after. Nothing is written when nothing changed."""
    fresh = locked(record, revision)
    if fresh.withdrawn:
        raise Invalid({"__all__": "记录已撤回，不能再修改"})
    if fresh.erased_at:
        raise Invalid({"__all__": "记录的个人信息已按期清除，不能再修改"})
    if fresh.declaration.procedure.terminal(fresh.step) and not reason.strip():
        raise Invalid({"reason": "已办结的记录改动须写明原因"})
    before = values_of(fresh, list(values))
    assign(fresh, values)
    validate(fresh)
    changed = differences(before, values_of(fresh, list(values)), fresh)
    if changed:
        store(fresh, by=by, kind="edit", fields=changed, reason=reason)
    return fresh


@transaction.atomic
def withdraw(*, record: Record, by: Person, reason: str, revision: int | None = None) -> Record:
    """Take a record back with a reason: it stays readable and counts nothing."""
    if not reason.strip():
        raise Invalid({"reason": "请写明撤回原因"})
    fresh = locked(record, revision)
    if fresh.withdrawn:
        raise Invalid({"__all__": "记录已经撤回"})
    before = fresh.step
    fresh.step, fresh.withdrawn_reason = WITHDRAWN, reason.strip()[:200]
    store(fresh, by=by, kind="withdraw", fields={"step": [before, WITHDRAWN]}, reason=reason)
    return fresh


def store(record: Record, *, by: Person, kind: str, fields: dict[str, Any], reason: str = "") -> None:
    """Save a changed record with its history, index and postings: the one way a record is written again."""
    record.revision += 1
    record.save()
    note(record, by=by, kind=kind, fields=fields, reason=reason)
    post(record, by=by)


def note(record: Record, *, by: Person, kind: str, fields: dict[str, Any], reason: str = "") -> None:
    """Append to the history, and to the audit trail that it was done: which fields, never what is in them."""
    insert.add(change(record, by=by, kind=kind, fields=fields, reason=reason))
    detail = {"revision": record.revision, "fields": sorted(fields), "step": record.step}
    audit.note(f"record.{kind}", by=by.pk, target=record.source, detail=detail)


def change(record: Record, *, by: Person, kind: str, fields: dict[str, Any], reason: str = "") -> Change:
    """A row of the history, not yet written."""
    return Change(
        record_id=record.pk,
        at=clock.now(),
        by_id=by.pk,
        kind=kind,
        revision=record.revision,
        reason=reason.strip()[:200],
        fields=fields,
    )


def post(record: Record, *, by: Person, new: bool = False) -> None:
    """Bring the journal and the search index in line with the record; `new`: neither holds anything of it yet."""
    lines, paths = record.declaration.lines(record), {record.unit_id: record.path} if new else {}
    settle(source=record.source, lines=lines, by=by.pk, new=new, paths=paths)
    search.index(record, new=new)


def differences(before: Mapping[str, Any], after: Mapping[str, Any], record: Record) -> dict[str, list[Any]]:
    """Fields whose value changed. Encrypted values differ by their nonce, so they are compared in clear."""
    from yifa.foundation.crypto import decrypt

    personal = record.declaration.personal
    plain = {
        name: (decrypt(before[name] or ""), decrypt(after[name] or ""))
        if name in personal
        else (before[name], after[name])
        for name in after
    }
    return {name: [before[name], after[name]] for name, (old, new) in plain.items() if old != new}


def first(record: Record) -> dict[str, list[Any]]:
    """What a new record was entered with, for the history."""
    ledger = record.declaration
    filled = [
        name for name in ledger.fields if getattr(record, ledger.form_field(name).attname) not in NOTHING
    ]
    return {name: [None, value] for name, value in values_of(record, filled).items() if value not in NOTHING}


def model_fields(record: Record) -> list[models.Field[Any, Any]]:
    """The fields of a record's form."""
    return [record.declaration.form_field(name) for name in record.declaration.fields]
