"""A generated district: units, people of every role, marked records; and who may see what, read plainly.

The oracle climbs from a record's unit by `parent` and knows nothing of paths, ranges or compiled grants. Every record
carries three marks of its own: in the title, in a personal field, in an attached file.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from io import BytesIO
from random import Random

from yifa.foundation import clock
from yifa.office.access import compile_access
from yifa.office.actions import add_person, add_unit, appoint, end_unit
from yifa.office.models import Person, Post, Unit
from yifa.office.roles import ROLES
from yifa.procedures.actions import enter
from yifa.records import consulting, files
from yifa.records.models import Attachment, Consultation, Record
from yifa.records.registry import ledger
from yifa.reports import items, talk
from yifa.reports.actions import open_report
from yifa.reports.models import Item, Passage, Report

TODAY = date(2026, 3, 2)
SINCE = date(2024, 1, 1)
LEDGERS = ("disputes", "petitions", "outreach")


@dataclass
class Marked:
    """A record and its marks."""

    record: Record
    attachment: Attachment
    title: str
    secret: str
    inside: str


@dataclass
class World:
    """What was generated."""

    units: list[Unit]
    people: list[Person]
    marked: list[Marked] = field(default_factory=list)
    consultations: list[Consultation] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)

    @cached_property
    def posts(self) -> dict[int, list[Post]]:
        """The posts of each person, as they stand once the district is built."""
        found: dict[int, list[Post]] = {person.pk: [] for person in self.people}
        for post in Post.objects.select_related("unit"):
            found[post.person_id].append(post)
        return found

    @cached_property
    def parents(self) -> dict[int, int | None]:
        """The unit above each unit."""
        return dict(Unit.objects.values_list("pk", "parent_id"))

    @cached_property
    def loans(self) -> list[Consultation]:
        """Everything that was ever lent."""
        return list(Consultation.objects.all())

    @property
    def report(self) -> Report:
        """The report of the first subdistrict."""
        return self.reports[0]

    def remarks(self, person: Person) -> set[str]:
        """The marks of the remarks on reports that a person may read."""
        return {
            f"题标{900 + number}号"
            for number, one in enumerate(self.reports)
            if self.may(person, "read", one)
        }

    def may(self, person: Person, verb: str, record: Record) -> bool:
        """A plain reading of the rule."""
        lent = [
            one
            for one in self.loans
            if one.adviser_id == person.pk
            and one.record_id == record.pk
            and one.valid_from <= clock.today() <= one.valid_to
        ]
        is_adviser = any(post.role == "adviser" for post in self.posts[person.pk])
        if is_adviser and any(verb == "read" or (one.full and verb in ("unmask", "files")) for one in lent):
            return True
        given = self._verbs(person, record)
        own = person.pk in (record.entered_by_id, record.responsible_id)
        return verb in given and (record.secrecy == 0 or own or "guarded" in given)

    def _verbs(self, person: Person, record: Record) -> set[str]:
        above, unit = set(), record.unit_id
        while unit is not None:
            above.add(unit)
            unit = self.parents[unit]
        found: set[str] = set()
        for post in self.posts[person.pk]:
            ends = [one for one in (post.valid_to, post.unit.valid_to) if one is not None]
            if post.unit_id not in above or any(end < clock.today() for end in ends):
                continue
            if post.valid_from > clock.today():
                continue
            role = ROLES[post.role]
            limited = role.ledgers and record.ledger not in role.ledgers
            found |= role.verbs - ({"write", "decide", "unmask"} if limited else set())
        return found

    def works(self, person: Person) -> bool:
        """Whether somebody holds a post today that is more than an adviser's, who has no lists."""
        today = clock.today()
        ends = [
            [one for one in (post.valid_to, post.unit.valid_to) if one is not None and one < today]
            for post in self.posts[person.pk]
            if post.role != "adviser" and post.valid_from <= today
        ]
        return any(not ended for ended in ends)

    def those(self, person: Person, verb: str) -> set[str]:
        """The titles of the records on which a person has a verb."""
        return {one.title for one in self.marked if self.may(person, verb, one.record)}


