"""Due dates a second on one core, over mixed limits; and 100,000 open clocks counted again after a calendar change."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable
from datetime import date, timedelta

from benchmarks.table import Table
from yifa import law
from yifa.law import Running

CALENDAR = law.calendar()
FIRST = date(2026, 1, 5)
EXTRA = date(2026, 6, 22)


def clocks(number: int) -> list[Running]:
    """Clocks of every dated limit, a quarter suspended, a tenth extended where the law allows it."""
    dice = random.Random(20261122)
    dated = [one for one in law.limits() if one.dated and one.since <= FIRST]
    return [_clock(key, dice.choice(dated), dice) for key in range(number)]


def _clock(key: int, limit: law.Limit, dice: random.Random) -> Running:
    start = FIRST + timedelta(days=dice.randrange(320))
    spans = []
    if limit.sense != "before" and dice.random() < 0.25:
        first = start + timedelta(days=dice.randrange(1, 20))
        spans = [(first, first + timedelta(days=dice.randrange(1, 15)))]
    extended = 10 if limit.extension and (limit.extension.most or 10) >= 10 and dice.random() < 0.1 else 0
    return Running(key, limit.code, start, spans, extended)


def count(rows: list[Running]) -> int:
    """Every due date once."""
    for _, code, start, spans, extension in rows:
        law.due(code, start, suspensions=spans, extension=extension)
    return len(rows)


def explain(rows: list[Running]) -> int:
    """Every due date with its explanation."""
    for _, code, start, spans, extension in rows:
        _ = law.due(code, start, suspensions=spans, extension=extension).explanation
    return len(rows)


def best(work: Callable[[], int]) -> float:
    """How much a second, the best of three."""
    rates = []
    for _ in range(3):
        begin = time.perf_counter()
        rates.append(work() / (time.perf_counter() - begin))
    return max(rates)


def recount(rows: list[Running], changed: law.Calendar) -> int:
    """All clocks under an old and a new calendar."""
    law.affected(rows, CALENDAR, changed)
    return len(rows)


def run(quick: bool) -> Iterable[Table]:
    """One table: counted, explained, counted again after one more holiday."""
    rows = clocks(20_000 if quick else 100_000)
    changed = CALENDAR.with_days({EXTRA: (False, "示例通知")})
    table = Table("Due dates on one core", ["work", "clocks", "a second"])
    table.add("due dates of mixed limits", len(rows), best(lambda: count(rows)))
    table.add("with the explanation", 5_000, best(lambda: explain(rows[:5_000])))
    table.add("counted again after a calendar change", len(rows), best(lambda: recount(rows, changed)))
    moved = sum(shift.moved for shift in law.affected(rows, CALENDAR, changed))
    table.add("moved by one more holiday", moved, "")
    return [table]
