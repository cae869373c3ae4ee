"""The course of a report: opened once, checked, approved by another, numbered, issued, submitted, published."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from yifa.foundation.errors import Forbidden, Invalid, Refused

if TYPE_CHECKING:
    from tests.reports.world import Street


def go(found: object, move: str, by: object, **more: object) -> object:
    from yifa.procedures.actions import advance

    return advance(record=found, move=move, by=by, **more)  # type: ignore[arg-type]


def test_a_report_is_opened_once_with_its_draft_and_its_clocks(street: Street) -> None:
    from yifa.procedures.queries import clocks_of
    from yifa.reports.actions import open_report
    from yifa.reports.queries import compose

    found = open_report(unit=street.street, year=2025, by=street.legal)
    again = open_report(unit=street.street, year=2025, by=street.second)
    assert again.pk == found.pk
    assert found.number == "示例年报〔2026〕1号"
    assert [part.code for part in compose(found).parts] == ["measures", "shortcomings", "duty", "plans"]
    due = {clock.code: clock.due_on for clock in clocks_of(found)}
    assert due == {"REP-02": date(2026, 2, 28), "REP-04": date(2026, 3, 31)}


def test_a_withdrawn_report_makes_room_for_another(street: Street) -> None:
    from yifa.procedures.actions import withdraw
    from yifa.reports.actions import open_report

    first = open_report(unit=street.street, year=2025, by=street.legal)
    withdraw(record=first, by=street.legal, reason="重来")
    assert open_report(unit=street.street, year=2025, by=street.legal).pk != first.pk


def test_only_those_who_report_may_open_one(street: Street) -> None:
    from yifa.reports.actions import open_report

    for person in (street.clerk, street.stranger):
        with pytest.raises(Forbidden):
            open_report(unit=street.street, year=2025, by=person)
    with pytest.raises(Invalid, match="可选"):
        open_report(unit=street.street, year=2025, by=street.legal, first=("nothing",))


def test_the_whole_course(street: Street) -> None:
    from tests.reports.world import checked
    from yifa.procedures.queries import clocks_of
    from yifa.reports.models import Sentence

    found = go(checked(street), "legal_pass", street.second)
    found = go(found, "approve", street.leader, values={"signer": "甲某"})
    assert found.approved_at
    assert found.signed_on == date(2026, 1, 15)
    found = go(found, "number", street.legal)
    assert found.document_number == "示例办发〔2026〕1号"
    found = go(go(found, "issue", street.legal), "submit", street.legal)
    assert [clock.open for clock in clocks_of(found)] == [False, True]
    found = go(found, "publish", street.legal)
    assert not any(clock.open for clock in clocks_of(found))
    assert found.published_on == date(2026, 1, 15)
    assert Sentence.objects.filter(report=found).count() > 0


def test_gaps_and_empty_parts_hold_a_report_back(street: Street) -> None:
    from yifa.reports.actions import open_report
    from yifa.reports.editing import remove
    from yifa.reports.queries import passages

    found = open_report(unit=street.street, year=2025, by=street.legal)
    with pytest.raises(Refused, match="5处"):
        go(found, "to_check", street.legal)
    for one in passages(found):
        if one.part == "plans" and one.level != 1:
            remove(passage=one, by=street.legal)
    with pytest.raises(Refused, match="2026年度推进法治政府建设的主要安排"):
        go(found, "to_check", street.legal)


def test_departments_must_agree_with_the_figures_as_they_stand(street: Street) -> None:
    from tests.reports.world import dispute, written
    from yifa.reports.actions import confirm
    from yifa.reports.queries import unconfirmed

    found = go(written(street), "to_check", street.legal)
    with pytest.raises(Refused, match="矛盾纠纷化解、普法宣传"):
        go(found, "checked", street.legal)
    confirm(report=found, group="disputes", agreed=False, note="少了两件", by=street.clerk)
    confirm(report=found, group="outreach", agreed=True, by=street.clerk)
    assert [group.code for group in unconfirmed(found)] == ["disputes"]
    confirm(report=found, group="disputes", agreed=True, by=street.clerk)
    assert unconfirmed(found) == []
    dispute(street, date(2025, 7, 1))
    assert [group.code for group in unconfirmed(found)] == ["disputes"]


def test_who_may_confirm_and_how(street: Street) -> None:
    from tests.reports.world import written
    from yifa.reports.actions import confirm

    found = written(street)
    with pytest.raises(Refused, match="不是科室核对环节"):
        confirm(report=found, group="disputes", agreed=True, by=street.clerk)
    found = go(found, "to_check", street.legal)
    with pytest.raises(Refused, match="参与起草"):
        confirm(report=found, group="disputes", agreed=True, by=street.legal)
    with pytest.raises(Forbidden):
        confirm(report=found, group="disputes", agreed=True, by=street.stranger)
    with pytest.raises(Invalid, match="哪个指标不对"):
        confirm(report=found, group="disputes", agreed=False, by=street.clerk)
    with pytest.raises(Invalid, match="没有用到"):
        confirm(report=found, group="penalties", agreed=True, by=street.clerk)


def test_nobody_checks_or_approves_what_he_wrote(street: Street) -> None:
    from tests.reports.world import checked

    found = checked(street)
    with pytest.raises(Refused, match="不能由本人审核"):
        go(found, "legal_pass", street.legal)
    found = go(found, "legal_pass", street.second)
    with pytest.raises(Refused):
        go(found, "approve", street.second)


def test_an_unfrozen_report_is_not_approved(street: Street) -> None:
    from tests.reports.world import written
    from yifa.reports.actions import confirm

    found = go(written(street), "to_check", street.legal)
    for group in ("disputes", "outreach"):
        confirm(report=found, group=group, agreed=True, by=street.clerk)
    found = go(go(found, "checked", street.legal), "legal_pass", street.second)
    with pytest.raises(Refused, match="尚未封存"):
        go(found, "approve", street.leader)


def test_a_return_needs_a_reason_and_reopens_the_text(street: Street) -> None:
    from tests.reports.world import checked
    from yifa.reports.editing import save
    from yifa.reports.queries import passages

    found = checked(street)
    one = passages(found)[0]
    with pytest.raises(Refused, match="合法性审核"):
        save(passage=one, runs=[{"text": "改"}], revision=one.revision, by=street.legal)
    with pytest.raises(Refused, match="理由"):
        go(found, "return", street.second)
    found = go(found, "return", street.second, reason="原因写得不够")
    save(passage=one, runs=[{"text": "改"}], revision=one.revision, by=street.legal)


def test_who_approves_has_signed_unless_another_is_named(street: Street) -> None:
    from tests.reports.world import checked

    found = go(go(checked(street), "legal_pass", street.second), "approve", street.leader)
    assert found.signer == street.leader.name
    found.refresh_from_db()
    assert found.signer == street.leader.name


def test_two_approvals_at_once_are_one(street: Street) -> None:
    from tests.reports.world import checked
    from yifa.foundation.errors import Conflict

    found = go(checked(street), "legal_pass", street.second)
    seen = found.revision
    go(found, "approve", street.leader, revision=seen)
    with pytest.raises(Conflict):
        go(found, "approve", street.leader, revision=seen)
    with pytest.raises(Refused):
        go(found, "approve", street.leader)


@pytest.mark.parametrize("number", ["示办发[2026]3号", "示办发〔2026〕03号", "示办发〔2026〕第3号", "3号"])
def test_a_wrong_document_number_is_refused(street: Street, number: str) -> None:
    from tests.reports.world import checked

    found = go(go(checked(street), "legal_pass", street.second), "approve", street.leader)
    with pytest.raises(Invalid, match="六角括号"):
        go(found, "number", street.legal, values={"document_number": number})


def test_a_typed_document_number_is_kept(street: Street) -> None:
    from tests.reports.world import checked

    found = go(go(checked(street), "legal_pass", street.second), "approve", street.leader)
    found = go(found, "number", street.legal, values={"document_number": "示街办发〔2026〕12号"})
    assert found.document_number == "示街办发〔2026〕12号"


def test_who_sees_a_report(street: Street) -> None:
    from yifa.foundation.errors import Missing
    from yifa.office.access import compile_access
    from yifa.reports.actions import open_report
    from yifa.reports.queries import report

    found = open_report(unit=street.street, year=2025, by=street.legal)
    for person in (street.legal, street.leader, street.clerk):
        assert report(found.pk, compile_access(person)).pk == found.pk
    with pytest.raises(Missing):
        report(found.pk, compile_access(street.stranger))


def test_who_only_writes_records_cannot_change_or_withdraw_a_report(street: Street) -> None:
    from yifa.office.actions import add_person, appoint
    from yifa.procedures.actions import amend, withdraw
    from yifa.reports.actions import open_report

    found = open_report(unit=street.street, year=2025, by=street.legal)
    clerk = add_person(username="desk", name="甲经办", password=None, by=None)
    appoint(person=clerk, unit=street.street, role="clerk", valid_from=date(2020, 1, 1), by=None)
    with pytest.raises(Forbidden):
        amend(record=found, values={"title": "别的题目"}, by=clerk)
    with pytest.raises(Forbidden):
        withdraw(record=found, by=clerk, reason="不要了")
