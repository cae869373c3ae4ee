"""A procedure as data: steps and moves, each beside its article. Checked when the program loads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from yifa.foundation.errors import Reason

WITHDRAWN_STEP = "withdrawn"


@dataclass(frozen=True, slots=True)
class Step:
    """Where a case can stand. `ends` marks a closed case; `phase` groups steps on the drawn path.

    `aside`: off the way most cases take; the path ahead of a case shows it only when there is no other way.
    """

    code: str
    name: str
    basis: str = ""
    ends: bool = False
    phase: str = ""
    aside: bool = False


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper of the case file, at its place in the statutory order of the file.

    `after` names the moves that make it owed, for records of which `when` holds; `signed` says that a signed copy
    belongs in the file.
    """

    code: str
    name: str
    basis: str = ""
    after: tuple[str, ...] = ()
    signed: bool = False
    order: int = 0
    when: Callable[[Any], bool] | None = None


@dataclass(frozen=True, slots=True)
class Situation:
    """What a guard may look at: the record as it would stand, the day, who acts, which papers are there."""

    record: Any
    on: date
    by_id: int
    papers: frozenset[str]
    clocks: dict[str, Any]


Guard = Callable[[Situation], Reason | None]
Effect = Callable[[Situation], None]


@dataclass(frozen=True, slots=True)
class When:
    """A time limit that starts only in some cases: `When("PET-02", received_directly)`."""

    code: str
    holds: Callable[[Situation], bool]


Start = str | When


def started(starts: tuple[Start, ...], here: Situation) -> list[str]:
    """The codes of the time limits that start in a situation."""
    return [
        one if isinstance(one, str) else one.code for one in starts if isinstance(one, str) or one.holds(here)
    ]


@dataclass(frozen=True, slots=True)
class Move:
    """One lawful way from some steps to another.

    `who` is the verb of the access rule it needs; `roles` narrows it. `asks` are fields that must be filled
    (a trailing `?` makes one optional); `papers` must be in the file; `starts` and the others name time limits of
    the law room. `returns` marks a way back, which needs a reason, as `reason` does. `not_entrant` forbids the one
    who entered the record; `countersigns` is how many people must agree before the step changes.
    An empty `target` leaves the case where it stands. `day_field` receives the day the move happened on. `applies` says that the move has nothing to act on (no seizure
    to release): it is then not offered, and refused.
    """

    code: str
    label: str
    sources: tuple[str, ...]
    target: str
    basis: str = ""
    who: str = "write"
    roles: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    papers: tuple[str, ...] = ()
    guards: tuple[Guard, ...] = ()
    starts: tuple[Start, ...] = ()
    stops: tuple[str, ...] = ()
    suspends: tuple[str, ...] = ()
    resumes: tuple[str, ...] = ()
    extends: tuple[str, ...] = ()
    effects: tuple[Effect, ...] = ()
    reason: bool = False
    returns: bool = False
    approves: bool = False
    not_entrant: bool = False
    countersigns: int = 1
    day_field: str = ""
    says: str = ""
    applies: Guard | None = None

    @property
    def needs_reason(self) -> bool:
        """Whether the one who acts must write why."""
        return self.reason or self.returns

    def leads_to(self, step: str) -> str:
        """Where a case at a step stands afterwards."""
        return self.target or step

    def required(self) -> list[str]:
        """Fields that must be filled."""
        return [name for name in self.asks if not name.endswith("?")]

    def fields(self) -> list[str]:
        """Fields shown on the move's form."""
        return [name.rstrip("?") for name in self.asks]


@dataclass(frozen=True, slots=True)
class Recorded:
    """A move that must be recorded in sound and video: `stage` is how the index of recordings names it."""

    move: str
    stage: str
    basis: str


@dataclass(frozen=True, slots=True)
class Schedule:
    """Time limits that a record names itself: at `steps`, a clock of `code` runs for each day `open_days` gives, by name.

    They start with the trigger of the limit, the day in `since`, and are extended to their own day; `fields` are
    those of the record on which they hang.
    """

    code: str
    since: str
    steps: tuple[str, ...]
    fields: str
    open_days: Callable[[Any], dict[str, date]]


