"""An office for each replay, standing in January of the year after."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.acceptance.office import Replayed


@pytest.fixture
def replayed(db: Any) -> Callable[[str], Replayed]:
    """`replayed("D")`: the office with its year entered."""
    from tests.acceptance.office import replay

    return replay
