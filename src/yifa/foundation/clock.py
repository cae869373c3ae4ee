"""The one clock of the product. Tests and demo data set it; nothing else reads the system's time."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextvars import ContextVar
from datetime import date, datetime
from zoneinfo import ZoneInfo

BEIJING = ZoneInfo("Asia/Shanghai")
_frozen: ContextVar[datetime | None] = ContextVar("frozen", default=None)


def now() -> datetime:
    """The present moment, aware, Beijing time."""
    return _frozen.get() or datetime.now(BEIJING)


def today() -> date:
    """The present day in Beijing: the day every statutory clock reads."""
    return now().astimezone(BEIJING).date()


def at(day: date, hour: int = 9, minute: int = 0) -> datetime:
    """A moment of a day in Beijing time."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=BEIJING)


def is_set() -> bool:
    """Whether the clock stands where somebody set it (demo data, tests) instead of following the machine."""
    return _frozen.get() is not None


@contextlib.contextmanager
def frozen(moment: datetime | date) -> Iterator[None]:
    """Stand still at a moment (a plain day means nine in the morning)."""
    token = _frozen.set(moment if isinstance(moment, datetime) else at(moment))
    try:
        yield
    finally:
        _frozen.reset(token)
