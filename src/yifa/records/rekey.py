"""Rotation of the key of sensitive fields and files: a new key, then all that an older one wrote is written again.

No progress is kept: a value or a file says with which key it was written, so a run that was stopped is simply started again. A
value is replaced only if it is still the one that was read; somebody who saves meanwhile uses the new key anyway.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction
from django.db.models.functions import Cast

from yifa.foundation import audit, crypto
from yifa.foundation.errors import YifaError
from yifa.records.models import Change
from yifa.records.store import storage

log = logging.getLogger(__name__)
BATCH = 200


def columns() -> Iterator[tuple[type[models.Model], str]]:
    """Every column of text: whichever room encrypts something, its values are found by their mark."""
    for model in apps.get_models():
        for field in model._meta.local_concrete_fields:
            if isinstance(field, (models.TextField, models.CharField)) and not field.primary_key:
                yield model, field.name


def stale(model: type[models.Model], name: str, key: str) -> Any:
    """The rows of a column that another key has written, with the text as it lies in the table."""
    raw = model._base_manager.annotate(raw=Cast(name, models.TextField()))
    rows = raw.filter(raw__startswith=crypto.MARK).exclude(raw__startswith=f"{crypto.MARK}{key}:")
    return rows.values_list("pk", "raw")


def rekey() -> int:
    """Write everything anew that an older key wrote, a batch a transaction. Returns how many values and files."""
    key, done = crypto.current_key(), 0
    for model, name in columns():
        done += _column(model, name, key)
    return done + _histories(key) + _files(key)


def _files(key: str) -> int:
    done, store = 0, storage()
    for name in store.stale(key):
        try:
            store.renew(name)
        except FileNotFoundError:  # erased meanwhile
            continue
        except (
            YifaError
        ) as why:  # written anew it would look sound: it stays as it is, and is counted as left
            log.warning("%s: %s", name, why)
        else:
            done += 1
    return done


def unreadable(key: str) -> Iterator[str]:
    """The files that could not be written anew, each with what is wrong."""
    for name in storage().stale(key):
        try:
            storage().whole(name).close()
        except YifaError as why:
            yield f"{name}：{why.message}"


def _column(model: type[models.Model], name: str, key: str) -> int:
    column, ident = (str(model._meta.get_field(one).column) for one in (name, model._meta.pk.name))  # type: ignore[union-attr]
    table = model._meta.db_table
    quote = connection.ops.quote_name
    sql = f"UPDATE {quote(table)} SET {quote(column)} = %s WHERE {quote(ident)} = %s AND {quote(column)} = %s"  # noqa: S608
    done = 0
    while rows := list(stale(model, name, key)[:BATCH]):
        with transaction.atomic(), connection.cursor() as cursor:
            for pk, raw in rows:
                cursor.execute(sql, [crypto.encrypt(crypto.decrypt(raw)), pk, raw])
        done += len(rows)
    return done


def _histories(key: str) -> int:
    """The history keeps personal values encrypted inside a JSON field. Its rows are never edited but here."""
    done, last = 0, 0
    while rows := list(Change.objects.filter(pk__gt=last).order_by("pk")[:BATCH]):
        with transaction.atomic():
            for one in rows:
                fresh = renewed(one.fields, key)
                if fresh != one.fields:
                    done += int(Change.objects.filter(pk=one.pk, fields=one.fields).update(fields=fresh))
        last = rows[-1].pk
    return done


def renewed(value: Any, key: str) -> Any:
    """A JSON value in which every text that another key encrypted is encrypted with this one."""
    if isinstance(value, dict):
        return {name: renewed(one, key) for name, one in value.items()}
    if isinstance(value, list):
        return [renewed(one, key) for one in value]
    old = isinstance(value, str) and value.startswith(crypto.MARK)
    return (
        crypto.encrypt(crypto.decrypt(value))
        if old and not value.startswith(f"{crypto.MARK}{key}:")
        else value
    )


def left(key: str) -> int:
    """How many values, histories and files are still written with another key than this, or with none."""
    found = sum(int(stale(model, name, key).count()) for model, name in columns())
    histories = Change.objects.iterator(chunk_size=500)
    found += sum(1 for one in histories if renewed(one.fields, key) != one.fields)
    return found + sum(1 for _ in storage().stale(key))


def rotate(*, by: int | None) -> tuple[str, int]:
    """Make a new key and write everything anew with it. Returns its name and how many values and files were written."""
    key = crypto.rotate()
    audit.note("key.rotate", by=by, detail={"version": key})
    done = rekey()
    audit.note("key.rekey", by=by, detail={"version": key, "rows": done})
    return key, done
