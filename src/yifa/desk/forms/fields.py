"""Form fields and widgets for the product's own kinds of value."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f​-‏‪-‮⁠﻿]")


def clean_text(text: str) -> str:
    """A text without control and invisible characters, which come along with pasting."""
    return CONTROL.sub("", text).strip()


class TextField(forms.CharField):
    """One line of text; control characters are dropped."""

    def to_python(self, value: Any) -> str:
        return clean_text(super().to_python(value) or "")


class DateInput(forms.DateInput):
    """The browser's own date picker."""

    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class DateField(forms.DateField):
    """A day, as the picker writes it or as people do: 2026-03-05, 2026年3月5日, 2026.3.5, 20260305."""

    widget = DateInput

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            parts = re.findall(r"\d+", value)
            if len(parts) == 1 and len(parts[0]) == 8:
                parts = [parts[0][:4], parts[0][4:6], parts[0][6:]]
            if len(parts) == 3:
                value = "-".join(parts)
        return super().to_python(value)


class TallyWidget(forms.MultiWidget):
    """A number for each kind, with the unit beside it and buttons to step."""

    template_name = "desk/widgets/tally.html"

    def __init__(self, kinds: Mapping[str, tuple[Any, Any]]) -> None:
        self.kinds = dict(kinds)
        super().__init__(
            {kind: forms.NumberInput(attrs={"min": 0, "inputmode": "numeric"}) for kind in kinds}
        )

    def decompress(self, value: Any) -> list[Any]:
        return [(value or {}).get(kind) for kind in self.kinds]

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        labels = self.kinds.values()
        for part, (label, unit) in zip(context["widget"]["subwidgets"], labels, strict=True):
            part["label"], part["unit"] = label, unit
        return context


class TallyField(forms.MultiValueField):
    """Numbers by kind: `{kind: number}`, empty ones left out."""

    def __init__(self, *, kinds: Mapping[str, tuple[Any, Any]], **kwargs: Any) -> None:
        self.kinds = dict(kinds)
        parts = [forms.IntegerField(required=False, min_value=0, max_value=100_000_000) for _kind in kinds]
        super().__init__(parts, widget=TallyWidget(kinds), require_all_fields=False, **kwargs)

    def compress(self, data_list: list[Any]) -> dict[str, int]:
        return {kind: number for kind, number in zip(self.kinds, data_list or [], strict=False) if number}


class TopicsField(forms.CharField):
    """Titles of acts, one a line; quotation marks around a title are dropped."""

    widget = forms.Textarea

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        if isinstance(value, list):
            return value
        lines = re.split(r"[\n、；;]+", super().to_python(value) or "")
        return [clean_text(line).strip("《》") for line in lines if clean_text(line)]

    def clean(self, value: Any) -> Any:
        titles = self.to_python(value)
        if self.required and not titles:
            raise ValidationError(_("请至少填写一部法律法规"))
        return titles


class LinesField(forms.CharField):
    """Rows of circumstance, range and, if it is named, when it applies: `较轻：50元至200元：首次违法`."""

    widget = forms.Textarea
    PARTS = ("情节", "幅度", "适用条件")

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, list):
            # By name: PostgreSQL keeps the keys of a row in an order of its own.
            return "\n".join(
                "：".join(str(row[name]) for name in self.PARTS if row.get(name)) for row in value
            )
        return value

    def clean(self, value: Any) -> Any:
        rows = []
        for number, line in enumerate((super().clean(value) or "").splitlines(), 1):
            if not clean_text(line):
                continue
            case, mark, rest = clean_text(line).replace(":", "：").partition("：")
            span, _mark, when = rest.partition("：")
            if not mark or not span:
                raise ValidationError(_("第%(n)s行请写成“情节：幅度”"), params={"n": number})
            rows.append({"情节": case, "幅度": span} | ({"适用条件": when} if when else {}))
        return rows
