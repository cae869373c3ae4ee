"""Every declaration, whichever ledger: names exist, nothing personal leaks, every step can be reached by a form."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, cast

import pytest
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from yifa import law
from yifa.figures.definitions import figures
from yifa.journal.accounts import account, accounts
from yifa.office.models import UnitKind
from yifa.office.roles import ROLES
from yifa.procedures.values import Procedure, When
from yifa.records.declaration import Ledger, always
from yifa.records.fields import PersonalField, TallyField
from yifa.records.models import Record
from yifa.records.registry import ledgers

FRAME = {"unit", "number", "step", "approved_at", "entered_at"}


def every() -> Iterator[tuple[Ledger, Procedure]]:
    return ((one, cast(Procedure, one.procedure)) for one in ledgers())


def known(one: Ledger, name: str) -> bool:
    try:
        one.model._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    return True


def test_the_eight_ledgers_are_there() -> None:
    codes = {one.code for one in ledgers()}
    assert {
        "disputes",
        "outreach",
        "penalties",
        "study",
        "petitions",
        "receptions",
        "cases",
        "disclosure",
    } <= codes


def test_every_name_is_a_field() -> None:
    for one, procedure in every():
        named = [
            *one.fields,
            *one.columns.split(),
            *one.filters.split(),
            *one.quick.split(),
            *one.search.split(),
        ]
        named += [name for move in procedure.moves for name in move.fields()]
        named += [move.day_field for move in procedure.moves if move.day_field]
        named += [count.on for count in one.counts] + [c.quantity for c in one.counts if c.quantity]
        named += [count.detail for count in one.counts if isinstance(count.detail, str) and count.detail]
        assert {name for name in named if not known(one, name)} == set(), one.code


def test_every_field_of_a_ledger_is_on_its_form_once() -> None:
    for one, _ in every():
        shown = Counter(one.fields)
        assert [name for name, times in shown.items() if times > 1] == [], one.code
        own = {field.name for field in one.model._meta.local_fields if not field.primary_key}
        if one.unit_kinds:  # the yearly report has pages of its own
            assert {
                name for name in own - set(shown) if cast(Any, one.model._meta.get_field(name)).editable
            } == set(), one.code


def test_the_quick_form_asks_for_what_must_be_filled() -> None:
    for one in ledgers():
        quick = set(one.quick.split())
        must = {field.name for field in one.model._meta.get_fields() if needed(field)} - FRAME
        assert not quick or must - quick == set(), one.code
        assert not quick or quick & {"happened_on", "received_on"}, one.code


def needed(field: Any) -> bool:
    """Whether a person must fill a field. One of the two days is enough."""
    if not isinstance(field, models.Field) or not field.editable or field.primary_key:
        return False
    own = field.name not in ("ledger", "happened_on", "received_on") and not isinstance(
        field, models.BooleanField
    )
    return own and not field.blank and not field.has_default()


def test_nothing_personal_is_searched_openly_filtered_or_counted() -> None:
    for one, _ in every():
        open_names = {*one.search.split(), *one.filters.split(), "title", "highlight"}
        counted = {c.quantity for c in one.counts} | {
            c.detail for c in one.counts if isinstance(c.detail, str)
        }
        assert (open_names | counted) & one.personal == set(), one.code


def test_counts_go_to_accounts_that_take_them() -> None:
    for one, _ in every():
        for count in one.counts:
            chart = account(count.account)
            field = cast(Any, one.model._meta.get_field(count.quantity)) if count.quantity else None
            if isinstance(field, TallyField):
                assert set(field.kinds) <= set(chart.details), (one.code, count.account)
            elif isinstance(count.detail, str) and count.detail and count.when is always:
                codes = {code for code, _ in one.form_field(count.detail).flatchoices if code}
                assert codes <= set(chart.details), (one.code, count.account)
            elif not count.detail:
                assert bool(chart.details) == bool(count.detail), (one.code, count.account)


def test_every_account_is_fed_and_every_figure_stands_on_one() -> None:
    fed = {count.account for one in ledgers() for count in one.counts}
    assert set(accounts()) - fed == set()
    used = {term.lstrip("-").split("/")[0] for one in figures() for term in (*one.of, *one.over)}
    assert used - fed == set()


def test_roles_and_kinds_exist() -> None:
    verbs = {verb for role in ROLES.values() for verb in role.verbs}
    for one, procedure in every():
        assert set(one.unit_kinds.split()) <= set(UnitKind.values)
        assert one.verb in verbs
        for move in procedure.moves:
            assert move.who in verbs, (one.code, move.code)
            assert set(move.roles) <= set(ROLES), (one.code, move.code)
    assert {code for role in ROLES.values() for code in role.ledgers} <= {one.code for one in ledgers()}


def test_time_limits_of_procedures_are_in_the_law_room() -> None:
    for one, procedure in every():
        codes = {code.code if isinstance(code, When) else code for code in procedure.opens}
        for move in procedure.moves:
            codes |= {code.code if isinstance(code, When) else code for code in move.starts}
            codes |= {*move.stops, *move.suspends, *move.resumes, *move.extends}
        assert {code for code in codes if not law.limit(code).basis} == set(), one.code


def test_somebody_can_make_every_move() -> None:
    """A move no role may make is a dead button."""
    for one, procedure in every():
        for move in procedure.moves:
            able = [
                role
                for role in ROLES.values()
                if move.who in role.verbs
                and (not role.ledgers or one.code in role.ledgers)
                and (not move.roles or role.code in move.roles)
            ]
            assert able, (one.code, move.code)


def test_steps_fit_their_column_and_are_named() -> None:
    longest = cast(Any, Record._meta.get_field("step")).max_length
    for one, procedure in every():
        for step in procedure.steps:
            assert len(step.code) <= longest, (one.code, step.code)
            assert step.name
        for move in procedure.moves:
            assert len(move.code) <= 32, (one.code, move.code)
            assert len(move.label) <= 40, (one.code, move.code)


@pytest.mark.parametrize("name", ["says", "name", "area", "icon"])
def test_every_ledger_introduces_itself(name: str) -> None:
    assert [one.code for one in ledgers() if not str(getattr(one, name))] == []


def test_personal_fields_say_how_they_are_masked() -> None:
    for one in ledgers():
        for name in one.personal:
            field = one.form_field(name)
            assert isinstance(field, PersonalField)
            assert field.mask in ("name", "phone", "all"), (one.code, name)
            assert "示例甲乙丙" not in field.masked("示例甲乙丙"), (one.code, name)
