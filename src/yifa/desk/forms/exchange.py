"""The form of an import: whose records, which file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yifa.desk.forms.units import UnitField
from yifa.foundation.errors import Invalid
from yifa.office.access import Access, units_for
from yifa.records.declaration import Ledger


class ImportForm(forms.Form):
    """A unit of this ledger in which the person may enter, and a table."""

    unit = UnitField(label=_("登记单位"), empty_label=None, help_text=_("表中没有写单位的行，登记在这个单位"))
    file = forms.FileField(
        label=_("表格文件"),
        widget=forms.FileInput(attrs={"class": "form-control", "accept": ".xlsx"}),
        help_text=_("xlsx，最大30兆；列名不必与模板完全一样，系统会辨认"),
        error_messages={"required": _("请选择要导入的表格"), "empty": _("文件是空的，请检查是否选错")},
    )

    def __init__(self, ledger: Ledger, access: Access, data: Any = None, files: Any = None) -> None:
        own = next((one.unit_id for one in access.grants if one.gives(ledger.verb, ledger.code)), None)
        super().__init__(data, files, initial={"unit": own})
        rows = units_for(access, ledger.verb).filter(access.rule(ledger.verb, ledger=ledger.code))
        unit = self.fields["unit"]
        assert isinstance(unit, UnitField)
        unit.queryset = rows.filter(kind__in=ledger.unit_kinds.split()).order_by("path")

    def take(self, error: Invalid) -> None:
        """Put each message beside its field; what has none stands beside the file."""
        for name, message in error.errors.items():
            self.add_error(name if name in self.fields else "file", message)

    def mark_wrong(self) -> None:
        """Tie messages to their inputs for screen readers."""
        for name in self.errors:
            if name in self.fields:
                self.fields[name].widget.attrs |= {
                    "aria-invalid": "true",
                    "aria-describedby": f"id_{name}_error",
                }
