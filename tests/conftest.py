"""Fixtures of every room."""

from __future__ import annotations

import pytest
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """The test database. On SQLite, tests that commit empty the tables by DELETE, which the journal's guard forbids."""
    from yifa.journal import guard

    with django_db_blocker.unblock():
        if connection.vendor == "sqlite":
            guard.lift(connection)
