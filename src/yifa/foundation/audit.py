"""Write to the audit trail."""

from __future__ import annotations

from typing import Any

from yifa.foundation import clock


def note(action: str, *, by: int | None, target: str = "", detail: dict[str, Any] | None = None) -> None:
    """Append one row to the audit trail, in the caller's transaction."""
    # The plain rooms import foundation without Django's app registry.
    from yifa.foundation import insert
    from yifa.foundation.models import Audit

    # An address that somebody made up may hold what PostgreSQL keeps in no text.
    target = target.replace("\0", "�")
    insert.add(Audit(at=clock.now(), by=by, action=action, target=target, detail=detail or {}))
