"""The street of the report tests, for what the public sees of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.reports.world import Street


@pytest.fixture
def street(db: None) -> Iterator[Street]:
    """示例街道, on 15 January 2026."""
    from tests.reports.world import at, build  # models load after Django, and conftest before it

    with at():
        yield build()
