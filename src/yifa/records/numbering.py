"""Numbers without gaps or doubles: the counter moves in the record's own transaction."""

from __future__ import annotations

from yifa.office.models import Unit
from yifa.records.models import Counter


def take(ledger: str, unit: Unit, year: int, count: int = 1) -> int:
    """Take `count` serial numbers; returns the first. Call inside a transaction: it holds the counter's row."""
    counter, _ = Counter.objects.select_for_update().get_or_create(ledger=ledger, unit=unit, year=year)
    counter.last += count
    counter.save(update_fields=["last"])
    return counter.last - count + 1


def number(pattern: str, unit: Unit, year: int, serial: int) -> str:
    """A number such as 示例调字〔2026〕12号 from a ledger's pattern."""
    return pattern.format(unit=unit.called, year=year, serial=serial)
