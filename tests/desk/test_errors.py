"""Refusals are pages that say what, why and what now, with the right status; odd input is no accident of ours."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from django.test import Client, RequestFactory

from tests.desk.made import made
from yifa.foundation.errors import Conflict, Forbidden, Invalid, Missing, Reason, Refused, YifaError

if TYPE_CHECKING:
    from tests.desk.people import Office
    from tests.walks.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (Missing("没有甲", fix="请找乙"), 404, ["没有甲", "请找乙"]),
        (Forbidden("不能办甲", fix="请找丙"), 403, ["不能办甲", "请找丙"]),
        (Conflict("甲已被修改", fix="请重新打开"), 409, ["甲已被修改", "请重新打开"]),
        (
            Refused([Reason("缺少甲", "示例法 第1条"), Reason("缺少乙")]),
            409,
            ["缺少甲（示例法 第1条）", "缺少乙"],
        ),
        (Invalid({"a": "甲应为数字", "b": "乙未填写"}), 422, ["甲应为数字；乙未填写"]),
        (YifaError("甲有误"), 400, ["甲有误"]),
    ],
)
def test_every_refusal_has_its_status_and_words(
    office: Office, error: YifaError, status: int, words: list[str]
) -> None:
    from yifa.desk.middleware import OneAccessRule

    request = RequestFactory().get("/")
    request.user = office.people["legal"]
    rule = OneAccessRule(lambda _request: None)  # type: ignore[arg-type, return-value]
    request.access = None  # type: ignore[attr-defined]
    from yifa.office.access import compile_access

    request.access = compile_access(office.people["legal"])  # type: ignore[attr-defined]
    answer = rule.process_exception(request, error)
    assert answer is not None
    assert answer.status_code == status
    page = answer.content.decode()
    for one in words:
        assert one in page
    assert rule.process_exception(request, ValueError("不是我们的")) is None


def test_a_refusal_for_want_of_rights_is_in_the_trail(office: Office, seat: Callable[[str], Client]) -> None:
    from yifa.foundation.models import Audit

    seat("clerk").get("/office/holidays/")
    row = Audit.objects.get(action="access.refused")
    assert (row.by, row.target) == (office.people["clerk"].pk, "/office/holidays/")


def test_an_accident_is_a_page_too(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    from yifa.desk.views import home

    def fall(*_args: object) -> None:
        raise RuntimeError("秘密细节")

    monkeypatch.setattr(home, "plots", fall)
    client = Client(raise_request_exception=False)
    client.force_login(office.people["legal"])
    answer = client.get("/")
    assert answer.status_code == 500
    assert "系统出错" in answer.content.decode()
    assert "秘密细节" not in answer.content.decode()


def test_addresses_that_lead_nowhere(seat: Callable[[str], Client]) -> None:
    client = seat("legal")
    for address in ("/nothing/", "/ledgers/nothing/", "/directories/nothing/", "/errors/418/", "/clocks/1/"):
        answer = client.get(address)
        assert answer.status_code == 404, address
        assert "回到今日待办" in answer.content.decode()
    assert Client().get("/nothing/").status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "/ledgers/disputes/?page=²",
        "/ledgers/disputes/?page=99999999999999999999999",
        "/ledgers/disputes/?happened_on_from=0000-00-00",
        "/ledgers/disputes/?happened_on_from=²026-01-01",
        "/ledgers/disputes/?unit=无此单位&step=无此环节&kind=无",
        "/ledgers/disputes/?sort=parties",
        "/ledgers/disputes/?sort=--number",
        "/ledgers/disputes/?q=%00%1b'\"%25_\\",
        "/ledgers/disputes/?q=" + "漏" * 3000,
        "/ledgers/disclosure/tables/applications/?year=²",
        "/ledgers/disclosure/tables/applications/?year=99999999999999",
        '/search/?q=AND OR NOT * ( " :',
        "/search/?q=-",
        "/?scope=nothing",
    ],
)
def test_odd_queries_are_answered(cast: Cast, as_: Callable[[str], Client], address: str) -> None:
    made(cast, "disputes")
    assert as_("legal").get(address).status_code == 200


@pytest.mark.parametrize(
    ("address", "given"),
    [
        ("/warnings/read/", {"warning": ["²", "9" * 40]}),
        ("/ledgers/disputes/bulk/", {"chosen": ["²", "9" * 40]}),
        ("/ledgers/disputes/new/", {"unit": "²", "kind": "9" * 40, "people": "²"}),
        ("/ledgers/disputes/new/", {"unit": "9" * 40, "title": "\x00\x1b"}),
    ],
)
def test_odd_forms_are_answered(as_: Callable[[str], Client], address: str, given: dict[str, object]) -> None:
    assert as_("legal").post(address, given).status_code in (200, 302, 422)


def test_numbers_no_table_can_hold_are_not_found(as_: Callable[[str], Client]) -> None:
    huge = 10**30
    for path in ("records/{}/", "clocks/{}/", "attachments/{}/", "records/{}/edit/"):
        assert as_("legal").get("/" + path.format(huge)).status_code == 404