def steps(text: str) -> tuple[str, ...]:
    """Step codes from a space-separated list."""
    return tuple(text.split())


@dataclass(frozen=True)
class Procedure:
    """A whole procedure. `opens` are time limits that start when a record is received."""

    code: str
    name: str
    basis: str
    steps: tuple[Step, ...]
    moves: tuple[Move, ...]
    version: int = 1
    opens: tuple[Start, ...] = ()
    papers: tuple[Paper, ...] = ()
    schedules: tuple[Schedule, ...] = ()
    recorded: tuple[Recorded, ...] = ()
    closing_guards: tuple[Guard, ...] = field(default=())

    def __post_init__(self) -> None:
        faults = list(faults_of(self))
        if faults:
            raise ValueError(f"程序“{self.name}”有误：" + "；".join(faults))

    @property
    def opening(self) -> str:
        """The step a new record stands at."""
        return self.steps[0].code

    @cached_property
    def by_step(self) -> dict[str, Step]:
        """Steps by code."""
        return {step.code: step for step in self.steps}

    @cached_property
    def by_move(self) -> dict[str, Move]:
        """Moves by code."""
        return {move.code: move for move in self.moves}

    @cached_property
    def by_paper(self) -> dict[str, Paper]:
        """Papers by code."""
        return {paper.code: paper for paper in self.papers}

    @cached_property
    def dated(self) -> dict[str, Move]:
        """Fields that hold the day of a move, each with the first move that fills it."""
        return {move.day_field: move for move in reversed(self.moves) if move.day_field}

    def step_name(self, code: str) -> str:
        """The name of a step on screen."""
        if code == WITHDRAWN_STEP:
            return "已撤回"
        return self.by_step[code].name if code in self.by_step else code

    def terminal(self, code: str) -> bool:
        """Whether a case at this step is closed."""
        return code == WITHDRAWN_STEP or (code in self.by_step and self.by_step[code].ends)

    def open_steps(self) -> list[str]:
        """Steps of cases still to be worked on."""
        return [step.code for step in self.steps if not step.ends]

    def moves_from(self, code: str) -> list[Move]:
        """The moves that leave a step."""
        return [move for move in self.moves if code in move.sources]


def faults_of(procedure: Procedure) -> Iterator[str]:
    """What is wrong with a procedure: unknown steps, doubles, steps nobody reaches, dead ends."""
    codes = [step.code for step in procedure.steps]
    papers = {paper.code for paper in procedure.papers}
    for name, found in (("环节", codes), ("流转", [move.code for move in procedure.moves])):
        yield from (f"{name}“{code}”重复" for code in sorted({c for c in found if found.count(c) > 1}))
    for move in procedure.moves:
        yield from (
            f"流转“{move.code}”指向未知环节“{c}”"
            for c in (*move.sources, move.target)
            if c and c not in codes
        )
        yield from (f"流转“{move.code}”要求未知文书“{c}”" for c in move.papers if c not in papers)
    moves = {move.code for move in procedure.moves} | {"enter"}
    for paper in procedure.papers:
        yield from (f"文书“{paper.code}”系于未知流转“{c}”" for c in paper.after if c not in moves)
    yield from (f"环节“{code}”无法到达" for code in sorted(set(codes) - reachable(procedure)))
    leaving = {source for move in procedure.moves for source in move.sources}
    yield from (
        f"环节“{s.code}”没有出路也不是终点" for s in procedure.steps if not s.ends and s.code not in leaving
    )


def reachable(procedure: Procedure) -> set[str]:
    """Steps that can be reached from the opening one."""
    seen, todo = set(), [procedure.steps[0].code]
    while todo:
        code = todo.pop()
        seen.add(code)
        todo += [m.target for m in procedure.moves if code in m.sources and m.target and m.target not in seen]
    return seen
