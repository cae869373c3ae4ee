"""The yearly reports of the demo: last year's on their way or published, this year's begun."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date

from yifa.demo.office import Street, table
from yifa.foundation import clock
from yifa.office.models import Person
from yifa.procedures.actions import advance
from yifa.reports import editing, queries
from yifa.reports.actions import confirm, freeze, open_report
from yifa.reports.models import Report

# How far each office has come with the report of last year, and on which days of this year it got there.
COURSES = ("published", "published", "submitted")
DAYS = {
    "draft": (1, 6),
    "freeze": (1, 12),
    "check": (1, 14),
    "agree": (1, 19),
    "legal": (1, 26),
    "sign": (2, 4),
    "send": (2, 10),
    "show": (3, 6),
}


def reports(streets: list[Street], years: tuple[int, int]) -> None:
    """Take last year's reports along their course; the first office has begun this year's."""
    for street, goal in zip(streets, COURSES, strict=True):
        _last_year(street, years, goal)
    drafted = open_report(unit=streets[0].unit, year=years[1], by=streets[0].staff["legal"][1])
    _fill(drafted, streets[0].staff["legal"][1])


def _last_year(street: Street, years: tuple[int, int], goal: str) -> None:
    drafter, legal = street.staff["legal"][1], street.one("legal")
    leader, clerk = street.one("leader"), street.one("clerk")
    at = _calendar(years[1])
    with at("draft"):
        found = open_report(unit=street.unit, year=years[0], by=drafter)
        _fill(found, drafter)
    with at("freeze"):
        freeze(report=found, by=drafter)
    with at("check"):
        found = _go(found, "to_check", drafter)
    with at("agree"):
        for group in queries.groups_used(found):
            confirm(report=found, group=group.code, agreed=True, by=clerk)
        found = _go(found, "checked", drafter)
    with at("legal"):
        found = _go(found, "legal_pass", legal)
    with at("sign"):
        found = _go(found, "approve", leader)
        found = _go(_go(found, "number", legal), "issue", legal)
    with at("send"):
        found = _go(found, "submit", legal)
    if goal == "published":
        with at("show"):
            _go(found, "publish", legal)


def _go(found: Report, move: str, by: Person) -> Report:
    advance(record=found, move=move, by=by)
    return Report.objects.get(pk=found.pk)


def _fill(found: Report, by: Person) -> None:
    """Write a sentence into every gap the draft left for its writer."""
    sentences: list[str] = table("district")["gaps"]
    for turn, gap in enumerate(queries.gaps(found)):
        editing.save(
            passage=gap,
            runs=[{"text": sentences[turn % len(sentences)]}],
            revision=gap.revision,
            by=by,
        )


def _calendar(year: int) -> Callable[[str], AbstractContextManager[None]]:
    """`at("sign")`: stand on the day of a year on which that was done; never later than today."""
    today = clock.today()

    @contextmanager
    def at(name: str) -> Iterator[None]:
        month, day = DAYS[name]
        with clock.frozen(clock.at(min(date(year, month, day), today), 10)):
            yield

    return at
