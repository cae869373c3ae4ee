"""Posts, units and roles: what they give, when they end, and what the tree refuses."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from yifa.foundation import clock
from yifa.foundation.errors import Forbidden, Invalid
from yifa.office.access import Access, above, compile_access, units_for
from yifa.office.actions import add_person, add_unit, appoint, end_post, end_unit
from yifa.office.models import Person, Unit
from yifa.office.roles import ROLES, role

pytestmark = pytest.mark.django_db

SINCE, TODAY = date(2024, 1, 1), date(2026, 3, 2)


def unit(code: str, kind: str, parent: Unit | None = None) -> Unit:
    return add_unit(code=code, name=f"示例{code}", kind=kind, parent=parent, valid_from=SINCE, by=None)


def person(username: str, place: Unit, code: str) -> Person:
    found = add_person(username=username, name=f"示例{username}", password=None, by=None)
    appoint(person=found, unit=place, role=code, valid_from=SINCE, by=None)
    return found


@pytest.fixture
def street() -> Unit:
    return unit("j", "subdistrict", unit("q", "district"))


def access(found: Person, day: date = TODAY) -> Access:
    return compile_access(found, day)


def test_paths_grow_by_four_digits_a_level(street: Unit) -> None:
    one, two = unit("s1", "community", street), unit("s2", "community", street)
    assert (street.path, one.path, two.path) == ("00010001", "000100010001", "000100010002")
    assert above(one.path) == two.path
    assert street.contains(two.path)
    assert not one.contains(two.path)


def test_a_unit_stands_only_below_a_higher_kind(street: Unit) -> None:
    with pytest.raises(Invalid, match="不能设在"):
        unit("x", "district", street)
    with pytest.raises(Invalid, match="已被使用"):
        unit("j", "community", street)


def test_rights_begin_and_end_with_the_post(street: Unit) -> None:
    legal = person("legal", street, "legal")
    assert not access(legal, SINCE - timedelta(days=1)).may("write", street.path)
    assert access(legal, SINCE).may("write", street.path)
    with clock.frozen(TODAY):
        end_post(post=legal.posts.get(), by=legal)
    assert access(legal, TODAY).may("write", street.path)
    assert access(legal, TODAY + timedelta(days=1)).grants == ()


def test_an_ended_unit_gives_its_people_nothing_and_its_parent_everything(street: Unit) -> None:
    community = unit("s1", "community", street)
    worker, legal = person("worker", community, "community"), person("legal", street, "legal")
    end_unit(unit=community, on=TODAY, by=legal)
    tomorrow = TODAY + timedelta(days=1)
    assert access(worker).may("read", community.path)
    assert not access(worker, tomorrow).may("read", community.path)
    assert access(legal, tomorrow).may("read", community.path)
    assert community not in units_for(access(legal, tomorrow), "read", tomorrow)
    with pytest.raises(Invalid, match="撤销日期不能早于"):
        end_unit(unit=community, on=SINCE - timedelta(days=1), by=legal)
    with pytest.raises(Invalid, match="尚未设立或已撤销"):
        appoint(person=worker, unit=community, role="community", valid_from=tomorrow, by=None)


def test_a_right_here_is_no_right_beside_or_above(street: Unit) -> None:
    assert street.parent is not None
    other = unit("k", "subdistrict", street.parent)
    legal = person("legal", street, "legal")
    assert access(legal).may("write", street.path)
    for path in (other.path, street.parent.path):
        assert not access(legal).may("read", path)
        with pytest.raises(Forbidden):
            access(legal).require("read", path)


def test_two_posts_add_up(street: Unit) -> None:
    assert street.parent is not None
    other = unit("k", "subdistrict", street.parent)
    both = person("both", street, "officer")
    appoint(person=both, unit=other, role="mediator", valid_from=SINCE, by=None)
    here = access(both)
    assert here.may("write", street.path, "penalties")
    assert not here.may("write", other.path, "penalties")
    assert here.may("write", other.path, "disputes")
    assert (here.roles_at(street.path), here.roles_at(other.path)) == ({"officer"}, {"mediator"})
    assert here.paths("read") == [street.path, other.path]
    assert here.paths("write", "penalties") == [street.path]


def test_only_the_widest_of_nested_posts_is_asked(street: Unit) -> None:
    legal = person("legal", street, "legal")
    appoint(person=legal, unit=unit("s1", "community", street), role="legal", valid_from=SINCE, by=None)
    assert access(legal).paths("write") == [street.path]


def test_who_administers_sees_no_record_and_who_looks_on_writes_none() -> None:
    assert not ROLES["admin"].verbs & {"read", "unmask", "write"}
    for code in ("district", "auditor"):
        assert not role(code).verbs & {"write", "decide", "unmask", "approve"}
    assert not ROLES["leader"].verbs & {"write", "unmask"}


def test_people_and_roles_that_do_not_exist(street: Unit) -> None:
    found = person("legal", street, "legal")
    with pytest.raises(Invalid, match="已被使用"):
        add_person(username="legal", name="示例", password=None, by=None)
    with pytest.raises(Invalid, match="没有“king”"):
        appoint(person=found, unit=street, role="king", valid_from=SINCE, by=None)
    assert not found.has_usable_password()
