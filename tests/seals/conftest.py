"""An office with sealed rows of every kind, really committed: tests tamper with it by plain SQL."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.seals.world import House


@pytest.fixture
def house(transactional_db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    """示例街道 with a frozen report, an attached file and four sealed batches; anchors lie apart."""
    from tests.seals.world import build  # models load after Django, and conftest before it

    monkeypatch.setenv("YIFA_ANCHORS", str(tmp_path / "anchors"))
    return build(tmp_path)
