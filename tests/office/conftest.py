"""Each generated office is undone before the next one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from django.db import transaction


@pytest.fixture
def undone(db: Any) -> Callable[[], AbstractContextManager[None]]:
    """`with undone(): …` leaves nothing behind."""

    @contextmanager
    def block() -> Iterator[None]:
        with transaction.atomic():
            yield
            transaction.set_rollback(True)

    return block
