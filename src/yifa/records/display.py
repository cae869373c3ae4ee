"""Values of a record as words: for pages, papers, exports. Personal fields masked unless asked otherwise."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models

from yifa.foundation.clock import BEIJING
from yifa.records.fields import PersonalField, RowsField, TallyField
from yifa.records.models import Record
from yifa.records.rows import written


def shown(record: Record, name: str, *, unmask: bool = False) -> str:
    """A field in words; the empty string when it is empty."""
    if name == "step":
        return record.declaration.procedure.step_name(record.step)
    field = record.declaration.form_field(name)
    value = getattr(record, name)
    if isinstance(field, PersonalField):
        return str(value or "") if unmask else field.masked(value or "")
    return words(field, value, record)


def words(field: models.Field[Any, Any], value: Any, record: Record | None = None) -> str:
    """A value of a field in words."""
    if value is None or value == "" or value == {} or value == []:
        return ""
    if isinstance(field, TallyField):
        return "、".join(
            f"{field.kinds[kind][0]}{number}{field.kinds[kind][1]}" for kind, number in value.items()
        )
    if isinstance(field, RowsField):
        return written(field.cells, value)
    if isinstance(value, list):
        return "、".join(f"《{title}》" for title in value)
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return plain(value)


def plain(value: Any) -> str:
    """A plain value in words: Chinese dates, 是 and 否, amounts without idle zeros."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return chinese_date(value.astimezone(BEIJING).date()) + f"{value.astimezone(BEIJING):%H:%M}"
    if isinstance(value, date):
        return chinese_date(value)
    if isinstance(value, Decimal):
        return f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:f}"
    return str(value)


def chinese_date(day: date) -> str:
    """2026年1月5日: Arabic numerals, no leading zeros (GB/T 9704-2012, 7.3.5.4)."""
    return f"{day.year}年{day.month}月{day.day}日"