def build(dice: Random, records: int = 12) -> World:
    """Generate a district as of today."""
    here = World(_units(), [])
    here.people = [_person(number, here.units, dice) for number in range(14)]
    clerk = add_person(username="enters", name="示例录入", password=None, by=None)
    appoint(person=clerk, unit=here.units[0], role="legal", valid_from=SINCE, by=None)
    here.people.append(clerk)
    here.marked = [_record(number, here.units, clerk, dice) for number in range(records)]
    adviser = add_person(username="adviser", name="示例律师", password=None, by=None)
    appoint(person=adviser, unit=here.units[0], role="adviser", valid_from=SINCE, by=None)
    here.people.append(adviser)
    _changes(here, dice)
    for number, one in enumerate(here.marked[:4]):
        made = consulting.ask(
            record=one.record,
            adviser=adviser,
            question="请看协议是否有效",
            until=clock.today() + timedelta(days=5),
            full=number % 2 == 0,
            by=clerk,
            access=compile_access(clerk),
        )
        here.consultations.append(made)
    ended = here.consultations[3]
    consulting.take_back(consultation=ended, by=clerk, access=compile_access(clerk))
    for number, unit in enumerate(one for one in here.units if one.kind == "subdistrict"):
        here.reports.append(_report(unit, number, clerk))
        words = {"kind": "plans", "title": f"安排{number}"}
        here.items.append(items.keep(unit=unit, year=2025, values=words, by=clerk))
    return here


def _changes(here: World, dice: Random) -> None:
    """What happens in an office: somebody acts for another, somebody comes next week, a unit is abolished."""
    today = clock.today()
    absent = Post.objects.filter(role__in=("leader", "legal", "clerk"), valid_to=None).order_by("pk").first()
    assert absent is not None
    deputy = dice.choice([one for one in here.people if one != absent.person])
    appoint(
        person=deputy,
        unit=absent.unit,
        role=absent.role,
        valid_from=today - timedelta(days=9),
        valid_to=today + timedelta(days=dice.choice([-2, 0, 9])),
        acting_for=absent.person,
        by=None,
    )
    later, unit = dice.choice(here.people[:14]), dice.choice(here.units)
    appoint(person=later, unit=unit, role="legal", valid_from=today + timedelta(days=7), by=None)
    gone = dice.choice([unit for unit in here.units if unit.kind in ("department", "community")])
    if dice.random() < 0.5:
        end_unit(unit=gone, on=today - timedelta(days=1), by=here.people[-2])


def _report(unit: Unit, number: int, by: Person) -> Report:
    """A report with a marked remark on its first paragraph."""
    made = open_report(unit=unit, year=2025, by=by)
    first = Passage.objects.filter(report=made, kind="paragraph").order_by("place").first()
    assert first is not None
    talk.comment(passage=first, body=f"批标{900 + number}号", by=by)
    return made


def _units() -> list[Unit]:
    district = add_unit(code="q", name="示例区", kind="district", parent=None, valid_from=SINCE, by=None)
    made = [district]
    for code in ("j", "k"):
        street = add_unit(
            code=code, name=f"示例{code}街道", kind="subdistrict", parent=district, valid_from=SINCE, by=None
        )
        kinds = (("department", "科"), ("community", "社区"))
        made.append(street)
        made += [
            add_unit(
                code=f"{code}-{kind}",
                name=f"示例{code}{word}",
                kind=kind,
                parent=street,
                valid_from=SINCE,
                by=None,
            )
            for kind, word in kinds
        ]
    return made


def _person(number: int, units: list[Unit], dice: Random) -> Person:
    """Every role once, somewhere; the rest by chance. Some hold a second post, some posts have ended."""
    roles = sorted(set(ROLES) - {"adviser"})
    person = add_person(username=f"p{number}", name=f"示例人{number}", password=None, by=None)
    for turn in range(dice.choice([1, 1, 2])):
        role = roles[number % len(roles)] if turn == 0 else dice.choice(roles)
        ends = clock.today() - timedelta(days=3) if dice.random() < 0.3 and number >= len(roles) else None
        appoint(
            person=person,
            unit=dice.choice(units),
            role=role,
            valid_from=SINCE,
            valid_to=ends,
            by=None,
        )
    return person


def _record(number: int, units: list[Unit], by: Person, dice: Random) -> Marked:
    code = LEDGERS[number % len(LEDGERS)]
    title, secret, inside = f"题标{number:03d}号", f"密语{number:03d}号", f"件文{number:03d}号"
    values = {"title": title, "happened_on": clock.today()}
    more = {
        "disputes": {"kind": "D02", "parties": secret, "secrecy": dice.choice([0, 0, 1])},
        "petitions": {
            "channel": "phone",
            "facts": secret,
            "petitioner": secret,
            "nature": dice.choice(["claim", "report"]),
            "content": "building",
        },
        "outreach": {"place": "示例广场", "audience": {"residents": 3}},
    }
    kept = [unit for unit in units if unit.kind != "district"]
    unit = dice.choice(kept)
    record = enter(ledger=ledger(code), unit=unit, values=values | more[code], by=by)
    file = files.attach(record=record, file=BytesIO(inside.encode()), name=f"{inside}.txt", by=by)
    return Marked(record, file, title, secret, inside)
