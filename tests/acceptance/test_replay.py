"""Five offices' published years, replayed: records go in, the published figures and sentences come out."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from tests.acceptance.facts import Lot, offices, rows, split
from yifa.figures.periods import year
from yifa.figures.queries import values
from yifa.foundation import clock
from yifa.journal.queries import unsettled

if TYPE_CHECKING:
    from tests.acceptance.office import Replayed

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("code", offices())
def test_figures_and_draft_are_the_published_ones(code: str, replayed: Callable[[str], Replayed]) -> None:
    here = replayed(code)
    period = year(here.year)
    found = values(here.expects["figures"], unit=here.cast.street, start=period.start, end=period.end)
    shown = {name: one.value for name, one in found.items()}
    assert shown == {name: Decimal(number) for name, number in here.expects["figures"].items()}
    text = drafted(here)
    assert [word for word in here.expects["says"] if not tells(text, word)] == []
    published = [row["figure"] for row in here.expects["published"] if "figure" in row]
    assert [name for name in published if not tells(text, found[name].text)] == []
    for record in (one for made in here.made.values() for one in made):
        fresh = record.declaration.model.objects.get(pk=record.pk)
        assert unsettled(fresh.source, fresh.declaration.lines(fresh)) == []


def drafted(here: Replayed) -> str:
    """The office's report of the year."""
    from yifa.reports.drafting import draft

    with clock.frozen(date(here.year + 1, 1, 15)):
        return draft(here.cast.street, here.year).text()


def tells(text: str, number: str) -> bool:
    """Whether a text holds a number, not as a part of a longer one."""
    return re.search(rf"(?<![\d.]){re.escape(number)}", text) is not None


def test_a_sum_may_be_told_as_more_than(replayed: Callable[[str], Replayed]) -> None:
    from yifa.reports.drafting import draft

    here = replayed("D")
    assert "64万余元" in draft(here.cast.street, here.year, prefer="over").text()


def test_nothing_of_another_year_is_counted(replayed: Callable[[str], Replayed]) -> None:
    here = replayed("T")
    before = year(here.year - 1)
    found = values(here.expects["figures"], unit=here.cast.street, start=before.start, end=before.end)
    assert {one.value for one in found.values()} == {Decimal(0)}


def test_a_lot_adds_up() -> None:
    parts = split(98, 96)
    assert sum(parts) == 98
    assert max(parts) - min(parts) <= 1
    made = rows(Lot(count=7, values={}, shared={"fine": 300}), 2024)
    assert sum(row["fine"] for row in made) == 300
    assert {row["happened_on"].year for row in made} == {2024}
