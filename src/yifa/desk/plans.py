"""Plans of imports between upload and confirmation, so that a sheet is not read and tried twice.

They lie in the memory of the process that made them, never on disk: a few, for a short while. Where one is gone, or
was made by another process, the sheet is read again.
"""

from __future__ import annotations

import time
from threading import Lock

from yifa.procedures.imports import Plan

MOST, SECONDS = 2, 15 * 60
_lock = Lock()
_plans: dict[str, tuple[float, Plan]] = {}


def keep(token: str, plan: Plan) -> None:
    """Keep a plan; the oldest give way."""
    with _lock:
        _plans[token] = (time.monotonic(), plan)
        while len(_plans) > MOST:
            del _plans[next(iter(_plans))]


def take(token: str) -> Plan | None:
    """The plan kept under a token, once; None where there is none any more."""
    with _lock:
        for old in [one for one, (at, _) in _plans.items() if time.monotonic() - at > SECONDS]:
            del _plans[old]
        return _plans.pop(token, (0.0, None))[1]
