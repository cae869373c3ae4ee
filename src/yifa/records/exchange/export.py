"""Records as an xlsx: typed cells, personal fields masked unless unmasking is allowed, asked for and explained."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import OuterRef, QuerySet, Subquery

from yifa.foundation import audit
from yifa.foundation.clock import BEIJING
from yifa.foundation.errors import Invalid
from yifa.foundation.text import clean
from yifa.office.access import Access
from yifa.records.declaration import Ledger
from yifa.records.display import shown
from yifa.records.exchange.columns import Column, columns_of, every_name
from yifa.records.fields import PersonalField, TallyField
from yifa.records.models import Change, Record

if TYPE_CHECKING:
    from openpyxl import Workbook

LONGEST = 32767  # characters of a cell
FORMATS = {datetime: "yyyy-mm-dd hh:mm", date: "yyyy-mm-dd", Decimal: "0.00"}


def export(
    ledger: Ledger,
    rows: QuerySet[Any],
    access: Access,
    *,
    columns: Iterable[str] | None = None,
    unmask: bool = False,
    reason: str = "",
) -> bytes:
    """The rows, in their order, as an xlsx; the rows that may not be exported are left out.

    `columns` are names of fields (all, when not given). `unmask` shows personal fields of those records where the
    person may; it needs a reason, which the audit trail keeps.
    """

    from openpyxl import Workbook

    if unmask and not reason.strip():
        raise Invalid({"reason": "导出个人信息须写明用途"})
    wanted = columns_of(ledger, columns or every_name(ledger))
    made = 0
    book = Workbook(write_only=True)
    sheet = book.create_sheet(clean(str(ledger.name))[:31])
    _shape(sheet, wanted)
    sheet.append([_head(sheet, str(column.label)) for column in wanted])
    for record in _read(ledger, access.visible(rows, "export"), wanted):
        clear = unmask and access.allows("unmask", record)
        sheet.append([cell(sheet, value_of(record, column, clear=clear)) for column in wanted])
        made += 1
    detail = {"rows": made, "columns": [one.code for one in wanted], "unmask": unmask, "reason": reason}
    audit.note("record.export", by=access.person_id, target=f"ledger:{ledger.code}", detail=detail)
    return saved(book)


def _read(ledger: Ledger, rows: QuerySet[Any], wanted: Iterable[Column]) -> Iterator[Any]:
    related = [one.name for one in wanted if isinstance(one.field, models.ForeignKey)]
    if rows.model is Record:  # the base table alone: the fields of the ledger are read beside it
        rows = ledger.model._default_manager.filter(pk__in=rows.values("pk")).order_by(*ledger.order.split())
    if any(one.name == "reason" for one in wanted):
        said = Change.objects.filter(record=OuterRef("pk")).exclude(reason="").order_by("-id")
        rows = rows.annotate(reason=Subquery(said.values("reason")[:1]))
    return rows.select_related("unit", *_persons(ledger, related)).iterator(chunk_size=2000)


def _persons(ledger: Ledger, related: Iterable[str]) -> Iterator[str]:
    """A credential is shown with its holder's name."""
    for name in related:
        yield name
        target = ledger.form_field(name).related_model
        if isinstance(target, type) and hasattr(target, "person"):
            yield f"{name}__person"


def value_of(record: Record, column: Column, *, clear: bool = False) -> Any:
    """A column of a record as a typed value; personal text masked unless `clear`."""
    if column.name == "unit":
        return record.unit.name
    if column.name == "step":
        return record.declaration.procedure.step_name(record.step)
    value = getattr(record, column.name)
    if isinstance(column.field, TallyField):
        return (value or {}).get(column.kind)
    if isinstance(column.field, PersonalField):
        return value if clear else column.field.masked(value or "")
    if isinstance(value, datetime):
        return value.astimezone(BEIJING).replace(tzinfo=None)
    if isinstance(value, bool) or (column.field and column.field.choices):
        return shown(record, column.name)
    if isinstance(value, (int, date, Decimal)):
        return value
    return shown(record, column.name) if column.field and column.name != "number" else value


def cell(sheet: Any, value: Any) -> Any:
    """A cell of its own type. Text is marked as text, so that no program ever reads it as a formula."""

    from openpyxl.cell import WriteOnlyCell

    if value is None or value == "":
        return None
    made = WriteOnlyCell(sheet)
    if isinstance(value, str):
        made.value = clean(value)[:LONGEST]
        made.data_type, made.number_format, made.quotePrefix = "s", "@", True
        return made
    made.value = value
    if type(value) in FORMATS:
        made.number_format = FORMATS[type(value)]
    return made


def _head(sheet: Any, label: str) -> Any:

    from openpyxl.styles import Font

    made = cell(sheet, label)
    made.font = Font(bold=True)
    return made


def _shape(sheet: Any, wanted: Iterable[Column]) -> None:

    from openpyxl.utils import get_column_letter

    sheet.freeze_panes = "A2"
    for number, column in enumerate(wanted, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = max(12, 2 * len(str(column.label)) + 2)


def saved(book: Workbook) -> bytes:
    """The file of a workbook."""
    file = BytesIO()
    book.save(file)
    book.close()
    return file.getvalue()
