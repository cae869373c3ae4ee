"""Due dates a second on one core, over mixed limits; and 100,000 open clocks counted again after a calendar change.

Run: python benchmarks/law_due.py [number of clocks]
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta

from yifa import law
from yifa.law import Running

CALENDAR = law.calendar()
FIRST = date(2026, 1, 5)


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


def timed(name: str, work: Callable[[], int]) -> None:
    """Print how fast a piece of work is, the best of three."""
    best, number = float("inf"), 0
    for _ in range(3):
        begin = time.perf_counter()
        number = work()
        best = min(best, time.perf_counter() - begin)
    print(f"{name:<28}{number:>9,} in {best:6.3f} s = {number / best:>11,.0f}/s")


def main() -> None:
    """All three measures."""
    rows = clocks(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
    changed = CALENDAR.with_days({date(2026, 6, 22): (False, "示例通知")})
    timed("due dates", lambda: count(rows))
    timed("explained", lambda: explain(rows[:5_000]))
    timed("clocks counted again", lambda: len(law.affected(rows, CALENDAR, changed)) and len(rows))
    moved = [shift for shift in law.affected(rows, CALENDAR, changed) if shift.moved]
    print(f"one holiday more moves {len(moved):,} of {len(rows):,} clocks")


if __name__ == "__main__":
    main()
