"""Carry warnings outside: e-mail, and the office's own WeCom, DingTalk, Feishu or SMS gateway.

A message names the case by number and says what is due when. It holds no personal data.
"""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import send_mail
from django.db.models import prefetch_related_objects

from yifa.foundation import audit
from yifa.procedures.models import MessageChannel, Warning
from yifa.procedures.warnings import NAMES, parts

TIMEOUT = 5  # seconds

# How each kind of gateway wants a text. The office gives the address, key included.
BODIES: dict[str, Callable[[str, str], dict[str, Any]]] = {
    "wecom": lambda text, phone: {
        "msgtype": "text",
        "text": {"content": text, "mentioned_mobile_list": [phone] if phone else []},
    },
    "dingtalk": lambda text, phone: {
        "msgtype": "text",
        "text": {"content": text},
        "at": {"atMobiles": [phone] if phone else []},
    },
    "feishu": lambda text, phone: {"msg_type": "text", "content": {"text": text}},
    "sms": lambda text, phone: {"phone": phone, "text": text},
}


def text_of(warning: Warning) -> str:
    """What a warning says."""
    clock = warning.clock
    return f"【依法】{clock.record.number}：{clock.label}{NAMES[warning.rung]}（{warning.due_on:%Y年%m月%d日}届满）"


def warn(on: date | None = None) -> tuple[int, int]:
    """Give and send all warnings that are owed, part by part; returns how many were given and how many went out."""
    given = sent = 0
    for part in parts(on):
        given += len(part)
        sent += deliver(part)
    return given, sent


def deliver(warnings: Iterable[Warning]) -> int:
    """Send warnings through every channel of the case's office; failures are noted, never raised. Returns how many went out."""
    channels = list(MessageChannel.objects.filter(active=True).select_related("unit"))
    if not channels and not settings.EMAIL_HOST:
        return 0
    found = list(warnings)
    prefetch_related_objects(found, "to")
    return sum(_deliver(warning, channels) for warning in found)


def _deliver(warning: Warning, channels: list[MessageChannel]) -> int:
    sent = 0
    if warning.to.email and settings.EMAIL_HOST:
        sent += send_mail(
            "依法：办理时限提醒", text_of(warning), None, [warning.to.email], fail_silently=True
        )
    for channel in channels:
        if warning.clock.path.startswith(channel.unit.path):
            sent += post(channel, text_of(warning), warning.to.phone)
    return sent


class _Stay(urllib.request.HTTPRedirectHandler):
    """A gateway that sends elsewhere is not followed: the text would go to an address that nobody set."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


_gateway = urllib.request.build_opener(_Stay)


def post(channel: MessageChannel, text: str, phone: str) -> int:
    """Post one text to a gateway; 1 when it was taken."""
    if urlsplit(channel.address).scheme not in ("http", "https"):
        return _failed(channel, "网关地址须以 http 开头")
    body = json.dumps(BODIES[channel.kind](text, phone), ensure_ascii=False).encode()
    request = urllib.request.Request(  # noqa: S310  (the scheme was checked above)
        channel.address, data=body, headers={"Content-Type": "application/json; charset=utf-8"}
    )
    try:
        with _gateway.open(request, timeout=TIMEOUT) as answer:
            return int(200 <= answer.status < 300)
    except (urllib.error.URLError, TimeoutError, OSError) as error:
        return _failed(channel, type(error).__name__)


def _failed(channel: MessageChannel, why: str) -> int:
    audit.note("message.failed", by=None, target=f"channel:{channel.pk}", detail={"why": why})
    return 0
