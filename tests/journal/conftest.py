"""A small tree of units, and room for each example of a property."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.journal.world import Tree


@pytest.fixture
def tree(db: None) -> Tree:
    """示例区 with two subdistricts and three communities."""
    from tests.journal.world import plant  # models load after Django, and conftest before it

    return plant()


@pytest.fixture
def fresh() -> Callable[[], AbstractContextManager[None]]:
    """A block whose writes are taken back: one for each example of a property."""
    from tests.journal.world import rolled_back

    return rolled_back
