"""The ledgers of this installation, registered as their apps load."""

from __future__ import annotations

from yifa.foundation.errors import Missing
from yifa.records.declaration import Ledger

_ledgers: dict[str, Ledger] = {}


def register(ledger: Ledger) -> None:
    """Make a ledger known; a second one with the same code is a programming error."""
    assert _ledgers.setdefault(ledger.code, ledger) is ledger, ledger.code


def ledger(code: str) -> Ledger:
    """The ledger of a code; Missing when there is none."""
    try:
        return _ledgers[code]
    except KeyError:
        raise Missing(f"没有“{code}”这一台账") from None


def ledgers() -> list[Ledger]:
    """All ledgers, in the order they were registered."""
    return list(_ledgers.values())
