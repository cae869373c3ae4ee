"""The access rule against a plain reading of it: random trees, posts and records, asked in every way there is.

The oracle walks up the tree by `parent` and knows nothing of paths, ranges or compiled grants.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from yifa.desk.filters import Listing, everywhere
from yifa.foundation import clock
from yifa.foundation.errors import Forbidden
from yifa.office.access import compile_access
from yifa.office.actions import add_person, add_unit, appoint
from yifa.office.models import Person, Post, Unit, UnitKind
from yifa.office.roles import ROLES
from yifa.records import actions as records
from yifa.records.exchange import export
from yifa.records.models import Record
from yifa.records.registry import ledger

Undone = Callable[[], AbstractContextManager[None]]
pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 2)
SINCE = date(2024, 1, 1)
KINDS = list(UnitKind)
KEEPS = {UnitKind.SUBDISTRICT, UnitKind.DEPARTMENT, UnitKind.COMMUNITY}  # where records are kept
SECRET = "甲子乙"  # only ever in a personal field


@dataclass(frozen=True)
class PostPlan:
    """A post of the one person who asks; days are relative to today."""

    unit: int
    role: str
    ends: int | None


@dataclass(frozen=True)
class World:
    """Units by the number of their parent (the first is the root), posts, records as (unit, ledger)."""

    parents: tuple[int, ...]
    ended: frozenset[int]
    posts: tuple[PostPlan, ...]
    records: tuple[tuple[int, str], ...]


@st.composite
def worlds(draw: st.DrawFn) -> World:
    size = draw(st.integers(1, 9))
    parents = tuple(draw(st.integers(0, number - 1)) for number in range(1, size))
    unit = st.integers(0, size - 1)
    posts = st.builds(PostPlan, unit, st.sampled_from(sorted(ROLES)), st.sampled_from([None, -1, 0, 5]))
    rows = st.tuples(unit, st.sampled_from(["disputes", "outreach"]))
    return World(
        parents,
        frozenset(draw(st.sets(unit, max_size=2))),
        tuple(draw(st.lists(posts, max_size=4))),
        tuple(draw(st.lists(rows, max_size=7))),
    )


class Built:
    """The world in the database, and what a plain reading of the rule says about it."""

    def __init__(self, plan: World) -> None:
        self.units = self._units(plan)
        self.person = add_person(username="asks", name="示例人", password=None, by=None)
        clerk = add_person(username="enters", name="示例录入", password=None, by=None)
        self.posts = [self._post(one) for one in plan.posts]
        rows = [row for row in plan.records if self.units[row[0]].kind in KEEPS]
        self.records = [self._record(number, *row, clerk) for number, row in enumerate(rows)]
        for number in plan.ended:
            Unit.objects.filter(pk=self.units[number].pk).update(valid_to=TODAY - timedelta(days=1))

    def _units(self, plan: World) -> list[Unit]:
        made: list[Unit] = []
        for number, parent in enumerate((None, *plan.parents)):
            above = None if parent is None else made[parent]
            level = 0 if above is None else min(len(KINDS) - 1, KINDS.index(UnitKind(above.kind)) + 1)
            if above is not None and above.kind == UnitKind.GRID:
                above = made[0]
                level = 1
            made.append(
                add_unit(
                    code=f"u{number}",
                    name=f"单位{number}",
                    kind=KINDS[level],
                    parent=above,
                    valid_from=SINCE,
                    by=None,
                )
            )
        return made

    def _post(self, plan: PostPlan) -> Post:
        until = None if plan.ends is None else TODAY + timedelta(days=plan.ends)
        unit = self.units[plan.unit]
        return appoint(
            person=self.person, unit=unit, role=plan.role, valid_from=SINCE, valid_to=until, by=None
        )

    def _record(self, number: int, unit: int, code: str, by: Person) -> Record:
        values = {"title": f"事项第{number}号", "happened_on": TODAY}
        if code == "disputes":
            values |= {"kind": "D02", "parties": f"{SECRET}{number}"}
        else:
            values |= {"channel": "online", "materials": {"sms": 1}}
        return records.create(ledger=ledger(code), unit=self.units[unit], values=values, by=by)[0]

    def able(self, verb: str, record: Record) -> bool:
        """Whether a live post in a standing unit at or above the record's gives a verb there."""
        above = set()
        unit: Unit | None = Unit.objects.get(pk=record.unit_id)
        while unit is not None:
            above.add(unit.pk)
            unit = unit.parent
        return any(
            post.unit_id in above and self._gives(post, verb, record.ledger) for post in Post.objects.all()
        )

    def _gives(self, post: Post, verb: str, code: str) -> bool:
        role, unit = ROLES[post.role], Unit.objects.get(pk=post.unit_id)
        alive = all(end is None or end >= TODAY for end in (post.valid_to, unit.valid_to))
        limited = role.ledgers and verb in ("write", "decide", "unmask")
        return alive and verb in role.verbs and (not limited or code in role.ledgers)

    def those(self, verb: str, code: str = "") -> set[int]:
        """The records for which a verb is given."""
        return {one.pk for one in self.records if self.able(verb, one) and code in ("", one.ledger)}


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(plan=worlds())
def test_every_way_of_asking_follows_the_rule(plan: World, undone: Undone) -> None:
    with undone(), clock.frozen(TODAY):
        here = Built(plan)
        access = compile_access(here.person)
        for verb in ("read", "write", "decide", "unmask", "export"):
            for code in ("disputes", "outreach"):
                rows = access.visible(Record.objects.filter(ledger=code), verb, ledger=code)
                assert set(rows.values_list("pk", flat=True)) == here.those(verb, code)
                assert rows.count() == len(here.those(verb, code))
            for one in here.records:
                assert access.may(verb, one.path, one.ledger) == here.able(verb, one)
                assert refused(access.require, verb, one.path, one.ledger) != here.able(verb, one)
        listed = {row.pk for row in Listing(ledger("disputes"), access, QueryDict()).rows()}
        assert listed == here.those("read", "disputes")
        assert {one.pk for one in everywhere(access, "事项")} == here.those("read")
        hidden = {one.pk for one in everywhere(access, SECRET)}
        assert hidden == here.those("read") & here.those("unmask", "disputes")
        assert exported(access, here) == {
            one.number for one in here.records if one.pk in here.those("export", "disputes")
        }


def refused(call: Callable[..., None], *given: str) -> bool:
    try:
        call(*given)
    except Forbidden:
        return True
    return False


def exported(access: object, here: Built) -> set[str]:
    """The numbers in an export of the whole ledger."""
    one = ledger("disputes")
    content = export(one, one.model._default_manager.all(), access, columns=["number"])  # type: ignore[arg-type]
    page = load_workbook(BytesIO(content)).active
    assert page is not None
    return {str(row[0]) for row in page.iter_rows(min_row=2, values_only=True)}
