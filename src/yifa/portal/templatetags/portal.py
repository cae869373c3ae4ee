"""Small plots of the portal."""

from __future__ import annotations

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()
HEIGHT, STEP = 28, 9


@register.simple_tag
def months(values: list[float]) -> SafeString:
    """The twelve months of a figure as small columns; the number itself stands beside."""
    top = max([*values, 1])
    boxes = format_html_join(
        "",
        '<rect x="{}" y="{}" width="{}" height="{}"/>',
        (
            (
                n * STEP,
                round(HEIGHT - max(1, value / top * HEIGHT), 1),
                STEP - 2,
                round(max(1, value / top * HEIGHT), 1),
            )
            for n, value in enumerate(values)
        ),
    )
    told = "，".join(f"{n}月{value:g}" for n, value in enumerate(values, 1))
    return format_html(
        '<svg viewBox="0 0 {} {}" preserveAspectRatio="none" role="img" aria-label="{}">{}</svg>',
        STEP * 12 - 2,
        HEIGHT,
        told,
        boxes,
    )
