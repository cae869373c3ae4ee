"""Directories: kept by those who answer for them, seen by those who work there, never deleted."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from tests.walks.cast import Cast
from yifa.foundation.models import Audit
from yifa.ledgers.cases.models import PowerItem
from yifa.ledgers.disputes.models import Committee
from yifa.office.actions import add_unit

pytestmark = pytest.mark.django_db

GIVEN = {
    "name": "示例街道人民调解委员会",
    "kind": "street",
    "members": "5",
    "women": "2",
    "full_time": "1",
    "valid_from": "2025-01-01",
}


def as_(cast: Cast, who: str) -> Client:
    client = Client()
    client.force_login(cast.at(who))
    return client


def test_the_legal_office_keeps_committees(cast: Cast) -> None:
    client = as_(cast, "legal")
    answer = client.post("/directories/committees/add/", {**GIVEN, "unit": cast.street.pk})
    assert answer.status_code == 302
    one = Committee.objects.get()
    assert client.get("/directories/committees/").content.decode().count(one.name) == 1
    client.post(f"/directories/committees/{one.pk}/", {**GIVEN, "unit": cast.street.pk, "members": "7"})
    one.refresh_from_db()
    assert one.members == 7
    assert Audit.objects.filter(action="directory.keep").count() == 2


@pytest.mark.parametrize(("members", "women", "word"), [("2", "1", "三至九人"), ("5", "0", "妇女")])
def test_the_law_decides_who_sits_on_a_committee(cast: Cast, members: str, women: str, word: str) -> None:
    """人民调解法 art. 8."""
    given = {**GIVEN, "unit": cast.street.pk, "members": members, "women": women}
    answer = as_(cast, "legal").post("/directories/committees/add/", given)
    assert answer.status_code == 422
    assert word in answer.content.decode()
    assert GIVEN["name"] in answer.content.decode()


def test_a_mediator_sees_them_and_changes_none(cast: Cast) -> None:
    client = as_(cast, "mediator")
    assert client.get("/directories/committees/").status_code == 200
    assert client.get("/directories/committees/add/").status_code == 403
    assert client.post("/directories/committees/add/", {**GIVEN, "unit": cast.street.pk}).status_code == 403


def test_another_office_is_out_of_reach(cast: Cast) -> None:
    other = add_unit(
        code="x",
        name="别处街道办事处",
        kind="subdistrict",
        parent=cast.street.parent,
        valid_from=date(2020, 1, 1),
        by=None,
    )
    PowerItem.objects.filter(pk=cast.power.pk).update(unit=other)
    client = as_(cast, "legal")
    assert cast.power.name not in client.get("/directories/powers/").content.decode()
    assert client.get(f"/directories/powers/{cast.power.pk}/").status_code == 404
    answer = client.post("/directories/committees/add/", {**GIVEN, "unit": other.pk})
    assert answer.status_code == 422


def test_the_benchmark_is_written_line_by_line(cast: Cast) -> None:
    client = as_(cast, "legal")
    given = {
        "code": "示例-002",
        "name": "示例事项",
        "field": "市容",
        "law_basis": "消防法 第60条",
        "source": "statute",
        "document": "",
        "in_name_of": "示例街道办事处",
        "unit": cast.street.pk,
        "valid_from": "2025-01-01",
        "fine_min": "50",
        "fine_max": "500",
        "benchmark": "较轻：50元至200元\n较重：200元至500元",
    }
    wrong = client.post("/directories/powers/add/", {**given, "benchmark": "较轻"})
    assert wrong.status_code == 422
    assert "情节：幅度" in wrong.content.decode()
    assert client.post("/directories/powers/add/", given).status_code == 302
    assert PowerItem.objects.get(code="示例-002").benchmark[1] == {"情节": "较重", "幅度": "200元至500元"}
    assert client.post("/directories/powers/add/", given).status_code == 422


def test_no_such_directory(cast: Cast) -> None:
    assert as_(cast, "legal").get("/directories/nothing/").status_code == 404
