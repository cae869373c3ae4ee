"""What the text was: moments at which it was changed, and two moments side by side."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from yifa.office.models import Person
from yifa.reports import queries
from yifa.reports.models import Report, Version
from yifa.reports.rules import Stretch, difference
from yifa.reports.values import Run, runs_from_json

PAUSE = timedelta(minutes=10)  # a longer one begins a new session of work


@dataclass(frozen=True, slots=True)
class Session:
    """A stretch of work of one person without a long pause: one line of the history."""

    by: Person
    since: datetime
    until: datetime
    changes: int
    why: frozenset[str]


@dataclass(frozen=True, slots=True)
class Changed:
    """A passage that differs between two moments."""

    passage: int
    part: str
    stretches: tuple[Stretch, ...]


def sessions(found: Report) -> list[Session]:
    """The history of the text, newest first."""
    rows = Version.objects.filter(passage__report=found).select_related("by").order_by("at", "pk")
    told: list[Session] = []
    for one in rows:
        last = told[-1] if told else None
        if (
            last
            and last.by == one.by
            and one.at - last.until <= PAUSE
            and (one.why == "draft") == ("draft" in last.why)
        ):
            told[-1] = Session(last.by, last.since, one.at, last.changes + 1, last.why | {one.why})
        else:
            told.append(Session(one.by, one.at, one.at, 1, frozenset([one.why])))
    return told[::-1]


def compare(found: Report, old: datetime, new: datetime) -> list[Changed]:
    """The passages that differ between two moments, in reading order, with the changes marked."""
    before, after = queries.versions_at(found, old), queries.versions_at(found, new)
    told = [
        (after.get(pk) or before[pk], _runs(before.get(pk)), _runs(after.get(pk)))
        for pk in before.keys() | after.keys()
    ]
    changed = [(one, then, now) for one, then, now in told if then != now]
    return [
        Changed(one.passage_id, one.passage.part, tuple(difference(then, now)))
        for one, then, now in sorted(changed, key=lambda row: (row[0].place, row[0].passage_id))
    ]


def _runs(one: Version | None) -> tuple[Run, ...]:
    return () if one is None or one.removed else runs_from_json(one.runs)


def versions_of(passage: int) -> Iterable[Version]:
    """Every version of a passage, newest first."""
    return Version.objects.filter(passage=passage).select_related("by").order_by("-revision")
