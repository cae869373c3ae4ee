"""Walk a case: a list of moves with who, when and what, and where each leads."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from itertools import pairwise
from typing import Any

import pytest

from tests.walks.cast import Cast
from yifa.foundation import clock
from yifa.foundation.errors import Refused
from yifa.procedures.actions import advance, enter
from yifa.procedures.path import path_of
from yifa.records.models import Record
from yifa.records.registry import ledger

Way = tuple[str, str, str, Mapping[str, Any], str]


def day(text: str) -> date:
    """A day such as 03-12 of 2026, or a full date."""
    return date.fromisoformat(text if len(text) > 5 else f"2026-{text}")


def start(cast: Cast, code: str, by: str, on: str, values: Mapping[str, Any]) -> Record:
    """Enter a record on a day."""
    with clock.frozen(day(on)):
        filled = {"happened_on": day(on), "received_on": day(on), **values}
        return enter(ledger=ledger(code), unit=cast.street, values=filled, by=cast.at(by))


def go(cast: Cast, record: Record, way: Iterable[Way]) -> Record:
    """Make moves: (move, who, day, given, step afterwards). `reason` in what is given is the move's reason."""
    for move, who, on, given, after in way:
        values = {name: value for name, value in given.items() if name not in ("reason", "extension")}
        with clock.frozen(day(on)):
            record = advance(
                record=record,
                move=move,
                by=cast.at(who),
                on=day(on),
                values=values,
                reason=given.get("reason", ""),
                extension=given.get("extension", 0),
            )
        assert record.step == after, move
        sound_path(record)
    return record


def sound_path(record: Record) -> None:
    """The path shown goes through the present step and on to an end, to no step twice; nothing follows an end."""
    path = path_of(record)
    states = "".join(one.state[0] for one in path)
    assert re.fullmatch("d*na*", states), states
    here = next(one for one in path if one.state == "now").step
    assert here.code == record.step
    ahead = [one.step for one in path if one.state == "ahead"]
    assert here.ends != bool(ahead)
    assert [one.ends for one in ahead] == [False] * (len(ahead) - 1) + [True] * bool(ahead)
    assert len({one.code for one in (here, *ahead)}) == len(ahead) + 1
    assert all(a.step != b.step for a, b in pairwise(path))


def refused(
    cast: Cast, record: Record, move: str, who: str, on: str, given: Mapping[str, Any] | None = None
) -> str:
    """A move is refused and nothing changes; returns what the person reads."""
    before = (record.step, record.revision)
    with pytest.raises(Refused) as caught:
        go(cast, record, [(move, who, on, given or {}, "")])
    record.refresh_from_db()
    assert (record.step, record.revision) == before
    return str(caught.value)


def due(record: Record, code: str) -> str:
    """When a clock of the case ends."""
    found = record.clocks.filter(code=code).last()  # type: ignore[attr-defined]
    assert found is not None, code
    return str(found.due_on)
