"""A street with everybody in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.walks.cast import Cast


@pytest.fixture
def cast(db: Any) -> Cast:
    from tests.walks.cast import assemble

    return assemble()
