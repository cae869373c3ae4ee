"""The words of this room: lengths, limits, days, due dates are in `terms`; acts in `acts`."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal, get_args

Mark = Literal["verified", "secondary", "unverified"]
State = Literal["work", "rest", "unannounced"]
# How a length is counted. `none`: the law gives no number. `local`: the number is a local rule's.
Unit = Literal["working", "day", "month", "year", "hour", "yearly", "once", "none", "local"]
# deadline: done by then. least: a minimum that must have run. before: counted back from an event.
# keep: kept until then. lapse: a right or a state that ends then. quota: so many in a period, no date.
Sense = Literal["deadline", "least", "before", "keep", "lapse", "quota"]
Scope = Literal["national", "local"]

MARKS: dict[Mark, str] = {"verified": "已核对原文", "secondary": "据转载", "unverified": "待核对"}
STATES: dict[State, str] = {"work": "上班", "rest": "休息", "unannounced": "尚未公布"}
UNITS: dict[Unit, str] = {
    "working": "工作日",
    "day": "自然日",
    "month": "月",
    "year": "年",
    "hour": "小时",
    "yearly": "每年固定日期",
    "once": "一次性日期",
    "none": "法条未规定天数",
    "local": "由地方规定",
}
SENSES: dict[Sense, str] = {
    "deadline": "最迟",
    "least": "至少",
    "before": "提前",
    "keep": "保存至",
    "lapse": "届满",
    "quota": "频次",
}
assert set(MARKS) == set(get_args(Mark))
assert set(UNITS) == set(get_args(Unit))


@dataclass(frozen=True, slots=True)
class Length:
    """A length as the law writes it, and how it is counted. `month`/`day`/`year` only for fixed dates."""

    text: str
    unit: Unit
    number: int = 0
    month: int = 0
    day: int = 0
    year: int = 0
    inclusive: bool = True


@dataclass(frozen=True, slots=True)
class Extension:
    """How far a limit may be extended: `most` in the limit's own days (None: no number in the law)."""

    by: str
    most: int | None = None
    times: int | None = None
    basis: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Counting:
    """How an act counts: which bare numbers of 日 are working days, and whether a last day of rest moves on."""

    act: str
    roll: bool
    basis: str
    working: tuple[int, ...] = ()
    all_working: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Limit:
    """One time limit as it stood from `since` to `until` (last day; None: still in force)."""

    code: str
    procedure: str
    trigger: str
    length: Length
    basis: str
    act: str
    mark: Mark
    since: date
    topic: str
    counting: Counting
    until: date | None = None
    sense: Sense = "deadline"
    extension: Extension | None = None
    suspends: str = ""
    expiry: str = ""
    expiry_basis: str = ""
    scope: Scope = "national"
    place: str = ""
    note: str = ""
    recorded: bool = True

    @property
    def unit(self) -> Unit:
        """The kind of day."""
        return self.length.unit

    @property
    def dated(self) -> bool:
        """Whether a due date can be counted at all."""
        return self.length.unit not in ("none", "local")

    def holds_on(self, day: date) -> bool:
        """Whether this version is the rule on a day."""
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class DayMark:
    """One day: its state, the holiday's name, the notice it comes from. `works` is presumed when unannounced."""

    day: date
    state: State
    works: bool
    source: str
    name: str = ""
    # In a day strip: start, counted, rest, suspended, rolled, last.
    role: str = field(default="", compare=False)
    number: int = field(default=0, compare=False)
