"""The street of the report tests, standing in January of the year after."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.reports.world import Street
    from tests.seals.world import House


@pytest.fixture
def street(db: None) -> Iterator[Street]:
    """示例街道, on 15 January 2026."""
    from tests.reports.world import at, build  # models load after Django, and conftest before it

    with at():
        yield build()


@pytest.fixture
def house(transactional_db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    """The street of the seals' tests: really committed, with four batches and anchors that lie apart."""
    from tests.seals.world import build

    monkeypatch.setenv("YIFA_ANCHORS", str(tmp_path / "anchors"))
    return build(tmp_path)
