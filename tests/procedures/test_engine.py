"""The engine itself: several signatures, acting authority, versions, doubled and halted clocks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from typing import cast as typed

import pytest

from tests.records.samples import DAY, samples
from tests.walks.cast import SINCE, Cast
from tests.walks.walk import sound_path
from yifa.foundation import clock
from yifa.foundation.errors import Conflict, Forbidden, Invalid, Missing, Refused
from yifa.foundation.models import Audit
from yifa.journal.queries import standing
from yifa.ledgers.outreach.procedure import OUTREACH
from yifa.office.access import compile_access
from yifa.office.actions import add_person, add_unit, appoint
from yifa.office.models import Person, Unit
from yifa.procedures import actions, clocks, registry, versions
from yifa.procedures.models import Approval, Clock, ClockEntry, Event
from yifa.procedures.values import Procedure, Step
from yifa.records.models import Change, Record
from yifa.records.registry import ledger

pytestmark = pytest.mark.django_db


def entered(cast: Cast, code: str, **more: Any) -> Record:
    values = samples(cast)[code] | more
    by = cast.at(values.pop("by"))
    with clock.frozen(DAY):
        return actions.enter(
            ledger=ledger(code), unit=cast.street, values={"happened_on": DAY, **values}, by=by
        )


def move(record: Record, code: str, by: Person, **more: Any) -> Record:
    with clock.frozen(DAY + timedelta(days=more.pop("after", 1))):
        return actions.advance(record=record, move=code, by=by, **more)


LATER = date(2035, 1, 1)


def another(cast: Cast, username: str, role: str, unit: Unit | None = None, **more: Any) -> Person:
    person = add_person(username=username, name=f"示例{username}", password=None, by=None)
    appoint(person=person, unit=unit or cast.street, role=role, valid_from=SINCE, by=None, **more)
    return person


@pytest.fixture
def second_version() -> Iterator[Procedure]:
    """Version 2 of the outreach procedure: two must confirm, and there is one step more."""
    confirm = replace(OUTREACH.by_move["confirm"], countersigns=2, sources=("checked",))
    check = replace(
        OUTREACH.by_move["resubmit"], code="check", label="初核", sources=("recorded",), target="checked"
    )
    others = [one for one in OUTREACH.moves if one.code != "confirm"]
    made = replace(
        OUTREACH,
        version=2,
        steps=(*OUTREACH.steps, Step("checked", "已初核")),
        moves=(
            confirm,
            check,
            replace(check, code="uncheck", sources=("checked",), target="recorded"),
            *others,
        ),
    )
    yield registry.register(made)
    del registry._procedures[made.code, made.version]


# Several signatures


def test_a_move_waits_for_every_signature(cast: Cast, second_version: Procedure) -> None:
    record = migrated(cast, entered(cast, "outreach"), "checked")
    first = move(record, "confirm", cast.legal, reason="属实")
    assert (first.step, first.revision, first.approved_at) == ("checked", record.revision, None)
    assert move(record, "confirm", cast.legal, reason="属实").step == "checked", "one person signs once"
    assert move(record, "confirm", cast.leader).step == "confirmed"
    signed = Approval.objects.filter(record=record).order_by("id").values_list("by__username", "opinion")
    assert list(signed) == [("legal", "属实"), ("leader", "")]
    assert Event.objects.filter(record=record, move="confirm").count() == 1


def test_signatures_of_an_earlier_round_do_not_count(cast: Cast, second_version: Procedure) -> None:
    record = migrated(cast, entered(cast, "outreach"), "checked")
    move(record, "confirm", cast.legal)
    record = move(record, "uncheck", cast.legal)
    record = move(record, "check", cast.mediator)
    assert move(record, "confirm", cast.leader, after=2).step == "checked"
    assert move(record, "confirm", cast.legal, after=2).step == "confirmed"


def test_who_entered_cannot_be_one_of_the_signatures(cast: Cast, second_version: Procedure) -> None:
    with clock.frozen(DAY):
        values = {"happened_on": DAY, **{k: v for k, v in samples(cast)["outreach"].items() if k != "by"}}
        record = actions.enter(ledger=ledger("outreach"), unit=cast.street, values=values, by=cast.legal)
    record = migrated(cast, record, "checked")
    with pytest.raises(Refused, match="本人录入"):
        move(record, "confirm", cast.legal)
    assert not Approval.objects.exists()


# Versions


def migrated(cast: Cast, record: Record, step: str) -> Record:
    with clock.frozen(DAY):
        return versions.migrate_version(
            record=record,
            version=2,
            step=step,
            by=cast.admin,
            reason="程序修订",
            access=compile_access(cast.admin),
        )


def test_a_running_case_keeps_its_version_until_it_is_moved(cast: Cast, second_version: Procedure) -> None:
    record = entered(cast, "outreach")
    assert registry.procedure_of(record).version == 1
    assert move(record, "confirm", cast.legal).step == "confirmed"
    other = migrated(cast, entered(cast, "outreach"), "recorded")
    with pytest.raises(Refused, match="已初核"):
        move(other, "confirm", cast.legal)


def test_moving_to_another_version_leaves_a_trace(cast: Cast, second_version: Procedure) -> None:
    record = migrated(cast, entered(cast, "outreach"), "checked")
    last = Change.objects.filter(record=record).latest("pk")
    assert (last.kind, last.reason, last.fields["procedure_version"]) == ("migrate", "程序修订", [1, 2])
    assert Audit.objects.filter(action="procedure.migrate", target=record.source).count() == 1


def test_a_version_is_no_way_round_the_moves(cast: Cast, second_version: Procedure) -> None:
    """Neither to an end, nor about within one version, nor for a case that is closed."""
    record = entered(cast, "outreach")
    with pytest.raises(Refused, match="须办理流转才能到达"):
        migrated(cast, record, "confirmed")
    record = migrated(cast, record, "checked")
    with pytest.raises(Refused, match="已按第2版"):
        migrated(cast, record, "recorded")
    closed = move(entered(cast, "outreach"), "confirm", cast.legal)
    with pytest.raises(Refused, match="已经办结或者撤回"):
        migrated(cast, closed, "checked")


def test_an_administrator_of_one_office_moves_no_case_of_another(
    cast: Cast, second_version: Procedure
) -> None:
    far = add_unit(
        code="k", name="另一街道", kind="subdistrict", parent=cast.street.parent, valid_from=SINCE, by=None
    )
    stranger = another(cast, "stranger", "admin", unit=far)
    record = entered(cast, "outreach")
    with pytest.raises(Forbidden):
        versions.migrate_version(
            record=record,
            version=2,
            step="checked",
            by=stranger,
            reason="修订",
            access=compile_access(stranger),
        )
    with pytest.raises(Missing):
        versions.numbered(record.number, compile_access(stranger))
    assert versions.numbered(record.number, compile_access(cast.admin)).pk == record.pk


def test_with_one_version_each_there_is_nowhere_to_move_a_case(cast: Cast) -> None:
    from django.test import Client

    client = Client()
    client.force_login(cast.admin)
    page = client.get("/office/versions/").content.decode()
    assert "每个程序都只有一个版本" in page
    assert 'name="target"' not in page


def test_the_page_moves_a_case_and_says_what_is_wrong(cast: Cast, second_version: Procedure) -> None:
    from django.test import Client

    record, client = entered(cast, "outreach"), Client()
    client.force_login(cast.admin)
    given = {"number": record.number, "target": "outreach:2:checked", "reason": "程序修订"}
    rows = {
        (one.ledger, one.procedure.version): one
        for one in client.get("/office/versions/").context["versions"]
    }
    assert [rows["outreach", n].cases for n in (1, 2)] == [1, 0]
    assert (rows["outreach", 2].newest, rows["outreach", 1].newest) == (True, False)
    for change, field, says in (
        ({"number": "没有"}, "number", "没有编号为"),
        ({"target": "disputes:1:accepted"}, "target", "不属于所选的程序"),
        ({"target": "outreach:1:recorded"}, "target", "已按第1版"),
        ({"reason": ""}, "reason", ""),
    ):
        page = client.post("/office/versions/", given | change)
        assert page.status_code == 422
        assert list(page.context["form"].errors) == [field]
        assert says in str(page.context["form"].errors[field])
    assert client.post("/office/versions/", given).status_code == 302
    record.refresh_from_db()
    assert (record.procedure_version, record.step) == (2, "checked")
    last = Event.objects.filter(record=record).latest("pk")
    assert (last.move, last.label, last.reason) == ("migrate", "改按第2版程序", "程序修订")
    sound_path(actions.records.concrete(Record.objects.get(pk=record.pk)))
    client.force_login(cast.leader)
    assert client.get("/office/versions/").status_code == 403


@pytest.mark.parametrize(
    ("who", "step", "reason", "error"),
    [
        ("admin", "checked", " ", Refused),
        ("admin", "nowhere", "修订", Refused),
        ("leader", "checked", "修订", Forbidden),
    ],
)
def test_moving_to_another_version_is_refused(
    cast: Cast, second_version: Procedure, who: str, step: str, reason: str, error: type[Exception]
) -> None:
    record = entered(cast, "outreach")
    person = cast.at(who)
    with pytest.raises(error):
        versions.migrate_version(
            record=record, version=2, step=step, by=person, reason=reason, access=compile_access(person)
        )
    record.refresh_from_db()
    assert (record.procedure_version, record.revision) == (1, 1)


# Whose authority


def test_a_deputy_acts_for_the_leader(cast: Cast) -> None:
    deputy = another(cast, "deputy", "leader", acting_for=cast.leader, valid_to=LATER)
    record = move(entered(cast, "cases"), "file", deputy, values={"power": cast.power})
    assert typed(Any, record).filed_on == DAY + timedelta(days=1)
    assert Event.objects.get(record=record, move="file").acting_for == cast.leader


def test_own_authority_goes_before_that_of_another(cast: Cast) -> None:
    appoint(
        person=cast.legal,
        unit=cast.street,
        role="leader",
        valid_from=SINCE,
        valid_to=LATER,
        acting_for=cast.leader,
        by=None,
    )
    record = move(entered(cast, "outreach"), "confirm", cast.legal)
    assert Event.objects.get(record=record, move="confirm").acting_for is None


def test_acting_elsewhere_is_not_acting_here(cast: Cast) -> None:
    other = add_unit(
        code="k", name="另一街道", kind="subdistrict", parent=cast.street.parent, valid_from=SINCE, by=None
    )
    common = {"unit": other, "role": "leader", "valid_from": SINCE, "by": None}
    appoint(person=cast.leader, **common)
    appoint(person=cast.mediator, acting_for=cast.leader, valid_to=LATER, **common)
    record = move(entered(cast, "disputes"), "accept", cast.mediator)
    assert Event.objects.get(record=record, move="accept").acting_for is None


def test_acting_ends_with_its_post(cast: Cast) -> None:
    another(cast, "deputy", "leader", acting_for=cast.leader, valid_to=DAY)
    deputy = Person.objects.get(username="deputy")
    with pytest.raises(Refused, match="岗位不能办理"):
        move(entered(cast, "outreach"), "confirm", deputy)


# Clocks


def under_investigation(cast: Cast) -> Record:
    record = move(entered(cast, "cases"), "file", cast.leader, values={"power": cast.power})
    one, two = cast.credentials
    return move(record, "investigate", cast.officer, values={"credential": one, "second": two, "shown": True})


def test_evidence_taken_twice_runs_two_clocks_and_both_stop(cast: Cast) -> None:
    record = under_investigation(cast)
    for after in (2, 3):
        record = move(record, "preserve", cast.leader, after=after, reason="防止灭失")
    assert Clock.objects.filter(record=record, code="PEN-06", open=True).count() == 2
    record = move(record, "dispose", cast.officer, after=4, reason="退还")
    assert not Clock.objects.filter(record=record, code="PEN-06", open=True).exists()


def test_a_withdrawn_case_runs_no_clock(cast: Cast) -> None:
    record = under_investigation(cast)
    for after in (2, 3):
        record = move(record, "preserve", cast.leader, after=after, reason="防止灭失")
    with clock.frozen(DAY + timedelta(days=5)):
        actions.withdraw(record=record, by=cast.officer, reason="重复登记")
    assert not Clock.objects.filter(record=record, open=True).exists()
    assert standing(record.source) == []


def test_a_clock_stopped_while_it_stood_still_never_moves_again(cast: Cast) -> None:
    record = under_investigation(cast)
    one = Clock.objects.get(record=record, code="PEN-15")
    for kind, after in (("suspend", 3), ("stop", 8)):
        on = DAY + timedelta(days=after)
        ClockEntry.objects.create(clock=one, kind=kind, on=on, at=clock.at(on), by=cast.officer)
    with clock.frozen(DAY + timedelta(days=9)):
        soon = clocks.derive(one).day
    with clock.frozen(DAY + timedelta(days=200)):
        assert clocks.derive(one).day == soon


# What a later change may not undo


def decided(cast: Cast) -> Record:
    told: dict[str, Any] = {"facts": "属实", "evidence": "照片", "proposed": "fine", "proposed_fine": 900}
    record = move(under_investigation(cast), "conclude", cast.officer, values=told, after=2)
    record = move(record, "tell", cast.officer, values={"hearing_told": True}, after=3)
    record = move(record, "heard_out", cast.officer, values={"statement": "waived"}, after=4)
    fine = {"sanction": "fine", "fine": 800, "discretion": "一般情节"}
    return move(record, "decide", cast.leader, values=fine, after=5)


def change(record: Record, by: Person, **values: Any) -> Record:
    with clock.frozen(DAY + timedelta(days=9)):
        return actions.amend(record=record, values=values, by=by, reason="更正")


def test_what_was_decided_is_not_changed_by_who_only_writes(cast: Cast) -> None:
    record = decided(cast)
    with pytest.raises(Invalid, match="“罚没金额”在“作出决定”时确定"):
        change(record, cast.officer, fine=600)
    with pytest.raises(Invalid, match="在“作出决定”时确定"):
        change(record, cast.officer, decided_on=DAY + timedelta(days=6))
    assert typed(Any, change(record, cast.officer, place="示例路三号", fine=800)).place == "示例路三号"
    assert typed(Any, change(record, cast.legal, fine=600)).fine == 600


def test_a_correction_keeps_what_the_law_asked_for(cast: Cast) -> None:
    record = decided(cast)
    with pytest.raises(Invalid, match="第45条"):
        change(record, cast.legal, fine=901)
    with pytest.raises(Invalid, match="不得少于两人"):
        change(record, cast.legal, second=None)
    record.refresh_from_db()
    assert typed(Any, record).fine == 800


def test_a_dispute_that_needs_writing_cannot_become_one_settled_orally(cast: Cast) -> None:
    """医疗纠纷预防和处理条例 第39条: such an agreement is made in writing."""
    record = move(entered(cast, "disputes"), "accept", cast.mediator)
    record = move(record, "settle", cast.mediator, values={"agreement_form": "oral"}, after=3)
    with pytest.raises(Invalid, match="第39条"):
        change(record, cast.mediator, kind="D12")
    assert typed(Any, change(record, cast.mediator, kind="D12", agreement_form="written")).kind == "D12"


# What is refused changes nothing


@pytest.mark.parametrize(
    ("call", "error"),
    [
        (lambda cast, record: move(record, "unknown", cast.mediator), Refused),
        (lambda cast, record: move(record, "accept", cast.mediator, values={"fine": 3}), Invalid),
        (lambda cast, record: move(record, "accept", cast.mediator, revision=7), Conflict),
        (lambda cast, record: move(record, "accept", cast.officer), Refused),
        (lambda cast, record: move(record, "accept", cast.mediator, on=DAY - timedelta(days=1)), Refused),
        (lambda cast, record: move(record, "accept", cast.mediator, on=DAY + timedelta(days=9)), Refused),
        (lambda cast, record: move(record, "refuse", cast.mediator, values={"routes_told": True}), Refused),
        (
            lambda cast, record: actions.amend(record=record, values={"people": "许多"}, by=cast.legal),
            Invalid,
        ),
        (
            lambda cast, record: actions.amend(record=record, values={"people": 10**30}, by=cast.legal),
            Invalid,
        ),
        (lambda cast, record: actions.amend(record=record, values={"amount": "NaN"}, by=cast.legal), Invalid),
        (lambda cast, record: actions.amend(record=record, values={"kind": "D77"}, by=cast.legal), Invalid),
        (lambda cast, record: actions.amend(record=record, values={"step": "filed"}, by=cast.legal), Invalid),
        (
            lambda cast, record: actions.amend(record=record, values={"settled_on": DAY}, by=cast.legal),
            Invalid,
        ),
        (
            lambda cast, record: actions.amend(record=record, values={"happened_on": None}, by=cast.legal),
            Invalid,
        ),
        (
            lambda cast, record: actions.amend(record=record, values={"title": "x" * 121}, by=cast.legal),
            Invalid,
        ),
        (lambda cast, record: actions.withdraw(record=record, by=cast.leader, reason="误"), Forbidden),
        (lambda cast, record: actions.withdraw(record=record, by=cast.legal, reason="  "), Invalid),
    ],
)
def test_what_is_refused_changes_nothing(cast: Cast, call: Any, error: type[Exception]) -> None:
    record = entered(cast, "disputes")
    with pytest.raises(error):
        call(cast, record)
    fresh = Record.objects.get(pk=record.pk)
    assert (fresh.step, fresh.revision) == ("registered", 1)
    assert Change.objects.filter(record=record).count() == Event.objects.filter(record=record).count() == 1


def test_control_characters_are_not_kept(cast: Cast) -> None:
    record = entered(cast, "disputes", title="漏水\x00\u202e纠纷\u200b ", place="\ufeff三号楼")
    assert (record.title, typed(Any, record).place) == ("漏水纠纷", "三号楼")


def test_days_of_a_unit_that_did_not_stand_are_refused(cast: Cast) -> None:
    with pytest.raises(Invalid, match="尚未设立"):
        entered(
            cast, "disputes", happened_on=SINCE - timedelta(days=3), received_on=SINCE - timedelta(days=2)
        )
    with pytest.raises(Invalid, match="不能晚于今天"):
        entered(cast, "disputes", happened_on=DAY + timedelta(days=1))
