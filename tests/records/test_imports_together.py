"""Imports beside imports and beside single entries: nobody waits in a circle, nothing is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.records import writer
from tests.records.sound import check_all
from yifa.records.models import Record

if TYPE_CHECKING:
    from tests.walks.cast import Cast

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("empty_index")]


def test_two_imports_and_a_person_at_once(cast: Cast) -> None:
    running = [writer.start("bulk", 300), writer.start("bulk", 300), writer.start("one", 30)]
    told = [writer.lines(one.stdout, wanted) for one, wanted in zip(running, (2, 2, 30), strict=True)]
    assert [one.wait() for one in running] == [0, 0, 0]
    assert [lines[-1] for lines in told[:2]] == ["300", "300"]
    assert check_all() == 630
    serials = sorted(
        int(number.split("〕")[1][:-1]) for number in Record.objects.values_list("number", flat=True)
    )
    assert serials == list(range(1, 631))
