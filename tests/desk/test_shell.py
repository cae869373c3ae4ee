"""The shell: the menu, one's own page, moves in place, several records at once, and answers to parts of pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client

from tests.desk.made import made
from yifa.foundation.models import Audit
from yifa.office.actions import change_password
from yifa.procedures.models import Event
from yifa.procedures.registry import procedure_of
from yifa.records.registry import ledgers

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.desk.people import Office
    from tests.walks.cast import Cast

pytestmark = pytest.mark.django_db
PART = {"hx-request": "true"}
OLD, NEW = "示例密码示例密码示例", "另一个示例密码另一个示例"


def test_the_shell_says_who_sits_where(seat: Callable[[str], Client]) -> None:
    page = seat("legal").get("/").content.decode()
    assert "示例街 · 法治工作办公室" in page
    assert 'href="/me/"' in page
    assert "/office/" not in page
    assert "/office/" in seat("admin").get("/").content.decode()


def test_ones_own_page_lists_posts_and_latest_entries(cast: Cast, as_: Callable[[str], Client]) -> None:
    made(cast, "disputes")
    page = as_("mediator").get("/me/").content.decode()
    assert "人民调解员" in page
    assert "楼上漏水" in page
    assert "楼上漏水" not in as_("clerk").get("/me/").content.decode()


def test_the_password_changes_only_for_who_knows_it(office: Office) -> None:
    person = office.people["legal"]
    change_password(person=person, password=OLD, by=person)
    client = Client()
    assert client.post("/login/", {"username": "legal", "password": OLD}).status_code == 302
    for given, words in (
        ({"present": "不对", "fresh": NEW, "again": NEW}, "现在的密码不对"),
        ({"present": OLD, "fresh": NEW, "again": OLD}, "两次输入的新密码不一致"),
        ({"present": OLD, "fresh": "123", "again": "123"}, 'id="id_fresh_error"'),
    ):
        answer = client.post("/me/", given)
        assert answer.status_code == 422
        assert words in answer.content.decode()
        assert NEW not in answer.content.decode()
    assert client.post("/me/", {"present": OLD, "fresh": NEW, "again": NEW}).status_code == 302
    assert client.get("/me/").status_code == 200
    assert Audit.objects.filter(action="office.person.password", by=person.pk).count() == 2
    assert Client().post("/login/", {"username": "legal", "password": NEW}).status_code == 302
    assert Client().post("/login/", {"username": "legal", "password": OLD}).status_code == 422


def test_a_move_opens_in_place_and_as_a_whole_page(cast: Cast, as_: Callable[[str], Client]) -> None:
    address = f"/records/{made(cast, 'disputes')[0].pk}/moves/accept/"
    client = as_("mediator")
    whole, part = client.get(address), client.get(address, headers=PART)
    assert "<html" in whole.content.decode()
    assert "<html" not in part.content.decode()
    assert f'hx-post="{address}"' in part.content.decode()


def test_a_move_made_in_place_leads_back_to_the_record(cast: Cast, as_: Callable[[str], Client]) -> None:
    record = made(cast, "disputes")[0]
    address, client = f"/records/{record.pk}/moves/accept/", as_("mediator")
    wrong = client.post(address, {"on": "2099-01-01", "revision": record.revision}, headers=PART)
    assert wrong.status_code in (409, 422)
    assert "2099-01-01" in wrong.content.decode()
    done = client.post(address, {"on": "2026-03-03", "revision": record.revision}, headers=PART)
    assert done.headers["HX-Redirect"] == f"/records/{record.pk}/"
    record.refresh_from_db()
    assert record.step == "accepted"


def test_a_refusal_of_a_part_is_a_notice_above_the_page(as_: Callable[[str], Client]) -> None:
    answer = as_("mediator").get("/records/1/moves/accept/", headers=PART)
    assert answer.status_code == 404
    assert answer.headers["HX-Retarget"] == "#notices"
    assert "<html" not in answer.content.decode()


def test_a_part_asked_for_after_the_session_ended_leads_to_login() -> None:
    here = {"hx-current-url": "http://testserver/ledgers/disputes/?q=漏"} | PART
    answer = Client().get("/login/", headers=here)
    assert answer.headers["HX-Redirect"].startswith("/login/?next=%2Fledgers%2Fdisputes")


def test_an_address_that_only_takes_forms_says_so(as_: Callable[[str], Client]) -> None:
    answer = as_("legal").get("/logout/")
    assert answer.status_code == 405
    assert "不能直接打开" in answer.content.decode()


def test_several_records_are_confirmed_after_looking(cast: Cast, as_: Callable[[str], Client]) -> None:
    records = made(cast, "outreach", 3)
    given = {"chosen": [one.pk for one in records], "move": "confirm"}
    client = as_("legal")
    assert "批量" in client.get("/ledgers/outreach/").content.decode()
    look = client.post("/ledgers/outreach/bulk/", given).content.decode()
    assert "可以办理 3 条" in look
    assert not Event.objects.filter(move="confirm").exists()
    assert client.post("/ledgers/outreach/bulk/", given | {"confirmed": "1"}).status_code == 302
    assert Event.objects.filter(move="confirm").count() == 3
    again = client.post("/ledgers/outreach/bulk/", given | {"confirmed": "1"})
    assert again.status_code == 409
    assert again.content.decode().count("现在处于") == 3


def test_one_refused_record_stops_no_other(cast: Cast, as_: Callable[[str], Client]) -> None:
    from tests.walks.walk import start

    other = made(cast, "outreach")[0]
    own = start(
        cast,
        "outreach",
        "legal",
        "2026-03-02",
        {"title": "本人登记", "place": "示例", "audience": {"residents": 3}},
    )
    given = {"chosen": [own.pk, other.pk], "move": "confirm", "confirmed": "1"}
    answer = as_("legal").post("/ledgers/outreach/bulk/", given)
    assert answer.status_code == 409
    assert "不能由本人核实" in answer.content.decode()
    assert [event.record_id for event in Event.objects.filter(move="confirm")] == [other.pk]


def test_several_records_need_the_right_and_a_declared_move(cast: Cast, as_: Callable[[str], Client]) -> None:
    chosen = {"chosen": [made(cast, "outreach")[0].pk], "confirmed": "1"}
    assert "批量" not in as_("mediator").get("/ledgers/outreach/").content.decode()
    for role, move in (("mediator", "confirm"), ("legal", "return"), ("legal", "nothing")):
        assert as_(role).post("/ledgers/outreach/bulk/", chosen | {"move": move}).status_code == 404
    assert not Event.objects.exclude(move="enter").exists()
    assert as_("legal").post("/ledgers/outreach/bulk/", {"move": "confirm"}).status_code == 302


def test_moves_for_several_records_ask_for_nothing() -> None:
    for ledger in ledgers():
        for code in ledger.bulk.split():
            move = procedure_of(
                ledger.model(ledger=ledger.code, procedure_version=ledger.procedure.version)
            ).by_move[code]
            assert not move.fields(), (ledger.code, code)
            assert not move.needs_reason
            assert move.countersigns == 1


def test_only_what_one_can_move_on_waits_for_one(cast: Cast, as_: Callable[[str], Client]) -> None:
    made(cast, "outreach")
    waiting = "等我办理"

    def seen(role: str) -> bool:
        page = as_(role).get("/?scope=all").content.decode()
        return "宪法宣传" in page.split(waiting)[1].split("</section>")[0]

    assert seen("legal")
    assert not seen("clerk")


def test_long_groups_fold(cast: Cast) -> None:
    from datetime import date

    from yifa.desk.views.home import OPEN, Group
    from yifa.procedures.models import Clock

    clocks = [Clock(due_on=date(2026, 7, 1)) for _ in range(OPEN + 3)]
    assert len(Group("以后", "blue", clocks).rest) == 3
    assert Group("已超期", "red", clocks).rest == []


def test_the_language_of_days(seat: Callable[[str], Client]) -> None:
    client = seat("legal")
    assert "2026年6月10日" in client.get("/").content.decode()
    client.post("/i18n/setlang/", {"language": "en", "next": "/"})
    page = client.get("/").content.decode()
    assert "10 Jun 2026" in page
    assert "Waiting for me" in page
