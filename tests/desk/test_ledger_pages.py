"""The generic pages: every ledger's list, forms and details, from the declarations alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.desk.made import CODES, made
from yifa.records.registry import ledger
from yifa.records.tables import behind, fill

pytestmark = pytest.mark.django_db
QUARREL = {"title": "楼上漏水", "kind": "D02", "parties": "示例甲、示例乙", "happened_on": "2026-03-02"}


def queries(client: Client, path: str) -> int:
    client.get(path)  # what is read once a process does not count
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


@pytest.mark.parametrize("code", CODES)
def test_a_list_asks_as_often_for_three_rows_as_for_one(cast: Any, as_: Any, code: str) -> None:
    client = as_("legal")
    made(cast, code)
    one = queries(client, f"/ledgers/{code}/")
    made(cast, code, 2)
    assert queries(client, f"/ledgers/{code}/") == one <= 12


def test_the_desk_page_and_the_search_ask_as_often_for_three_rows(cast: Any, as_: Any) -> None:
    client = as_("legal")
    made(cast, "disputes")
    before = [queries(client, path) for path in ("/?scope=all", "/search/?q=漏水")]
    made(cast, "disputes", 2)
    assert [queries(client, path) for path in ("/?scope=all", "/search/?q=漏水")] == before


@pytest.mark.parametrize("code", CODES)
def test_every_ledger_has_all_its_pages(cast: Any, as_: Any, code: str) -> None:
    record = made(cast, code)[0]
    client = as_("legal")
    for path in (
        f"/ledgers/{code}/",
        f"/ledgers/{code}/new/",
        f"/ledgers/{code}/quick/",
        f"/records/{record.pk}/",
        f"/records/{record.pk}/edit/",
        f"/ledgers/{code}/export/",
    ):
        assert client.get(path).status_code == 200, path


def test_filters_search_sort_and_paging(cast: Any, as_: Any) -> None:
    from tests.walks.walk import start

    for number in range(30):
        values = {
            "title": f"第{number}件噪声",
            "kind": "D02" if number else "D14",
            "parties": "示例甲",
            "people": 2,
        }
        start(cast, "disputes", "mediator", str(date(2026, 1, 1) + timedelta(days=number)), values)
    client = as_("legal")

    def seen(query: str) -> list[str]:
        return re.findall(r"第(\d+)件噪声</a>", client.get(f"/ledgers/disputes/?{query}").content.decode())

    assert len(seen("")) == 25
    assert len(seen("page=2")) == 5
    assert seen("kind=D14") == ["0"]
    assert seen("q=噪声&kind=D14") == ["0"]
    assert seen("q=漏水") == []
    assert len(seen("q=-漏水")) == 25
    assert seen("happened_on_from=2026-01-30") == ["29"]
    assert seen("sort=happened_on")[0] == "0"
    assert len(seen("sort=parties&page=1")) == 25
    assert "没有符合条件" in client.get("/ledgers/disputes/?q=漏水").content.decode()


def test_htmx_gets_the_table_alone(cast: Any, as_: Any) -> None:
    made(cast, "disputes")
    part = as_("legal").get("/ledgers/disputes/", headers={"hx-request": "true"}).content.decode()
    assert "楼上漏水" in part
    assert "<html" not in part


def test_personal_data_is_masked_until_somebody_says_why(cast: Any, as_: Any) -> None:
    from yifa.foundation.models import Audit

    record = made(cast, "disputes")[0]
    page = f"/records/{record.pk}/"
    client = as_("legal")
    for path in (page, "/ledgers/disputes/", "/search/?q=漏水"):
        shown = client.get(path).content.decode()
        assert "示例甲" not in shown
        assert "13800001234" not in shown
    assert client.post(f"{page}unmask/", {"reason": ""}).status_code == 302
    assert "示例甲" in client.post(f"{page}unmask/", {"reason": "回访"}).content.decode()
    assert Audit.objects.get(action="record.unmask").detail == {"reason": "回访"}
    assert "示例甲" not in client.get(page).content.decode()
    assert as_("leader").post(f"{page}unmask/", {"reason": "看看"}).status_code == 403


def test_another_offices_records_are_not_there(cast: Any) -> None:
    from yifa.office.actions import add_person, add_unit, appoint

    record = made(cast, "disputes")[0]
    other = add_unit(
        code="z",
        name="别处街道",
        kind="subdistrict",
        parent=cast.street.parent,
        valid_from=date(2020, 1, 1),
        by=None,
    )
    stranger = add_person(username="stranger", name="别处", password=None, by=None)
    appoint(person=stranger, unit=other, role="legal", valid_from=date(2020, 1, 1), by=None)
    client = Client()
    client.force_login(stranger)
    assert "楼上漏水" not in client.get("/ledgers/disputes/").content.decode()
    for path in ("", "edit/", "moves/accept/"):
        assert client.get(f"/records/{record.pk}/{path}").status_code == 404
    for path in ("withdraw/", "unmask/", "attach/"):
        assert client.post(f"/records/{record.pk}/{path}", {"reason": "看"}).status_code == 404


def test_who_is_not_logged_in_is_asked_to(cast: Any) -> None:
    record = made(cast, "disputes")[0]
    for path in ("/", "/ledgers/disputes/", f"/records/{record.pk}/", "/figures/", "/reports/"):
        answer = Client().get(path)
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/login/")


def test_wrong_input_is_told_beside_the_field_and_kept(cast: Any, as_: Any) -> None:
    from yifa.records.models import Record

    answer = as_("mediator").post(
        "/ledgers/disputes/new/",
        {
            "unit": cast.street.pk,
            "title": "楼上\u200b漏水",
            "kind": "",
            "happened_on": "2099-01-01",
            "parties": "示例甲",
            "people": "1",
        },
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="id_kind_error"' in page
    assert 'aria-invalid="true"' in page
    assert "楼上" in page
    assert "示例甲" in page
    assert not Record.objects.exists()


def test_the_quick_form_settles_in_one_go_and_only_once(cast: Any, as_: Any) -> None:
    from yifa.records.models import Record

    client = as_("mediator")
    given = {**QUARREL, "unit": cast.street.pk, "agreement_form": "oral", "token": "t1"}
    first = client.post("/ledgers/disputes/quick/", given)
    second = client.post("/ledgers/disputes/quick/", given)
    assert first.headers["Location"] == second.headers["Location"]
    assert Record.objects.get().step == "agreed"


def test_a_refused_quick_form_leaves_nothing(cast: Any, as_: Any) -> None:
    from yifa.records.models import Record

    given = {**QUARREL, "unit": cast.street.pk, "kind": "D10", "agreement_form": "oral", "token": "t2"}
    answer = as_("mediator").post("/ledgers/disputes/quick/", given)
    assert answer.status_code == 422
    assert "第14条" in answer.content.decode()
    assert not Record.objects.exists()


def test_the_second_of_two_editors_is_told(cast: Any, as_: Any) -> None:
    record = made(cast, "receptions")[0]
    client = as_("clerk")
    page = f"/records/{record.pk}/edit/"
    given = {
        "title": "接访",
        "kind": "open",
        "leader": "主任",
        "happened_on": "2026-03-02",
        "received_on": "2026-03-02",
        "batches": "1",
        "people": "1",
        "matters": "1",
        "closed": "0",
        "revision": "1",
    }
    assert client.post(page, {**given, "place": "甲室"}).status_code == 302
    late = client.post(page, {**given, "place": "乙室"})
    shown = late.content.decode()
    assert late.status_code == 409
    assert "您的修改尚未保存" in shown
    assert "甲室" in shown
    assert "乙室" in shown
    assert 'name="revision" value="2"' in shown
    assert client.post(page, {**given, "place": "乙室", "revision": "2"}).status_code == 302


def test_a_move_is_made_or_refused_with_its_article(cast: Any, as_: Any) -> None:
    record = made(cast, "disputes")[0]
    client = as_("mediator")
    page = f"/records/{record.pk}/moves/"
    assert client.get(f"{page}accept/").status_code == 200
    assert client.post(f"{page}accept/", {"on": "2026-03-03", "revision": "1"}).status_code == 302
    early = client.post(f"{page}settle/", {"on": "2026-03-01", "agreement_form": "oral", "revision": "2"})
    assert early.status_code == 409
    assert "上一环节" in early.content.decode()
    assert client.post(f"{page}settle/", {"on": "2026-03-05", "revision": "2"}).status_code == 422
    assert client.get(f"{page}nothing/").status_code == 404
    assert "申请司法确认" not in client.get(f"/records/{record.pk}/").content.decode()


def test_withdrawal_needs_a_reason_and_hides_the_record(cast: Any, as_: Any) -> None:
    record = made(cast, "disputes")[0]
    client = as_("mediator")
    client.post(f"/records/{record.pk}/withdraw/", {"reason": " "})
    assert "楼上漏水" in client.get("/ledgers/disputes/").content.decode()
    client.post(f"/records/{record.pk}/withdraw/", {"reason": "重复登记"})
    assert "楼上漏水" not in client.get("/ledgers/disputes/").content.decode()
    assert "楼上漏水" in client.get("/ledgers/disputes/?step=withdrawn").content.decode()


def test_files_come_and_go_through_the_access_rule(cast: Any, as_: Any) -> None:
    record = made(cast, "disputes")[0]
    client = as_("mediator")
    page = f"/records/{record.pk}/"
    fake = SimpleUploadedFile("看起来像.docx", b"PK\x03\x04 not really")
    client.post(f"{page}attach/", {"file": fake})
    assert record.attachments.count() == 0
    client.post(f"{page}attach/", {"file": SimpleUploadedFile("说明.txt", "现场说明".encode())})
    kept = record.attachments.get()
    answer = client.get(f"/attachments/{kept.pk}/")
    assert b"".join(answer.streaming_content).decode() == "现场说明"  # type: ignore[attr-defined]
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    client.post(f"/attachments/{kept.pk}/remove/")
    assert client.get(f"/attachments/{kept.pk}/").status_code == 404


def test_papers_clock_and_case_file(cast: Any, as_: Any) -> None:
    from tests.walks.walk import go

    record = go(cast, made(cast, "disputes")[0], [("accept", "mediator", "03-03", {}, "accepted")])
    client = as_("mediator")
    page = f"/records/{record.pk}/"
    assert client.post(f"{page}papers/registration/make/").status_code == 302
    assert "受理登记表" in client.get(f"{page}papers/registration/").content.decode()
    assert client.get(f"{page}papers/registration/file.pdf").content.startswith(b"%PDF")
    assert client.get(f"{page}papers/registration/file.docx").content.startswith(b"PK")
    assert client.get(f"{page}casefile/").content.startswith(b"%PDF")
    assert client.post(f"{page}papers/agreement/make/").status_code == 409
    card = client.get(f"/clocks/{record.clocks.get().pk}/").content.decode()
    assert "人民调解工作若干规定" in card
    assert "2026年4月3日" in card


def test_a_warning_is_read_once(cast: Any, as_: Any) -> None:
    from tests.walks.walk import go
    from yifa.office.access import compile_access
    from yifa.procedures import warnings

    record = go(cast, made(cast, "disputes")[0], [("accept", "mediator", "03-03", {}, "accepted")])
    warnings.scan(record.clocks.get().due_on)
    client = as_("mediator")
    assert "知道了" in client.get("/").content.decode()
    client.post(
        "/warnings/read/",
        {"warning": [one.pk for one in warnings.unread(cast.mediator, compile_access(cast.mediator))]},
    )
    assert "知道了" not in client.get("/").content.decode()


def test_the_national_table(cast: Any, as_: Any) -> None:
    made(cast, "disclosure")
    client = as_("legal")
    assert (
        "勾稽关系全部成立"
        in client.get("/ledgers/disclosure/tables/applications/?year=2026").content.decode()
    )
    assert client.get("/ledgers/disclosure/tables/nothing/").status_code == 404


def test_every_cell_of_the_national_table_opens_its_cases(cast: Any, as_: Any) -> None:
    (record,) = made(cast, "disclosure")
    (table,) = ledger("disclosure").tables
    for year in (2026, 2027):  # carried over into the next year
        filled = fill(table, cast.street, year)
        for row in table.rows:
            for column, number in zip([*table.columns, ""], filled.numbers[row.code], strict=True):
                brought = behind(table, row, column, cast.street, year)
                assert sum(brought.values()) == number
                assert set(brought) == ({f"records:{record.pk}"} if number else set())
    client, page = as_("legal"), "/ledgers/disclosure/tables/applications/?year=2027"
    assert "row=carried&amp;column=person#cases" in client.get(page).content.decode()
    opened = client.get(f"{page}&row=carried&column=person").content.decode()
    assert f'href="/records/{record.pk}/"' in opened
    assert "共 1 件" in opened
    assert (
        f'href="/records/{record.pk}/"'
        not in client.get(f"{page}&row=granted&column=person").content.decode()
    )


@pytest.mark.parametrize("status", [400, 403, 404, 409, 413, 422, 500])
def test_error_pages_have_addresses(as_: Any, status: int) -> None:
    answer = as_("legal").get(f"/errors/{status}/")
    assert answer.status_code == status
    assert "回到今日待办" in answer.content.decode()


def test_login(cast: Any) -> None:
    cast.clerk.set_password("示例密码示例密码")
    cast.clerk.save()
    client = Client()
    wrong = client.post("/login/", {"username": "clerk", "password": "不对"})
    assert wrong.status_code == 422
    assert "用户名或者密码不对" in wrong.content.decode()
    away = client.post(
        "/login/", {"username": "clerk", "password": "示例密码示例密码", "next": "https://example.org/"}
    )
    assert away.headers["Location"] == "/"
    assert client.get("/login/").status_code == 302
    client.post("/logout/")
    assert client.get("/").status_code == 302


def test_every_answer_carries_the_policy_and_no_template_breaks_it(as_: Any) -> None:
    from pathlib import Path

    import yifa

    policy = as_("legal").get("/").headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    for path in Path(yifa.__file__).parent.rglob("templates/**/*.html"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"<script(?![^>]*\bsrc=)[^>]*>\s*\S", text), path
        assert not re.search(r"\sstyle=|\son[a-z]+=\"", text), path


def test_the_one_day_a_quick_form_asks_for_is_today(as_: Callable[[str], Client]) -> None:
    """A form that shows the day of receipt alone must not send it empty: most things are registered as they come in."""
    from yifa.foundation import clock
    from yifa.records.registry import ledger

    for code in ("petitions", "disclosure"):
        assert "happened_on" not in ledger(code).quick.split()
        page = as_("legal").get(f"/ledgers/{code}/quick/").content.decode()
        field = re.search(r'<input[^>]*name="received_on"[^>]*>', page)
        assert field is not None
        assert f'value="{clock.today()}"' in field.group()
        assert "required" in field.group()


def test_entering_asks_the_database_no_more_often_than_was_counted(cast: Any, as_: Any) -> None:
    client = as_("mediator")
    form = QUARREL | {
        "unit": cast.street.pk,
        "received_on": "2026-03-02",
        "people": 2,
        "source_kind": "applied",
    }
    for number, most in enumerate((None, 22)):
        with CaptureQueriesContext(connection) as seen:
            answer = client.post("/ledgers/disputes/new/", form | {"token": f"form{number}"})
        assert answer.status_code == 302, answer.content.decode()
        assert most is None or len(seen) <= most, [one["sql"] for one in seen]


def test_only_the_last_notices_wait_for_the_next_page(cast: Any, as_: Any) -> None:
    client = as_("mediator")
    form = QUARREL | {
        "unit": cast.street.pk,
        "received_on": "2026-03-02",
        "people": 2,
        "source_kind": "applied",
    }
    for number in range(7):
        client.post("/ledgers/disputes/new/", form | {"token": f"form{number}"})
    shown = [str(one) for one in client.get("/ledgers/disputes/").context["messages"]]
    assert [re.findall(r"(\d+)号", one)[0] for one in shown] == ["3", "4", "5", "6", "7"]
