"""The rules of the plain ledgers' own forms: what is refused, and in whose name."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.records.samples import DAY, samples
from yifa.foundation import clock
from yifa.foundation.errors import Invalid, Refused
from yifa.journal.queries import standing
from yifa.ledgers.penalties.models import Credential
from yifa.procedures.actions import advance, amend, enter
from yifa.records.models import Record
from yifa.records.registry import ledger

if TYPE_CHECKING:
    from tests.walks.cast import Cast

pytestmark = pytest.mark.django_db


def entered(cast: Cast, code: str, **more: Any) -> Record:
    values = samples(cast)[code] | more
    by = cast.at(values.pop("by"))
    with clock.frozen(DAY):
        return enter(ledger=ledger(code), unit=cast.street, values={"happened_on": DAY, **values}, by=by)


def counted(record: Record) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for line in standing(record.source):
        found.setdefault(line.account, {})[line.detail] = line.quantity
    return found


@pytest.mark.parametrize(
    ("code", "values", "field", "says"),
    [
        ("penalties", {"fine": "201"}, "fine", "第51条"),
        ("penalties", {"fine": "3001", "against": "entity"}, "fine", "第51条"),
        ("penalties", {"fine": None}, "fine", "请填写罚款金额"),
        ("penalties", {"fine": "-5"}, "fine", "请填写罚款金额"),
        ("penalties", {"sanction": "warning"}, "fine", "不应填写"),
        ("penalties", {"fine": "150", "collected": True}, "collected", "第68条"),
        ("penalties", {"heard": False}, "heard", "第44条"),
        ("penalties", {"credential": None}, "credential", ""),
        ("outreach", {"place": ""}, "place", "请填写地点"),
        ("outreach", {"audience": {}, "materials": {}}, "audience", "至少填写一项"),
        ("outreach", {"audience": {"residents": 0}}, "audience", "正整数"),
        ("outreach", {"audience": {"aliens": 3}}, "audience", "没有"),
        ("outreach", {"topics": ["民法典典"]}, "topics", "是否为"),
        ("study", {"attended": 0}, "attended", "大于零"),
        ("study", {"attended": 13}, "attended", "不能多于应到"),
        ("study", {"hours": "25"}, "hours", "0到24"),
        ("study", {"topics": []}, "topics", ""),
        ("receptions", {"closed": 3}, "closed", "不能多于"),
        ("disputes", {"people": 1}, "people", "至少涉及两人"),
        ("disputes", {"amount": "-1"}, "amount", "不能为负"),
        ("disputes", {"source_kind": "referred"}, "referred_by", "移送单位"),
        ("disputes", {"kind": ""}, "kind", ""),
        ("disputes", {"parties": ""}, "parties", ""),
    ],
)
def test_what_a_form_refuses(cast: Cast, code: str, values: dict[str, Any], field: str, says: str) -> None:
    with pytest.raises(Invalid) as caught:
        entered(cast, code, **values)
    assert says in caught.value.errors[field]
    assert not Record.objects.exists()


@pytest.mark.parametrize(("against", "fine"), [("citizen", "200"), ("entity", "3000")])
def test_a_fine_at_its_limit_is_taken(cast: Cast, against: str, fine: str) -> None:
    """行政处罚法 第51条: two hundred yuan for a citizen, three thousand for an organisation, inclusive."""
    record = entered(cast, "penalties", against=against, fine=fine)
    assert counted(record)["penalties.simple.amount"] == {"": int(fine) * 100}


@pytest.mark.parametrize(
    "change",
    [{"valid_to": DAY - timedelta(days=1)}, {"valid_from": DAY + timedelta(days=1)}, {"revoked_on": DAY}],
)
def test_without_a_valid_credential_nobody_enforces(cast: Cast, change: dict[str, date]) -> None:
    """行政处罚法 第42条."""
    Credential.objects.filter(pk=cast.credentials[0].pk).update(**change)
    cast.credentials[0].refresh_from_db()
    with pytest.raises(Invalid, match="第42条"):
        entered(cast, "penalties")


def test_a_fine_is_paid_before_the_case_is_closed(cast: Cast) -> None:
    record = entered(cast, "penalties")
    with clock.frozen(DAY + timedelta(days=1)):
        record = advance(record=record, move="report", by=cast.officer)
        with pytest.raises(Refused, match="尚未缴纳"):
            advance(record=record, move="close", by=cast.officer)
        assert advance(record=record, move="close", by=cast.officer, values={"paid_on": DAY}).step == "closed"


@pytest.mark.parametrize("code", ["petitions", "disclosure"])
def test_the_day_of_receipt_alone_is_enough(cast: Cast, code: str) -> None:
    values = {name: value for name, value in samples(cast)[code].items() if name != "by"}
    with clock.frozen(DAY):
        record = enter(
            ledger=ledger(code), unit=cast.street, values={**values, "received_on": DAY}, by=cast.clerk
        )
    assert record.happened_on == DAY


def test_an_event_counts_itself_its_public_and_its_materials(cast: Cast) -> None:
    record = entered(cast, "outreach", audience={"residents": 120, "students": 30})
    assert counted(record) == {
        "outreach.events": {"offline": 1},
        "outreach.audience": {"residents": 120, "students": 30},
        "outreach.materials": {"banner": 2, "leaflet": 300},
    }


def test_who_entered_an_event_does_not_confirm_it(cast: Cast) -> None:
    values = {name: value for name, value in samples(cast)["outreach"].items() if name != "by"}
    with clock.frozen(DAY):
        record = enter(
            ledger=ledger("outreach"), unit=cast.street, values={**values, "happened_on": DAY}, by=cast.legal
        )
        with pytest.raises(Refused, match="本人录入"):
            advance(record=record, move="confirm", by=cast.legal)
        confirmed = advance(record=record, move="confirm", by=cast.leader)
    assert confirmed.approved_at == clock.at(DAY)


def test_what_comes_back_goes_round_again(cast: Cast) -> None:
    record = entered(cast, "outreach")
    with clock.frozen(DAY):
        with pytest.raises(Refused, match="理由"):
            advance(record=record, move="return", by=cast.legal)
        record = advance(record=record, move="return", by=cast.legal, reason="缺少照片")
        record = advance(record=record, move="resubmit", by=cast.mediator)
        assert advance(record=record, move="confirm", by=cast.legal).step == "confirmed"


def test_a_session_counts_hours_in_tenths(cast: Cast) -> None:
    record = entered(cast, "study", hours="2.5", attended=12)
    assert counted(record) == {
        "study.sessions": {"centre": 1},
        "study.attendance": {"": 12},
        "study.hours": {"": 25},
    }


def test_a_reception_counts_what_was_closed_later(cast: Cast) -> None:
    record = entered(cast, "receptions", closed=0)
    assert "receptions.closed" not in counted(record)
    with clock.frozen(DAY):
        record = advance(record=record, move="close", by=cast.clerk, values={"closed": 2})
    assert counted(record)["receptions.closed"] == {"": 2}


def test_a_failed_dispute_taken_up_again_counts_as_settled_once(cast: Cast) -> None:
    record = entered(cast, "disputes")
    way: list[tuple[str, dict[str, Any], str]] = [
        ("accept", {"mechanism": "sansuo"}, ""),
        ("fail", {"routes_told": True, "agreement_form": "oral"}, "差距较大"),
        ("reopen", {}, "双方同意再谈"),
        ("settle", {"agreement_form": "written", "amount": "1200.55"}, ""),
    ]
    for after, (move, values, reason) in enumerate(way, start=1):
        with clock.frozen(DAY + timedelta(days=after)):
            record = advance(record=record, move=move, by=cast.mediator, values=values, reason=reason)
    found = counted(record)
    assert found["disputes.settled"] == found["disputes.mediated"] == {"written": 1}
    assert found["disputes.settled_by_mechanism"] == {"sansuo": 1}
    assert found["disputes.amount"] == {"": 120055}
    assert "disputes.unsettled" not in found
    with clock.frozen(DAY + timedelta(days=9)):
        amend(record=record, values={"mechanism": ""}, by=cast.legal)
    assert "disputes.mechanism" not in counted(record)
