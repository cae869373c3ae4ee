"""The empty spreadsheet of a ledger: headings, drop-down lists, and a second sheet that explains each column."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models

from yifa.records.declaration import Ledger
from yifa.records.exchange.columns import Column, columns_of
from yifa.records.exchange.export import saved
from yifa.records.fields import RowsField, TallyField, TopicsField

ROWS = 2000  # rows that get drop-down lists and formats
NEEDED = "FFF2CC"


def template(ledger: Ledger) -> bytes:
    """The template; columns with an asterisk must be filled."""

    from openpyxl import Workbook

    book = Workbook()
    sheet, help_sheet, lists = book.active, book.create_sheet("填写说明"), book.create_sheet("选项")
    assert sheet is not None
    sheet.title, lists.sheet_state = str(ledger.name)[:31], "hidden"
    sheet.freeze_panes = "A2"
    help_sheet.append(["列", "是否必填", "填写要求"])
    for number, column in enumerate(template_columns(ledger), start=1):
        _head(sheet, number, column)
        _validate(sheet, lists, number, column)
        help_sheet.append([str(column.label), "必填" if column.required else "", says(ledger, column)])
    _tidy(help_sheet)
    return saved(book)


def template_columns(ledger: Ledger) -> list[Column]:
    """Unit, every field, and what tells how far a finished record went."""
    return columns_of(ledger, ["unit", *ledger.fields, "step", "reason"])


def _head(sheet: Any, number: int, column: Column) -> None:

    from openpyxl.styles import Font, PatternFill
    from openpyxl.utils import get_column_letter

    letter = get_column_letter(number)
    head = sheet.cell(1, number, str(column.label) + ("*" if column.required else ""))
    head.font = Font(bold=True)
    if column.required:
        head.fill = PatternFill("solid", fgColor=NEEDED)
    sheet.column_dimensions[letter].width = max(12, 2 * len(str(column.label)) + 2)
    if isinstance(column.field, models.DateField):
        sheet.column_dimensions[letter].number_format = "yyyy-mm-dd"
    elif not isinstance(column.field, (models.DecimalField, models.IntegerField, TallyField)):
        sheet.column_dimensions[letter].number_format = "@"


def _validate(sheet: Any, lists: Any, number: int, column: Column) -> None:

    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    found = options(column)
    if not found:
        return
    letter = get_column_letter(number)
    for row, option in enumerate(found, start=1):
        lists.cell(row, number, option)
    rule = DataValidation(
        type="list",
        formula1=f"选项!${letter}$1:${letter}${len(found)}",
        allow_blank=True,
        showErrorMessage=False,
    )
    sheet.add_data_validation(rule)
    rule.add(f"{letter}2:{letter}{ROWS}")


def options(column: Column) -> list[str]:
    """What can be chosen in a column; empty where anything may be written."""
    field = column.field
    if isinstance(field, models.BooleanField):
        return ["是", "否"]
    return (
        [str(label) for code, label in field.flatchoices if code not in ("", None)]
        if field and field.choices
        else []
    )


def says(ledger: Ledger, column: Column) -> str:
    """How a column is filled, in one sentence."""
    field = column.field
    moves = getattr(ledger.procedure.dated.get(column.name), "label", "")
    past = f"只用于补录已经办过“{moves}”的记录；" if moves else ""
    if column.name == "unit":
        return "登记单位的名称、简称或者代码；不填则为导入时选定的单位"
    if column.name == "step":
        return "只用于补录：记录办到了哪一环节；不填则由各日期推定"
    if column.name == "reason":
        return "只用于补录：流转须写明理由的，写在这里"
    if isinstance(field, models.DateField):
        return past + "日期，如 2026-03-05、2026年3月5日、2026.3.5"
    if isinstance(field, TallyField):
        return "数量，没有则不填"
    if isinstance(field, TopicsField):
        return "法律法规名称，多项用顿号分开"
    if isinstance(field, RowsField):
        return "每行依次写：" + "；".join(str(cell.label) for cell in field.cells)
    return past + (
        "可选：" + "、".join(options(column)) if options(column) else str(getattr(field, "help_text", ""))
    )


def _tidy(sheet: Any) -> None:

    from openpyxl.styles import Font

    for letter, width in (("A", 28), ("B", 10), ("C", 90)):
        sheet.column_dimensions[letter].width = width
    for head in sheet[1]:
        head.font = Font(bold=True)
    for row in sheet.iter_rows(min_row=2, min_col=3, max_col=3):
        _wrap(row)


def _wrap(cells: Iterable[Any]) -> None:

    from openpyxl.styles import Alignment

    for one in cells:
        one.alignment = Alignment(wrap_text=True, vertical="top")
