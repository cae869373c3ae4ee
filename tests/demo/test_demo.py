"""The demo district: whole, plausible, the same from the same seed, and only ever in an empty folder."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import authenticate
from django.db import transaction
from django.db.models import F
from django.test import RequestFactory

from tools.serving import yifa
from yifa.demo import actions
from yifa.demo.dice import Dice
from yifa.demo.office import table
from yifa.foundation import clock
from yifa.foundation.errors import YifaError
from yifa.journal.queries import balance_differences, unsettled
from yifa.office.models import Person, Post, Unit
from yifa.office.roles import ROLES
from yifa.procedures.models import Clock
from yifa.records.actions import concrete
from yifa.records.models import Record
from yifa.records.registry import ledgers
from yifa.reports import trace
from yifa.reports.drafting import Writer, draft
from yifa.reports.models import Report
from yifa.reports.values import Draft
from yifa.review import review_text

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def filled(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[Path]:
    """A demo for all tests of this file, taken back at the end."""
    folder = tmp_path_factory.mktemp("demo")
    before, settings.DATA = settings.DATA, folder
    with django_db_blocker.unblock(), transaction.atomic(), clock.frozen(clock.at(TODAY, 10)):
        actions.fill()
        yield folder
        transaction.set_rollback(True)
    settings.DATA = before


def test_three_streets_twelve_communities_every_role(filled: Path) -> None:
    kinds = list(Unit.objects.values_list("kind", flat=True))
    assert (kinds.count("district"), kinds.count("subdistrict"), kinds.count("community")) == (1, 3, 12)
    assert kinds.count("department") == 12
    assert set(Post.objects.values_list("role", flat=True)) == set(ROLES)
    wanted = {
        "mediator1",
        "legal1",
        "leader1",
        "officer1",
        "community1",
        "clerk1",
        "district",
        "admin",
        "auditor",
    }
    assert wanted <= set(Person.objects.values_list("username", flat=True))


def test_people_log_in_with_the_demo_password(filled: Path) -> None:
    asked = RequestFactory().post("/login/")
    person = authenticate(asked, username="mediator1", password=table("district")["password"])
    assert isinstance(person, Person)
    assert authenticate(asked, username="mediator1", password="other") is None


def test_every_ledger_has_two_years_of_records(filled: Path) -> None:
    for one in ledgers():
        if not one.unit_kinds:
            continue
        rows = Record.objects.filter(ledger=one.code)
        for year in (2025, 2026):
            assert rows.filter(happened_on__year=year).count() >= 10, (one.code, year)
    assert Record.objects.filter(ledger="disputes").count() > 800


def test_nothing_lies_ahead_and_late_entries_exist(filled: Path) -> None:
    assert not Record.objects.filter(happened_on__gt=TODAY).exists()
    assert not Record.objects.filter(entered_at__gt=clock.at(TODAY, 10)).exists()
    late = Record.objects.filter(entered_at__gt=F("received_on") + timedelta(days=20)).count()
    assert 5 < late < Record.objects.count() / 10


def test_some_clocks_run_out_now_and_some_ran_out(filled: Path) -> None:
    running = Clock.objects.filter(open=True)
    assert running.filter(due_on__lt=TODAY).count() >= 5
    assert running.filter(due_on__gte=TODAY, due_on__lte=TODAY + timedelta(days=7)).count() >= 3
    assert not running.filter(code="MED-02", due_on__lt=TODAY - timedelta(days=60)).exists()


def test_every_record_counts_what_it_should(filled: Path) -> None:
    wrong = [
        one for one in Record.objects.all() if unsettled(one.source, one.declaration.lines(concrete(one)))
    ]
    assert wrong == []
    assert balance_differences() == []


def test_the_marker_names_the_accounts(filled: Path) -> None:
    said = (filled / "demo").read_text(encoding="utf-8")
    assert "yifa-demo-2026" in said
    assert "mediator1" in said


def test_a_second_filling_is_refused(filled: Path) -> None:
    before = Record.objects.count()
    with pytest.raises(YifaError, match="没有写入演示数据"):
        actions.fill()
    assert Record.objects.count() == before


def test_names_of_the_demo_are_plainly_invented(filled: Path) -> None:
    for unit in Unit.objects.filter(kind__in=("district", "subdistrict")):
        assert {"示例", "样板", "范例"} & {unit.name[:2]}
        assert unit.code.startswith("99")
    assert {name[0] for name in Person.objects.values_list("name", flat=True)} <= set("示样范")


def test_every_topic_is_an_act_of_the_register() -> None:
    from yifa.law import register

    stories = table("stories")
    titles = {title for part in ("outreach", "study") for one in stories[part] for title in one["topics"]}
    assert [title for title in sorted(titles) if not register().knows(title)] == []


def test_the_same_seed_gives_the_same_days() -> None:
    months = table("stories")["months"]["disputes"]
    with clock.frozen(TODAY):
        assert Dice("a").days(100, months) == Dice("a").days(100, months) != Dice("b").days(100, months)
        days = Dice("a").days(240, months)
    assert (min(days).year, max(days) <= TODAY) == (2025, True)


@pytest.mark.parametrize("today", [date(2026, 1, 2), date(2027, 2, 28), date(2028, 2, 29)])
def test_the_demo_works_on_any_day(today: date) -> None:
    months = table("stories")["months"]["disputes"]
    with clock.frozen(today):
        days = Dice("a").days(240, months)
    assert {day.year for day in days} == {today.year - 1, today.year}


def test_the_commands_on_a_folder_of_their_own(tmp_path: Path) -> None:
    """A fresh folder is filled in seconds and marked; a second time nothing is touched; units are listed."""
    said = yifa(tmp_path, "demo")
    assert "示例区已建立" in said
    assert (tmp_path / "demo").is_file()
    units = json.loads(yifa(tmp_path, "units", "--json"))
    assert units[0] == {
        "code": "9901",
        "name": "示例区",
        "kind": "district",
        "parent": None,
        "valid_from": "2015-01-01",
        "valid_to": None,
    }
    assert {one["parent"] for one in units if one["kind"] == "subdistrict"} == {"9901"}
    assert "海棠社区" in yifa(tmp_path, "units", "--kind", "community")
    with pytest.raises(RuntimeError, match="ended with 2"):
        yifa(tmp_path, "demo")
    with pytest.raises(RuntimeError, match="ended with 2"):
        yifa(tmp_path, "units", "--kind", "planet")


def test_units_of_an_empty_folder(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="还没有数据库"):
        yifa(tmp_path, "units")


def test_last_years_reports_are_on_their_way_and_this_years_is_begun(filled: Path) -> None:
    from yifa.reports.models import Publication, Report
    from yifa.reports.queries import gaps, reports_of

    steps = {one.unit.code: one.step for one in Report.objects.filter(year=2025).select_related("unit")}
    assert steps == {"990101": "published", "990102": "published", "990103": "submitted"}
    assert Publication.objects.count() == 2
    shown = Report.objects.get(year=2025, unit__code="990101")
    assert (shown.document_number, shown.published_on) == ("示例街办发〔2026〕1号", date(2026, 3, 6))
    begun = reports_of(shown.unit.path, 2026).get()
    assert begun.step == "drafting"
    assert not gaps(begun)


def test_what_moved_a_frozen_figure_names_who_and_when(filled: Path) -> None:
    """A history written at once is posted when its last event happened, not at the end of the month."""
    frozen = Report.objects.exclude(as_of=None)
    steps = [step for one in frozen for figure in trace.moved(one) for step in figure.steps]
    assert len(steps) > 10
    assert [step.source for step in steps if not step.changes] == []


@pytest.mark.parametrize("year", [2025, 2026])
@pytest.mark.parametrize("turn", range(4))
def test_no_wording_of_a_draft_is_a_fault_to_our_own_review(
    filled: Path, monkeypatch: pytest.MonkeyPatch, year: int, turn: int
) -> None:
    """Every wording of every sentence, over the numbers of four offices, exact and rounded."""
    monkeypatch.setattr(Writer, "pick", lambda writer, key, count: turn % count)
    faults = [
        (unit.name, one.check, one.text)
        for unit in Unit.objects.filter(kind__in=("subdistrict", "district"))
        for prefer in ("text", "over")
        for one in review_text(written(draft(unit, year, prefer=prefer))).findings
        if one.severity == "high" and one.check.startswith("arithmetic")
    ]
    assert faults == []


def written(found: Draft) -> str:
    """The sentences of a draft, a paragraph a line."""
    blocks = [*found.opening, *(block for part in found.parts for block in part.blocks)]
    return "\n".join("".join(run.text for run in block.runs) for block in blocks)
