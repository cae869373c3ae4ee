"""The units, people and credentials of the demo district."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from django.contrib.auth.hashers import make_password

from yifa.ledgers.cases.models import PowerItem
from yifa.ledgers.inspections.models import InspectionItem
from yifa.ledgers.penalties.models import Credential
from yifa.office.actions import add_person, add_unit, appoint
from yifa.office.models import Person, Unit, UnitKind


@cache
def table(name: str) -> Mapping[str, Any]:
    """One of the data files of this folder."""
    found: Mapping[str, Any] = yaml.safe_load(
        files("yifa.demo").joinpath(f"{name}.yaml").read_text(encoding="utf-8")
    )
    return found


@dataclass
class Street:
    """An office of the demo and who works there."""

    unit: Unit
    size: float
    communities: list[Unit] = field(default_factory=list)
    staff: dict[str, list[Person]] = field(default_factory=dict)
    credentials: list[Credential] = field(default_factory=list)
    powers: list[PowerItem] = field(default_factory=list)
    inspection_items: list[InspectionItem] = field(default_factory=list)

    def one(self, role: str) -> Person:
        """The first person of a role."""
        return self.staff[role][0]


class Founding:
    """Makes the district; names are drawn in order, so that the same people come every time."""

    def __init__(self) -> None:
        self.data = table("district")
        self.since: date = self.data["founded"]
        self.password = make_password(self.data["password"])  # once: a slow hash for each would take long
        self.admin: Person | None = None

    def found(self) -> list[Street]:
        """The whole district."""
        top = self.data["district"]
        district = self._unit(top["code"], top["name"], UnitKind.DISTRICT, None, top["short"])
        for row in self.data["above"]:
            person = self._person(row["username"], row["name"])
            self.admin = self.admin or (person if row["role"] == "admin" else None)
            self._appoint(person, district, row["role"], row["title"])
        return [
            self._street(row, number, district) for number, row in enumerate(self.data["streets"], start=1)
        ]

    def _street(self, row: Mapping[str, Any], number: int, district: Unit) -> Street:
        street = Street(
            self._unit(row["code"], row["name"], UnitKind.SUBDISTRICT, district, row["short"]), row["size"]
        )
        for one in self.data["departments"]:
            self._unit(
                row["code"] + one["suffix"], one["name"], UnitKind.DEPARTMENT, street.unit, one["short"]
            )
        names = self._names(row["family"])
        for place, name in enumerate(row["communities"], start=1):
            code = f"{row['code']}{place:02d}"
            community = self._unit(code, name, UnitKind.COMMUNITY, street.unit, name.removesuffix("社区"))
            street.communities.append(community)
            for grid in range(1, self.data["grids"] + 1):
                self._unit(f"{code}{grid:02d}", f"{name}第{grid}网格", UnitKind.GRID, community, "")
            worker = self._person(f"community{(number - 1) * 4 + place}", next(names))
            self._appoint(worker, community, "community", "社区工作者")
            street.staff.setdefault("community", []).append(worker)
        self._staff(street, number, names)
        self._powers(street, number)
        self._inspection_items(street, number)
        return street

    def _staff(self, street: Street, number: int, names: Iterator[str]) -> None:
        for post in self.data["posts"]:
            for place in range(post.get("count", 1)):
                username = f"{post['username']}{number}{'abc'[place - 1] if place else ''}"
                person = self._person(username, next(names))
                self._appoint(person, street.unit, post["role"], post["title"])
                street.staff.setdefault(post["role"], []).append(person)
        for place, officer in enumerate(street.staff["officer"], start=1):
            street.credentials.append(
                Credential.objects.create(
                    person=officer,
                    number=f"示例执法{number}{place:03d}",
                    issued_by="示例区司法局",
                    valid_from=self.since,
                    valid_to=date(2030, 12, 31),
                )
            )

    def _inspection_items(self, street: Street, number: int) -> None:
        for place, row in enumerate(table("stories")["inspections"], start=1):
            street.inspection_items.append(
                InspectionItem.objects.create(
                    unit=street.unit,
                    code=f"示例检-{number}{place:03d}",
                    name=row["title"],
                    law_basis=row["law"],
                    yearly_cap=2,
                    published_on=self.since,
                )
            )

    def _powers(self, street: Street, number: int) -> None:
        for place, row in enumerate(table("stories")["cases"], start=1):
            street.powers.append(
                PowerItem.objects.create(
                    unit=street.unit,
                    code=f"示例-{number}{place:03d}",
                    name=f"对{row['violation']}的处罚",
                    field=row["field"],
                    law_basis="示例省城市管理条例（虚构）",
                    source="handed",
                    document="示例省人民政府决定（虚构）",
                    in_name_of=street.unit.name,
                    valid_from=self.since,
                    fine_min=500,
                    fine_max=20000,
                    benchmark=table("stories")["benchmark"],
                )
            )

    def _names(self, family: str) -> Iterator[str]:
        given = self.data["given"]
        return (f"{family}{one}{two}" for two in reversed(given) for one in given if one != two)

    def _unit(self, code: str, name: str, kind: str, parent: Unit | None, short: str) -> Unit:
        return add_unit(
            code=code, name=name, kind=kind, parent=parent, short=short, valid_from=self.since, by=self.admin
        )

    def _person(self, username: str, name: str) -> Person:
        person = add_person(username=username, name=name, password=None, by=self.admin)
        person.password = self.password
        person.save(update_fields=["password"])
        return person

    def _appoint(self, person: Person, unit: Unit, role: str, title: str) -> None:
        appoint(person=person, unit=unit, role=role, title=title, valid_from=self.since, by=self.admin)
