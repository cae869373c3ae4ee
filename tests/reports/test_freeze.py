"""Frozen figures stay; what changed since is told by record, who, when and why."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from yifa.foundation import clock
from yifa.foundation.errors import Forbidden, Invalid, Refused

if TYPE_CHECKING:
    from tests.reports.world import Street


def words(found: object) -> dict[str, str]:
    from yifa.reports.queries import compose

    return {token.code: token.text for token in compose(found).tokens()}  # type: ignore[arg-type]


def test_an_open_report_follows_the_records_and_a_frozen_one_stays(street: Street) -> None:
    from tests.reports.world import at, dispute, written
    from yifa.reports.actions import freeze

    found = written(street)
    assert words(found)["disputes.accepted"] == "5件"
    dispute(street, date(2025, 8, 1))
    assert words(found)["disputes.accepted"] == "6件"
    found = freeze(report=found, by=street.legal)
    kept = words(found)
    with at(date(2026, 1, 20)):
        dispute(street, date(2025, 8, 2))
        assert words(found) == kept
    with at(date(2031, 1, 20)):
        assert words(found) == kept


def test_a_frozen_report_reads_the_same_when_a_figure_is_defined_otherwise(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.reports.world import frozen
    from yifa.figures import definitions
    from yifa.figures.values import Figure

    found = frozen(street)
    kept = words(found)
    real = definitions.figure("disputes.accepted")
    other = Figure(
        **{name: getattr(real, name) for name in Figure.__slots__}
        | {"unit": "宗", "of": ("disputes.settled",)}
    )
    changed = {**definitions._all()[0], "disputes.accepted": other}
    monkeypatch.setattr(definitions, "_all", lambda: (changed, definitions.groups()))
    assert words(found) == kept


def test_a_frozen_text_written_anew_is_of_the_same_instant(street: Street) -> None:
    from tests.reports.world import at, dispute, frozen
    from yifa.reports.editing import restore, write_anew
    from yifa.reports.queries import asserted
    from yifa.reports.trace import moved

    found = frozen(street)
    kept = words(found)
    with at(date(2026, 1, 20)):
        dispute(street, date(2025, 8, 2), form="written")
        write_anew(report=found, by=street.legal)
        assert words(found) == kept
        assert {one.figure for one in asserted(found, found.as_of)} == set(kept)
        assert {one.figure.code for one in moved(found)} >= {"disputes.accepted"}
        old = found.passages.filter(removed=True, kind="paragraph").order_by("-place").first()
        assert old is not None
        restore(to=old.versions.get(revision=1), by=street.legal)
        assert {code: text for code, text in words(found).items() if code in kept} == kept


def test_what_is_frozen_is_asserted(street: Street) -> None:
    from tests.reports.world import frozen
    from yifa.journal.queries import assertions
    from yifa.reports.queries import block_of, codes_in, passages

    found = frozen(street)
    rows = assertions(street.street.path, note=found.source)
    assert {one.figure for one in rows} == set(codes_in(block_of(one) for one in passages(found)))
    accepted = rows.get(figure="disputes.accepted")
    assert (accepted.value, accepted.as_of) == (Decimal(5), found.as_of)
    assert (accepted.start, accepted.end) == (date(2025, 1, 1), date(2025, 12, 31))


def test_later_changes_are_named(street: Street) -> None:
    from tests.reports.world import at, dispute, frozen
    from yifa.records.actions import withdraw
    from yifa.records.models import Record
    from yifa.reports.trace import moved

    found = frozen(street)
    assert moved(found) == []
    with at(date(2026, 1, 20)):
        late = dispute(street, date(2025, 8, 2))
    with at(date(2026, 1, 21)):
        gone = Record.objects.filter(ledger="disputes").order_by("pk").first()
        assert gone is not None
        withdraw(record=gone, by=street.clerk, reason="重复登记")
        dispute(street, date(2026, 1, 4))
        told = {one.figure.code: one for one in moved(found)}
    assert "disputes.accepted" not in told
    settled = told["disputes.settled"]
    assert (settled.frozen, settled.today.value) == (Decimal(3), Decimal(2))
    assert [step.source for step in settled.steps] == [gone.source]
    change = settled.steps[0].changes[-1]
    assert (change.by, change.reason, change.kind) == (street.clerk, "重复登记", "withdraw")
    assert late.source not in [step.source for step in settled.steps]


def test_a_frozen_figure_that_stands_again_is_no_difference(street: Street) -> None:
    from tests.reports.world import at, dispute, frozen
    from yifa.records.actions import withdraw
    from yifa.reports.trace import moved

    found = frozen(street)
    with at(date(2026, 1, 20)):
        late = dispute(street, date(2025, 8, 2))
        assert {one.figure.code for one in moved(found)} == {"disputes.accepted"}
        withdraw(record=late, by=street.clerk, reason="年度写错")
        assert moved(found) == []


def test_a_waterfall_adds_up(street: Street) -> None:
    from tests.reports.world import at, dispute, written
    from yifa.reports.actions import freeze
    from yifa.reports.trace import waterfall

    found = written(street)
    with at(date(2026, 1, 16)):
        dispute(street, date(2025, 8, 2))
    with at(date(2026, 1, 17)):
        found = freeze(report=found, by=street.legal)
    with at(date(2026, 1, 18)):
        for day in range(1, 16):
            dispute(street, date(2025, 9, day))
        told = waterfall(found, "disputes.accepted")
    assert [name for name, _ in told.points] == ["起草", "封存", "今天"]
    assert [value for _, value in told.points] == [Decimal(5), Decimal(6), Decimal(21)]
    for number, steps in enumerate(told.stretches):
        added = sum((step.delta for step in steps), told.rest[number])
        assert told.points[number][1] + added == told.points[number + 1][1]
    assert len(told.stretches[1]) == 12
    assert told.rest[1] == 3


def test_a_ratio_names_records_of_both_its_parts(street: Street) -> None:
    from tests.reports.world import at, dispute, frozen
    from yifa.records.actions import store
    from yifa.reports.trace import waterfall

    found = frozen(street)
    with at(date(2026, 1, 20)):
        late = dispute(street, date(2025, 8, 2))
        late.ended_on, late.step = date(2025, 9, 1), "failed"  # type: ignore[attr-defined]
        store(late, by=street.clerk, kind="move", fields={})
        told = waterfall(found, "disputes.success")
    assert [value for _, value in told.points] == [Decimal(100), Decimal(100), Decimal(75)]
    assert [step.source for step in told.stretches[1]] == [late.source]


def test_a_step_of_a_ratio_is_what_it_brought_to_the_numerator(street: Street) -> None:
    from tests.reports.world import at, event, frozen
    from yifa.reports.trace import waterfall

    found = frozen(street)
    with at(date(2026, 1, 20)):
        late = event(street, date(2025, 6, 7), audience={"residents": 70})
        steps = waterfall(found, "outreach.audience.average").stretches[1]
    assert [(step.source, step.delta) for step in steps] == [(late.source, Decimal(70))]


def test_a_figure_added_after_the_freeze_is_of_the_same_instant(street: Street) -> None:
    from tests.reports.world import at, event, frozen
    from yifa.journal.queries import assertions
    from yifa.reports.editing import insert
    from yifa.reports.queries import passages

    found = frozen(street)
    with at(date(2026, 1, 20)):
        event(street, date(2025, 6, 7))
        insert(after=passages(found)[-1], runs=[{"figure": "outreach.events.offline"}], by=street.legal)
        assert words(found)["outreach.events.offline"] == "1场"
        one = assertions(street.street.path, note=found.source).get(figure="outreach.events.offline")
    assert (one.value, one.as_of) == (Decimal(1), found.as_of)


def test_last_year_s_figure_is_asserted_for_its_own_year(street: Street) -> None:
    from tests.reports.world import dispute, written
    from yifa.journal.queries import assertions
    from yifa.reports.actions import freeze
    from yifa.reports.editing import insert
    from yifa.reports.queries import passages

    dispute(street, date(2024, 3, 1))
    found = written(street)
    insert(after=passages(found)[-1], runs=[{"figure": "disputes.accepted", "form": "last"}], by=street.legal)
    freeze(report=found, by=street.legal)
    rows = assertions(street.street.path, note=found.source).filter(figure="disputes.accepted")
    assert {(one.start.year, one.value) for one in rows} == {(2024, Decimal(1)), (2025, Decimal(5))}


def test_thawing_needs_a_reason_and_keeps_the_record(street: Street) -> None:
    from tests.reports.world import at, dispute, frozen
    from yifa.journal.queries import assertions
    from yifa.reports.actions import freeze, thaw

    found = frozen(street)
    with pytest.raises(Refused, match="已经封存"):
        freeze(report=found, by=street.legal)
    with pytest.raises(Invalid, match="原因"):
        thaw(report=found, by=street.legal, reason=" ")
    before = assertions(street.street.path, note=found.source).count()
    found = thaw(report=found, by=street.legal, reason="补录了三件")
    with pytest.raises(Refused, match="没有封存"):
        thaw(report=found, by=street.legal, reason="再来")
    with at(date(2026, 1, 20)):
        dispute(street, date(2025, 8, 1))
        assert words(found)["disputes.accepted"] == "6件"
        freeze(report=found, by=street.legal)
    assert assertions(street.street.path, note=found.source).count() == 2 * before
    assert [one.kind for one in found.changes.all()][-2:] == ["thaw", "freeze"]


def test_only_those_who_report_may_freeze(street: Street) -> None:
    from tests.reports.world import written
    from yifa.reports.actions import freeze

    found = written(street)
    for person in (street.clerk, street.stranger):
        with pytest.raises(Forbidden):
            freeze(report=found, by=person)


def test_an_unfrozen_report_has_no_differences(street: Street) -> None:
    from tests.reports.world import written
    from yifa.reports.trace import moved, waterfall

    found = written(street)
    assert moved(found) == []
    with clock.frozen(clock.now() + timedelta(days=1)):
        assert [name for name, _ in waterfall(found, "disputes.accepted").points] == ["起草", "今天"]
