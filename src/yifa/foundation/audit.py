"""Write to the audit trail."""

from __future__ import annotations

from typing import Any

from yifa.foundation import clock


def note(action: str, *, by: int | None, target: str = "", detail: dict[str, Any] | None = None) -> None:
    """Append one row to the audit trail, in the caller's transaction."""
    from yifa.foundation.models import (
        Audit,
    )  # the plain rooms import foundation without Django's app registry

    Audit.objects.create(at=clock.now(), by=by, action=action, target=target, detail=detail or {})
