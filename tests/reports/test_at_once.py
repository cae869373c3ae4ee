"""Two people make the same move at the same moment: it is made once, and the other is told."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from yifa.foundation.errors import Conflict, Refused, YifaError

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*deeds: Callable[[], Any]) -> list[YifaError | None]:
    """Do things from a common start; what each was refused with."""
    start = threading.Barrier(len(deeds))
    told: list[YifaError | None] = [None] * len(deeds)

    def run(number: int, deed: Callable[[], Any]) -> None:
        try:
            start.wait()
            deed()
        except YifaError as error:
            told[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(n, deed)) for n, deed in enumerate(deeds)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return told


def test_two_approvals_at_once_are_one() -> None:
    from tests.reports.world import build, checked
    from yifa.office.actions import add_person, appoint
    from yifa.procedures.actions import advance
    from yifa.procedures.models import Event
    from yifa.reports.models import Report

    street = build()
    other = add_person(username="director", name="甲director", password=None, by=None)
    appoint(
        person=other,
        unit=street.street,
        role="leader",
        valid_from=street.leader.posts.get().valid_from,
        by=None,
    )
    found = advance(record=checked(street), move="legal_pass", by=street.second)
    told = at_once(
        *(
            lambda by=by: advance(record=Report.objects.get(pk=found.pk), move="approve", by=by)
            for by in (street.leader, other)
        )
    )
    assert sorted(type(one) for one in told if one) in ([Refused], [Conflict])
    assert Report.objects.get(pk=found.pk).step == "approved"
    assert Event.objects.filter(record=found, move="approve").count() == 1


def test_two_openings_at_once_are_one_report() -> None:
    from tests.reports.world import build
    from yifa.reports.actions import open_report
    from yifa.reports.models import Report

    street = build()
    told = at_once(
        *(
            lambda by=by: open_report(unit=street.street, year=2025, by=by)
            for by in (street.legal, street.second)
        )
    )
    assert told == [None, None]
    (found,) = Report.objects.all()
    assert found.passages.filter(level=1).count() == 4


def test_one_paragraph_written_twice_at_once_keeps_both_texts() -> None:
    from tests.reports.world import build, written
    from yifa.reports.editing import save
    from yifa.reports.models import Version
    from yifa.reports.queries import passages

    street = build()
    found = written(street)
    one = next(row for row in passages(found) if row.level == 0)
    told = at_once(
        *(
            lambda by=by, words=words: save(passage=one, runs=[{"text": words}], revision=one.revision, by=by)
            for by, words in ((street.legal, "甲的写法。"), (street.second, "乙的写法。"))
        )
    )
    assert [type(error) for error in told if error] == [Conflict]
    one.refresh_from_db()
    kept = [row.runs[0]["text"] for row in Version.objects.filter(passage=one).exclude(why="draft")]
    assert kept == [one.runs[0]["text"]]
