"""Numbers without gaps or doubles: the counter moves in the record's own transaction."""

from __future__ import annotations

from django.db import connection

from yifa.office.models import Unit

KEY = "ledger = %s AND unit_id = %s AND year = %s"
TAKE = (
    'INSERT INTO records_counter (ledger, unit_id, year, "last") VALUES (%s, %s, %s, %s) '
    'ON CONFLICT (ledger, unit_id, year) DO UPDATE SET "last" = records_counter."last" + excluded."last"'
)


def take(ledger: str, unit: Unit, year: int, count: int = 1) -> int:
    """Take `count` serial numbers; returns the first. Call inside a transaction: it holds the counter's row."""
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [ledger, unit.pk, year, count])
        cursor.execute(f'SELECT "last" FROM records_counter WHERE {KEY}', [ledger, unit.pk, year])  # noqa: S608
        return int(cursor.fetchone()[0]) - count + 1


def number(pattern: str, unit: Unit, year: int, serial: int) -> str:
    """A number such as 示例调字〔2026〕12号 from a ledger's pattern."""
    return pattern.format(unit=unit.called, year=year, serial=serial)
