"""A small office and its people, for cases that walk through their whole procedure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from yifa.ledgers.cases.models import PowerItem
from yifa.ledgers.penalties.models import Credential
from yifa.office.actions import add_person, add_unit, appoint
from yifa.office.models import Person, Unit

SINCE = date(2020, 1, 1)


@dataclass
class Cast:
    """Who works at the invented street."""

    street: Unit
    mediator: Person
    clerk: Person
    officer: Person
    second: Person
    legal: Person
    leader: Person
    admin: Person
    credentials: list[Credential]
    power: PowerItem

    def at(self, role: str) -> Person:
        """The person of a role."""
        found: Person = getattr(self, role)
        return found


def assemble() -> Cast:
    """The street with its people, powers and credentials."""
    district = add_unit(code="q", name="示例区", kind="district", parent=None, valid_from=SINCE, by=None)
    street = add_unit(
        code="j",
        name="示例街道办事处",
        short="示例街",
        kind="subdistrict",
        parent=district,
        valid_from=SINCE,
        by=None,
    )
    people = {}
    for username, role in (
        ("mediator", "mediator"),
        ("clerk", "clerk"),
        ("officer", "officer"),
        ("second", "officer"),
        ("legal", "legal"),
        ("leader", "leader"),
        ("admin", "admin"),
    ):
        person = add_person(username=username, name=f"示例{username}", password=None, by=None)
        appoint(person=person, unit=street, role=role, valid_from=SINCE, by=None)
        people[username] = person
    credentials = [
        Credential.objects.create(
            person=people[name],
            number=f"示例-{name}",
            issued_by="示例区司法局",
            valid_from=SINCE,
            valid_to=date(2030, 1, 1),
        )
        for name in ("officer", "second")
    ]
    power = PowerItem.objects.create(
        unit=street,
        code="示例-001",
        name="对占用消防通道停放的处罚",
        field="城市管理",
        law_basis="消防法 第60条",
        source="handed",
        document="示例省政府决定",
        in_name_of="示例街道办事处",
        valid_from=SINCE,
        fine_min=Decimal(500),
        fine_max=Decimal(50000),
    )
    return Cast(street=street, credentials=credentials, power=power, **people)
