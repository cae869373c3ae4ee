"""A small table in a form: a few lines of inputs, of which the empty ones are left out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from yifa.records.models import Record
from yifa.records.rows import MOST, Cell, read

SPARE = 3  # empty rows below those that are filled, for whoever has no script to add one


class RowsWidget(forms.Widget):
    """The table: inputs named `field-row-column`."""

    template_name = "desk/widgets/rows.html"

    def __init__(self, cells: tuple[Cell, ...], attrs: Any = None) -> None:
        self.cells, self.suggested = cells, list[str]()
        super().__init__(attrs)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[dict[str, str]]:
        """The rows as they were sent, in their order."""
        form = re.compile(rf"{re.escape(name)}-(\d{{1,3}})-(\w+)")
        rows: dict[int, dict[str, str]] = {}
        for key in data:
            if found := form.fullmatch(key):
                rows.setdefault(int(found[1]), {})[found[2]] = data.get(key)
        return [rows[number] for number in sorted(rows)][: MOST + SPARE + 1]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return not any(key.startswith(f"{name}-") for key in data)

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        rows: list[Mapping[str, str]] = list(value or [])
        while rows and not any(rows[-1].values()):  # what was sent empty comes back as spare rows
            rows.pop()
        rows += [{}] * SPARE
        context["widget"] |= {
            "cells": self.cells,
            "suggested": self.suggested,
            "rows": [[self._input(name, n, cell, row) for cell in self.cells] for n, row in enumerate(rows)],
        }
        return context

    def _input(self, name: str, number: int, cell: Cell, row: Mapping[str, str]) -> dict[str, Any]:
        return {
            "cell": cell,
            "name": f"{name}-{number}-{cell.code}",
            "value": row.get(cell.code, ""),
            "label": _("第%(row)s行 %(label)s") % {"row": number + 1, "label": cell.label},
        }


class RowsField(forms.Field):
    """Rows of a small table; every wrong cell is named with its row."""

    def __init__(self, *, cells: tuple[Cell, ...], **kwargs: Any) -> None:
        self.cells = cells
        super().__init__(widget=RowsWidget(cells), **kwargs)

    def clean(self, value: Any) -> list[dict[str, str]]:
        found = read(self.cells, value or [])
        if self.required and not found:
            raise ValidationError(_("请至少填写一行"))
        return found

    def __deepcopy__(self, memo: Any) -> RowsField:
        copied: RowsField = super().__deepcopy__(memo)
        copied.widget.suggested = []
        return copied


def suggest(form: forms.Form, record: Record) -> None:
    """Offer the names of a record's files where a row may name one."""
    widgets = [field.widget for field in form.fields.values() if isinstance(field.widget, RowsWidget)]
    wanted = [one for one in widgets if any(cell.kind == "file" for cell in one.cells)]
    if wanted:
        names = list(record.attachments.filter(removed_at__isnull=True).values_list("name", flat=True))
        for one in wanted:
            one.suggested = names
