"""A small invented district: two streets, a community, somebody of every role at the first street."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from yifa.foundation import clock
from yifa.ledgers.outreach.ledger import LEDGER as OUTREACH
from yifa.office.actions import add_person, add_unit, appoint
from yifa.office.models import Person, Unit
from yifa.office.roles import ROLES
from yifa.procedures.actions import enter
from yifa.records.models import Record

SINCE = date(2020, 1, 1)
TODAY = date(2026, 6, 10)


@dataclass
class Office:
    """The units; one person of each role by the role's code, and one at the other street (`elsewhere`)."""

    district: Unit
    street: Unit
    community: Unit
    other: Unit
    people: dict[str, Person]

    def event(self, day: str = "2026-05-06", unit: Unit | None = None, **values: Any) -> Record:
        """An outreach event on a day."""
        happened = date.fromisoformat(day)
        given: dict[str, Any] = {
            "happened_on": happened,
            "received_on": happened,
            "title": "广场普法",
            "place": "示例广场",
            "topics": ["中华人民共和国民法典"],
            "audience": {"residents": 40},
        } | values
        by = self.people["elsewhere" if unit == self.other else "legal"]
        with clock.frozen(happened):
            return enter(ledger=OUTREACH, unit=unit or self.street, values=given, by=by)


def assemble() -> Office:
    """Set the district up."""
    district = add_unit(code="q", name="示例区", kind="district", parent=None, valid_from=SINCE, by=None)
    streets = [
        add_unit(
            code=code,
            name=f"{name}街道办事处",
            short=f"{name}街",
            kind="subdistrict",
            parent=district,
            valid_from=SINCE,
            by=None,
        )
        for code, name in (("j", "示例"), ("k", "样本"))
    ]
    community = add_unit(
        code="j-1", name="示例社区", kind="community", parent=streets[0], valid_from=SINCE, by=None
    )
    people = {}
    for role in ROLES:
        unit = {"district": district, "admin": district, "auditor": district, "community": community}.get(
            role, streets[0]
        )
        people[role] = add_person(username=role, name=f"示例{role}", password="yifa-demo-2026", by=None)
        appoint(person=people[role], unit=unit, role=role, valid_from=SINCE, by=None)
    people["elsewhere"] = add_person(username="elsewhere", name="样本法治办", password=None, by=None)
    appoint(person=people["elsewhere"], unit=streets[1], role="legal", valid_from=SINCE, by=None)
    return Office(district, streets[0], community, streets[1], people)
