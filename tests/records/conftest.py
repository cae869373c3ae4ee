"""The small office of the walks, for records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.walks.cast import Cast


@pytest.fixture
def cast(db: Any) -> Cast:
    from tests.walks.cast import assemble

    return assemble()


@pytest.fixture
def empty_index(transactional_db: Any) -> None:
    """Tests that commit are cleaned up table by table; the search index is a table no model knows."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM records_search")
