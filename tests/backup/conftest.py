from __future__ import annotations

from tests.seals.conftest import house as house
