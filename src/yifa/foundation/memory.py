"""Python's collector of circular garbage, told when it would look in vain."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

_lock = Lock()
_busy = 0


@contextmanager
def uncollected() -> Iterator[None]:
    """No search for circular garbage in this block, which keeps nearly everything it makes: the search would go
    through all of it again and again. Blocks of several threads may overlap.
    """
    _enter()
    try:
        yield
    finally:
        _leave()


def _enter() -> None:
    global _busy
    with _lock:
        _busy += 1
        gc.disable()


def _leave() -> None:
    global _busy
    with _lock:
        _busy -= 1
        if not _busy:
            gc.enable()
