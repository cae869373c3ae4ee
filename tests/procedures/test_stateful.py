"""Whatever is done to records, in whatever order: the journal holds what they count, and no history has a hole."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from tests.records.samples import DAY, samples
from tests.records.sound import check, check_numbers
from yifa.foundation import clock
from yifa.foundation.errors import YifaError
from yifa.journal.queries import balance_differences
from yifa.procedures import actions
from yifa.procedures.registry import procedure_of
from yifa.records.models import Record
from yifa.records.registry import ledger

if TYPE_CHECKING:
    from tests.walks.cast import Cast
    from yifa.office.models import Person

pytestmark = pytest.mark.django_db

CODES = ("cases", "disclosure", "disputes", "outreach", "penalties", "petitions", "receptions", "study")
PEOPLE = ("mediator", "clerk", "officer", "legal", "leader")
VALUES: dict[str, list[Any]] = {
    "agreement_form": ["written", "oral", ""],
    "amount": ["1200.50", "0", None, "-3"],
    "mechanism": ["sansuo", "sanshi", ""],
    "kind": ["D01", "D02", "D10", "centre", "open"],
    "routes_told": [True, False],
    "satisfied": ["good", "none", ""],
    "audience": [{"residents": 30}, {"students": 7, "elderly": 2}, {}, {"residents": -1}],
    "materials": [{"leaflet": 5}, {}],
    "channel": ["online", "offline", "visit", "letter"],
    "fine": ["50", "200", "99999", None],
    "sanction": ["fine", "warning", "none"],
    "attended": [3, 11, 40],
    "hours": ["1.5", "9"],
    "matters": [0, 2, 9],
    "closed": [0, 2],
    "people": [1, 3],
    "nature": ["claim", "suggest"],
    "branch": ["b6", "b1"],
    "refusal": ["elsewhere", "final"],
    "heard": [True, False],
    "opinion": ["support", "reject"],
    "opinion_text": ["已答复"],
    "handover": ["仲裁"],
    "charge": ["street", ""],
    "charge_closed_on": [DAY, None],
    "reply": ["granted", "refused"],
    "paid_on": [DAY, None],
    "shown": [True],
    "facts": ["属实"],
    "evidence": ["照片"],
    "proposed": ["fine", "warning"],
    "proposed_fine": ["99999"],
    "hearing_told": [True],
    "statement": ["waived", "none"],
    "discretion": ["一般情节"],
    "service": ["direct"],
    "title": ["另一件事"],
    "happened_on": [DAY, DAY - timedelta(days=40), DAY + timedelta(days=400)],
    "received_on": [DAY, DAY + timedelta(days=1)],
    "accepted_on": [DAY, DAY + timedelta(days=2), None],
    "settled_on": [DAY + timedelta(days=5), None],
}


@dataclass(frozen=True)
class Act:
    """One thing somebody does to one record, after some days."""

    verb: str
    record: int
    who: str
    after: int
    pick: int
    fields: frozenset[str]


acts = st.builds(
    Act,
    st.sampled_from(["advance"] * 12 + ["amend"] * 4 + ["withdraw"]),
    st.integers(0, 3),
    st.sampled_from(PEOPLE),
    st.integers(0, 3),
    st.integers(0, 30),
    st.frozensets(st.sampled_from(sorted(VALUES)), max_size=3),
)


@settings(
    max_examples=50,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(codes=st.lists(st.sampled_from(CODES), min_size=1, max_size=3), acted=st.lists(acts, max_size=25))
def test_no_verb_forgets_the_journal(codes: list[str], acted: list[Act], cast: Cast) -> None:
    with undone():
        made = [entered(cast, code) for code in codes]
        day = DAY
        for one in acted:
            day += timedelta(days=one.after)
            record = made[one.record % len(made)]
            with clock.frozen(day):
                event(f"{one.verb}: {perform(cast, one, record, day)}")
            check(Record.objects.get(pk=record.pk))
        check_numbers()
        assert balance_differences() == []


@contextmanager
def undone() -> Iterator[None]:
    """Nothing is left behind for the next example."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def entered(cast: Cast, code: str) -> Record:
    values = samples(cast)[code]
    by = cast.at(values.pop("by"))
    with clock.frozen(DAY):
        return actions.enter(
            ledger=ledger(code), unit=cast.street, values={**values, "happened_on": DAY}, by=by
        )


def perform(cast: Cast, act: Act, record: Record, day: date) -> str:
    """Do it, or be refused: both are fine, half of it is not. A move is offered to everyone in turn."""
    first = PEOPLE.index(act.who)
    people = (*PEOPLE[first:], *PEOPLE[:first]) if act.verb == "advance" else (act.who,)
    for who in people:
        try:
            with transaction.atomic():
                attempt(cast, act, Record.objects.get(pk=record.pk), who, day)
        except YifaError as error:
            said = type(error).__name__
        else:
            return "done"
    return said


def attempt(cast: Cast, act: Act, record: Record, who: str, day: date) -> None:
    by = cast.at(who)
    if act.verb == "withdraw":
        actions.withdraw(record=record, by=by, reason="重复登记")
    elif act.verb == "amend":
        known = {name for name in act.fields if name in ledger(record.ledger).fields}
        actions.amend(record=record, values=chosen(cast, act, known), by=by, reason="更正")
    else:
        go(cast, act, record, by, day)


def go(cast: Cast, act: Act, record: Record, by: Person, day: date) -> None:
    moves = procedure_of(record).moves_from(record.step) or procedure_of(record).moves
    move = moves[act.pick % len(moves)]
    given = chosen(cast, act, set(move.fields()))
    actions.advance(record=record, move=move.code, by=by, on=day, values=given, reason="因故", extension=10)


def chosen(cast: Cast, act: Act, names: set[str]) -> dict[str, Any]:
    own = {"power": cast.power, "credential": cast.credentials[0], "second": cast.credentials[1]}
    picked = {name: VALUES[name][act.pick % len(VALUES[name])] for name in sorted(names) if name in VALUES}
    return picked | {name: value for name, value in own.items() if name in names}
