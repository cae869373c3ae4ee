"""Where a request comes from."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.http import HttpRequest


def address(request: HttpRequest) -> str:
    """The address of the person's machine, as far as it can be believed.

    `X-Forwarded-For` counts only for as many entries, from the right, as proxies of ours stand before the server
    (`PROXIES`); whatever stands further left, the person's own machine may have written.
    """
    from django.conf import settings

    named = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    believed = named[-settings.PROXIES :] if settings.PROXIES else []
    found = believed[0].strip() if len(believed) == settings.PROXIES and believed else ""
    return _valid(found) or _valid(request.META.get("REMOTE_ADDR", ""))


def _valid(text: str) -> str:
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        return ""
