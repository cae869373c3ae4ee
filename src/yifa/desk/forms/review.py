"""What is to be reviewed, and how."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from yifa.desk.forms.units import UnitField
from yifa.desk.kept import clean_name
from yifa.foundation import clock
from yifa.office.access import Access, units_for

MOST_FILES = 80
LARGEST = 30 * 1024 * 1024
LONGEST = 500_000  # characters of pasted text


class ManyFiles(forms.FileInput):
    """The browser's picker, for several files."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return files.getlist(name) if hasattr(files, "getlist") else []


class FilesField(forms.Field):
    """Several files, possibly none; whether one can be read is said beside it, with the others reviewed."""

    widget = ManyFiles


class ReviewForm(forms.Form):
    """Files or a pasted text; against whose figures of which year."""

    reports = FilesField(
        label=_("报告文件"),
        required=False,
        widget=ManyFiles(attrs={"class": "form-control", "accept": ".docx,.pdf,.txt,.html,.htm,.md"}),
        help_text=_("docx、带文字的 pdf、txt、html、md，可一次选择多个，也可以拖到这里"),
    )
    text = forms.CharField(
        label=_("或者粘贴文字"),
        required=False,
        max_length=LONGEST,
        strip=False,
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 6}),
    )
    unit = UnitField(label=_("与台账对照"), required=False, empty_label=_("不对照"))
    year = forms.IntegerField(
        label=_("报告年度"),
        required=False,
        min_value=2000,
        max_value=2100,
        widget=forms.NumberInput(attrs={"class": "form-control", "inputmode": "numeric"}),
        help_text=_("不填则从正文判断；与台账对照时必填"),
    )
    peers = forms.BooleanField(label=_("同时检查这些文件之间是否雷同"), required=False)

    def __init__(self, data: Any = None, files: Any = None, *, access: Access) -> None:
        super().__init__(data, files)
        self.fields["year"].widget.attrs["placeholder"] = str(clock.today().year - 1)
        if access.may("figures"):
            field = self.fields["unit"]
            assert isinstance(field, UnitField)
            field.queryset = units_for(access, "figures").order_by("path")
        else:
            del self.fields["unit"]

    def clean(self) -> dict[str, Any]:
        """Something to review there must be, and not too much of it."""
        data = self.cleaned_data
        given = data.get("reports") or []
        self.given: list[tuple[str, bytes]] = []
        if not given and not (data.get("text") or "").strip() and "text" not in self.errors:
            self.add_error("reports", _t("请选择文件，或者粘贴要核对的文字"))
        if len(given) > MOST_FILES:
            self.add_error("reports", _t("一次最多 %(most)s 个文件，请分批上传") % {"most": MOST_FILES})
        for file in given[:MOST_FILES]:
            if (file.size or 0) > LARGEST:
                self.add_error(
                    "reports", _t("“%(name)s”超过30兆，请另存一份只含正文的文件") % {"name": file.name}
                )
            else:
                self.given.append((clean_name(file.name or ""), file.read()))
        if data.get("unit") and not data.get("year"):
            self.add_error("year", _t("与台账对照须填写报告年度"))
        if text := (data.get("text") or "").strip():
            self.given.append((_t("粘贴的文字") + ".txt", text.encode()))
        return data

    @property
    def options(self) -> dict[str, Any]:
        """What was chosen, as plain values."""
        data = self.cleaned_data
        unit = data.get("unit")
        return {"unit": unit.pk if unit else None, "year": data.get("year"), "peers": bool(data.get("peers"))}
