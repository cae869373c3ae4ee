"""People in front of the desk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from django.test import Client

    from tests.desk.people import Office
    from tests.walks.cast import Cast


@pytest.fixture
def office(db: Any) -> Iterator[Office]:
    """The invented district on a fixed day."""
    from tests.desk import people
    from yifa.foundation import clock

    with clock.frozen(people.TODAY):
        yield people.assemble()


@pytest.fixture
def seat(office: Office) -> Callable[[str], Client]:
    """`seat("legal")`: a browser in which the person of that role is logged in."""
    from django.test import Client

    def sit(role: str) -> Client:
        client = Client(raise_request_exception=True)
        client.force_login(office.people[role])
        return client

    return sit


@pytest.fixture
def cast(db: Any) -> Cast:
    """The street of the walks: one person of each role that works on cases."""
    from tests.walks.cast import assemble

    return assemble()


@pytest.fixture
def as_(cast: Cast) -> Callable[[str], Client]:
    """`as_("mediator")`: a browser in which that person of the cast is logged in."""
    from django.test import Client

    def log_in(role: str) -> Client:
        client = Client()
        client.force_login(cast.at(role))
        return client

    return log_in
