"""Which moves a finished record went through: read from the days it carries and the step it stands at.

A sheet of old records holds days (受理日期, 达成协议日期) and perhaps a step. Each day belongs to the move that fills
it, so the procedure itself says which moves must have been made; nothing of it is declared twice.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from yifa.foundation.errors import Reason, Refused
from yifa.procedures.values import Move, Procedure

LONGEST = 12  # moves; a way that is longer was not meant


@dataclass(frozen=True, slots=True)
class Way:
    """A way so far: where it stands, which days are still to be explained, the last day, the moves."""

    step: str
    left: frozenset[str]
    day: date
    moves: tuple[tuple[Move, date], ...] = ()


def route(
    procedure: Procedure, *, received: date, days: Mapping[str, date], target: str = ""
) -> list[tuple[Move, date]]:
    """The moves with their days, from the opening step to `target` (none: as far as the days lead).

    Moves without a day of their own are taken where the way needs them, on the day before them; one that needs a
    reason is never presumed, unless it leads to the target. Refused when no way explains the days, or several lead
    to different steps.
    """
    found = list(_shortest(procedure, received, days, target))
    if not found:
        raise Refused([_no_way(procedure, days, target)])
    ends = {way.step for way in found}
    if len(ends) > 1:
        names = "、".join(procedure.step_name(step) for step in procedure.by_step if step in ends)
        raise Refused([Reason(f"这些日期可以对应不同的环节（{names}），请填写“环节”", field="step")])
    return list(min(found, key=_unusual).moves)


def _shortest(procedure: Procedure, received: date, days: Mapping[str, date], target: str) -> Iterator[Way]:
    """All ways of the least number of moves that explain every day and end at the target."""
    queue = deque([Way(procedure.opening, frozenset(days), received)])
    seen: dict[tuple[str, frozenset[str]], int] = {}
    best = LONGEST
    while queue:
        way = queue.popleft()
        if len(way.moves) > best:
            return
        if not way.left and target in ("", way.step):
            best = len(way.moves)
            yield way
            continue
        key = (way.step, way.left)
        if seen.setdefault(key, len(way.moves)) < len(way.moves):
            continue
        queue.extend(_onward(procedure, way, days, target))


def _onward(procedure: Procedure, way: Way, days: Mapping[str, date], target: str) -> Iterator[Way]:
    for move in procedure.moves_from(way.step):
        if move.returns or move.extends:
            continue
        if not move.day_field:
            if move.leads_to(way.step) != way.step and (not move.needs_reason or move.target == target):
                yield Way(move.target, way.left, way.day, (*way.moves, (move, way.day)))
        elif move.day_field in way.left and days[move.day_field] >= way.day:
            day = days[move.day_field]
            yield Way(move.leads_to(way.step), way.left - {move.day_field}, day, (*way.moves, (move, day)))


def _unusual(way: Way) -> int:
    """How many of its moves are out of the ordinary."""
    return sum(move.needs_reason for move, _ in way.moves)


def _no_way(procedure: Procedure, days: Mapping[str, date], target: str) -> Reason:
    labels = "、".join(f"{procedure.dated[name].label}{days[name]:%Y-%m-%d}" for name in days)
    where = f"到“{procedure.step_name(target)}”" if target else ""
    has = f"现有日期（{labels}）" if labels else "没有填写任何流转的日期，"
    return Reason(
        f"{has}不能连成“{procedure.name}”{where}的过程，请检查日期是否齐全、先后是否正确",
        procedure.basis,
        "step",
    )
