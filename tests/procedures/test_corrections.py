"""A corrected day moves its event and its clocks with it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from tests.walks.cast import Cast
from tests.walks.test_disclosure import accepted as asked
from tests.walks.test_mediation import accepted
from tests.walks.walk import day, due, go
from yifa.foundation import clock
from yifa.foundation.errors import Invalid
from yifa.journal.queries import standing
from yifa.procedures.actions import amend
from yifa.procedures.models import ClockEntry, Event
from yifa.records.models import Change, Record

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def later() -> Iterator[None]:
    with clock.frozen(date(2026, 6, 1)):
        yield


def test_the_clock_starts_on_the_right_day(cast: Cast) -> None:
    record = accepted(cast)
    before = due(record, "MED-02")
    amend(record=record, values={"accepted_on": day("03-10")}, by=cast.mediator, reason="登记有误")
    assert before != due(record, "MED-02") == "2026-04-10"
    assert Event.objects.get(record_id=record.pk, move="accept").on == day("03-10")
    [line] = ClockEntry.objects.filter(clock__record_id=record.pk, kind="correct")
    assert (line.on, line.by) == (day("03-10"), cast.mediator)
    assert "原为2026年3月" in line.reason
    assert Change.objects.filter(record_id=record.pk).latest("id").fields["accepted_on"][1] == "2026-03-10"
    assert {one.day for one in standing(record.source) if one.account == "disputes.accepted"} == {
        day("03-10")
    }


def test_the_day_of_receipt_too(cast: Cast) -> None:
    record = asked(cast)
    amend(record=record, values={"received_on": day("02-27"), "happened_on": day("02-27")}, by=cast.clerk)
    assert Event.objects.get(record_id=record.pk, move="enter").on == day("02-27")


def test_a_corrected_day_stays_between_its_neighbours(cast: Cast) -> None:
    record = accepted(cast)
    record = go(cast, record, [("settle", "mediator", "03-12", {"agreement_form": "oral"}, "agreed")])
    with pytest.raises(Invalid, match="不能晚于“达成协议”"):
        amend(record=record, values={"accepted_on": day("03-13")}, by=cast.mediator)
    with pytest.raises(Invalid, match="不能早于“登记”"):
        amend(record=record, values={"accepted_on": day("03-01")}, by=cast.mediator)
    assert Record.objects.get(pk=record.pk).revision == record.revision
    assert not ClockEntry.objects.filter(kind="correct").exists()


def test_what_a_wrong_day_blocked_is_free_again(cast: Cast) -> None:
    record = accepted(cast)
    record = go(cast, record, [("settle", "mediator", "05-20", {"agreement_form": "oral"}, "agreed")])
    record = amend(record=record, values={"settled_on": day("03-20")}, by=cast.mediator)
    record = go(cast, record, [("perform", "mediator", "04-01", {}, "performed")])


def test_only_a_move_makes_its_day(cast: Cast) -> None:
    record = accepted(cast)
    with pytest.raises(Invalid, match="请办理这一流转"):
        amend(record=record, values={"settled_on": day("03-20")}, by=cast.mediator)
    with pytest.raises(Invalid, match="请办理这一流转"):
        amend(record=record, values={"accepted_on": None}, by=cast.mediator)
