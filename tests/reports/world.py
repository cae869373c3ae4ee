"""A street with records of two years, entered through the rooms that keep them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import Any

from django.db import transaction

from yifa.foundation import clock
from yifa.office.actions import add_person, add_unit, appoint
from yifa.office.models import Person, Unit, UnitKind
from yifa.records import actions as records
from yifa.records.models import Record
from yifa.records.registry import ledger

FOUNDED = date(2020, 1, 1)
TODAY = date(2026, 1, 15)
SERIAL = count(1)


@dataclass(frozen=True)
class Street:
    """示例区 > 示例街道 (法治办, 一社区); 示例区 > 邻近街道."""

    district: Unit
    street: Unit
    department: Unit
    community: Unit
    neighbour: Unit
    leader: Person
    legal: Person
    second: Person
    clerk: Person
    stranger: Person


def build() -> Street:
    """The street and its people."""

    def unit(code: str, name: str, kind: str, parent: Unit | None, short: str = "") -> Unit:
        return add_unit(
            code=code, name=name, kind=kind, parent=parent, valid_from=FOUNDED, short=short, by=None
        )

    def person(username: str, place: Unit, role: str) -> Person:
        found = add_person(username=username, name=f"甲{username}", password=None, by=None)
        appoint(person=found, unit=place, role=role, valid_from=FOUNDED, by=None)
        return found

    district = unit("S0", "示例区", UnitKind.DISTRICT, None)
    street = unit("S1", "示例街道", UnitKind.SUBDISTRICT, district, "示例")
    department = unit("S1K", "法治办公室", UnitKind.DEPARTMENT, street)
    community = unit("S11", "一社区", UnitKind.COMMUNITY, street, "一社")
    neighbour = unit("S2", "邻近街道", UnitKind.SUBDISTRICT, district, "邻近")
    return Street(
        district=district,
        street=street,
        department=department,
        community=community,
        neighbour=neighbour,
        leader=person("leader", street, "leader"),
        legal=person("legal", street, "legal"),
        second=person("second", street, "legal"),
        clerk=person("clerk", department, "clerk"),
        stranger=person("stranger", neighbour, "legal"),
    )


@contextmanager
def at(day: date = TODAY) -> Iterator[None]:
    """Stand on a day, in January of the year after by default."""
    with clock.frozen(clock.at(day)):
        yield


@transaction.atomic
def dispute(here: Street, on: date, *, form: str = "", unit: Unit | None = None, **more: Any) -> Record:
    """A dispute accepted on a day and, with a form of agreement, settled on it."""
    values = {
        "title": f"示例纠纷{next(SERIAL)}",
        "kind": "D02",
        "happened_on": on,
        "received_on": on,
        "parties": "甲某、乙某",
        **more,
    }
    found, _ = records.create(
        ledger=ledger("disputes"), unit=unit or here.community, values=values, by=here.clerk
    )
    found.accepted_on = on  # type: ignore[attr-defined]
    if form:
        found.settled_on, found.agreement_form = on, form  # type: ignore[attr-defined]
    records.store(found, by=here.clerk, kind="move", fields={})
    return found


def event(here: Street, on: date, **more: Any) -> Record:
    """An outreach event."""
    values = {
        "title": f"示例普法{next(SERIAL)}",
        "happened_on": on,
        "place": "示例广场",
        "audience": {"residents": 40},
        "materials": {"leaflet": 100, "banner": 2},
        **more,
    }
    found, _ = records.create(ledger=ledger("outreach"), unit=here.street, values=values, by=here.clerk)
    return found


def written(here: Street) -> Any:
    """The report of 2025 as its drafter leaves it: a year's work in it and every gap written."""
    from yifa.reports.actions import open_report

    for day in range(1, 6):
        dispute(here, date(2025, 5, day), form="written" if day < 4 else "")
    event(here, date(2025, 6, 6))
    found = open_report(unit=here.street, year=2025, by=here.legal)
    fill(here, found)
    return found


def fill(here: Street, found: Any) -> None:
    """Write something into every gap."""
    from yifa.reports.editing import save
    from yifa.reports.queries import gaps

    for one in gaps(found):
        save(passage=one, runs=[{"text": "领导班子听取有关情况。"}], revision=one.revision, by=here.legal)


def frozen(here: Street) -> Any:
    """The same with its figures frozen."""
    from yifa.reports.actions import freeze

    return freeze(report=written(here), by=here.legal)


def checked(here: Street) -> Any:
    """The same, confirmed by the departments and waiting for the legal check."""
    from yifa.procedures.actions import advance
    from yifa.reports.actions import confirm
    from yifa.reports.queries import groups_used

    found = advance(record=frozen(here), move="to_check", by=here.legal)
    for group in groups_used(found):
        confirm(report=found, group=group.code, agreed=True, by=here.clerk)
    return advance(record=found, move="checked", by=here.legal)
