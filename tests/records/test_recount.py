"""A release that counts something new: older records are settled again, and what was posted or known before stays."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from tests.records.samples import samples
from tests.records.sound import check
from yifa.cli import app, register_commands
from yifa.foundation import clock
from yifa.foundation.models import Audit
from yifa.health import checks
from yifa.journal import queries as journal
from yifa.journal.models import Posting
from yifa.procedures.actions import enter
from yifa.records import registry
from yifa.records.models import Record
from yifa.records.recount import recount, uncounted

if TYPE_CHECKING:
    from tests.walks.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def older(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Record:
    """An event entered while the ledger did not count materials yet; the present release does."""
    now = registry.ledger("outreach")
    before = replace(now, counts=tuple(one for one in now.counts if one.account != "outreach.materials"))
    assert len(before.counts) < len(now.counts)
    with monkeypatch.context() as release:
        release.setitem(registry._ledgers, "outreach", before)
        return _enter(cast)


def _enter(cast: Cast) -> Record:
    values = samples(cast)["outreach"] | {"happened_on": date(2026, 3, 2), "received_on": date(2026, 3, 2)}
    by = cast.at(values.pop("by"))
    return enter(ledger=registry.ledger("outreach"), unit=cast.street, values=values, by=by)


def _materials(as_of: datetime | None = None) -> int:
    found = journal.totals(
        ["outreach.materials"], path="0001", start=date(2026, 1, 1), end=date(2026, 12, 31), as_of=as_of
    )
    return sum(found.values())


def test_the_doctor_sees_it_and_the_recount_mends_it_once(older: Record, cast: Cast) -> None:
    assert (uncounted(), checks.counted().state, _materials()) == (1, "warn", 0)
    known = clock.now()
    with clock.frozen(known + timedelta(seconds=1)):
        assert recount(by=cast.admin) == {"outreach": 2}
        assert (uncounted(), checks.counted().state, _materials()) == (0, "good", 302)
        assert recount(by=cast.admin) == {}
    assert _materials(as_of=known) == 0, "what was known then stays what it was"
    assert set(Posting.objects.filter(account="outreach.materials").values_list("posted_by", flat=True)) == {
        cast.admin.pk
    }
    assert [row.detail for row in Audit.objects.filter(action="journal.recount").order_by("pk")] == [
        {"outreach": 2},
        {},
    ]
    check(older)


def test_a_withdrawn_record_stays_uncounted(older: Record, cast: Cast) -> None:
    Record.objects.filter(pk=older.pk).update(step="withdrawn")
    assert uncounted() == 1
    recount(by=cast.admin)
    assert sum(Posting.objects.filter(source=older.source).values_list("quantity", flat=True)) == 0


def test_the_command(older: Record, cast: Cast) -> None:
    register_commands()
    told = CliRunner().invoke(app, ["recount", "--by", cast.admin.username, "--json"])
    assert json.loads(told.stdout) == {"postings": {"outreach": 2}}
    again = CliRunner().invoke(app, ["recount", "--by", cast.admin.username])
    assert "没有补记" in again.stdout
