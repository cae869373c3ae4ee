"""Small helpers of the templates."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django import forms, template
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext as _

from yifa.desk.filters import Choice
from yifa.desk.forms.choices import OfferedSelect
from yifa.desk.forms.rows import RowsWidget
from yifa.desk.http import query_without
from yifa.foundation import clock
from yifa.records.models import WITHDRAWN, Change, Record
from yifa.review.values import SEVERITY_NAMES

register = template.Library()


@register.filter
def severity_name(code: str) -> str:
    """How grave a finding is, in words."""
    return _(SEVERITY_NAMES[code])


@register.filter
def is_check(field: forms.BoundField) -> bool:
    """A tick box: its label stands behind it."""
    return isinstance(field.field.widget, forms.CheckboxInput)


@register.filter
def is_group(field: forms.BoundField) -> bool:
    """Several inputs under one legend."""
    return isinstance(field.field.widget, (forms.MultiWidget, RowsWidget))


@register.filter
def is_wide(field: forms.BoundField) -> bool:
    """A field that takes the whole width."""
    return (
        isinstance(field.field.widget, (forms.Textarea, RowsWidget, OfferedSelect)) or field.name == "title"
    )


@register.filter
def say(text: str) -> str:
    """A text of a declaration in the chosen language."""
    return gettext(text) if text else ""


@register.filter
def step_name(record: Record) -> str:
    """Where a record stands, in words."""
    return gettext(record.declaration.procedure.step_name(record.step))


@register.filter
def step_reached(change: Change, record: Record | None) -> str:
    """The step that a move led to; nothing for a change that stayed where it was."""
    before, after = change.fields.get("step") or ("", "")
    procedure = record.declaration.procedure if record else None
    return procedure.step_name(after) if procedure and before != after else ""


@register.filter
def tone(record: Record) -> str:
    """The colour of a record's step: closed, withdrawn or open."""
    if record.step == WITHDRAWN:
        return "secondary"
    return "green" if record.declaration.procedure.terminal(record.step) else "blue"


@register.simple_tag
def choices(found: Iterable[Choice]) -> SafeString:
    """The options of a select: an office may have a hundred units."""
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((one.value, SafeString(" selected" if one.chosen else ""), one.label) for one in found),
    )


@register.filter
def until(day: date | None) -> str:
    """How far a day is from today, in words."""
    if day is None:
        return ""
    left = (day - clock.today()).days
    if left < 0:
        return _("超期%(n)d日") % {"n": -left}
    return _("今天") if left == 0 else _("明天") if left == 1 else _("还有%(n)d日") % {"n": left}


@register.filter
def day(value: date | datetime | None) -> str:
    """A day as the chosen language writes it."""
    return date_format(value, _("Y年n月j日")) if value else ""


@register.filter
def short_day(value: date | None) -> str:
    """A day of this year."""
    return date_format(value, _("n月j日")) if value else ""


@register.filter
def moment(value: datetime | None) -> str:
    """A day and the minute."""
    return date_format(localtime(value), _("Y年n月j日 H:i")) if value else ""


@register.simple_tag(takes_context=True)
def change_query(context: dict[str, Any], **changes: Any) -> str:
    """The present query string with some parameters changed; the page starts anew."""
    request: HttpRequest = context["request"]
    return "?" + query_without(request, "page", **changes)


@register.simple_tag
def bars(values: list[float], now: int = 12, width: int = 120, height: int = 32) -> SafeString:
    """Twelve small columns as SVG: a figure's months; month `now` stands out, later ones are not drawn."""
    top = max([*values, 1])
    step = width / max(1, len(values))
    boxes = "".join(
        f'<rect{" class=now" if n + 1 == now else ""} x="{n * step + 1:.1f}" y="{height - max(1, value / top * (height - 2)):.1f}"'
        f' width="{step - 2:.1f}" height="{max(1, value / top * (height - 2)):.1f}" rx="1"/>'
        for n, value in enumerate(values[:now])
    )
    return format_html(
        '<svg class="bars" viewBox="0 0 {} {}" width="{}" height="{}" aria-hidden="true">{}</svg>',
        width,
        height,
        width,
        height,
        SafeString(boxes),
    )


@register.filter
def width_class(percent: int) -> str:
    """A class for a bar's width in steps of five per cent: the policy allows no inline style."""
    return f"w{round(percent / 5) * 5}"
