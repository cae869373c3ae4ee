"""Import in the browser: upload, preview, confirm, the sheet back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from io import BytesIO
from typing import Any
from urllib.parse import unquote

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.desk.people import TODAY, Office
from yifa.desk.views import exchange as views
from yifa.foundation import clock
from yifa.ledgers.outreach.ledger import LEDGER
from yifa.ledgers.outreach.models import Event
from yifa.office.roles import ROLES
from yifa.records.exchange.template import template_columns

Seat = Callable[[str], Client]

HEADS = ["事由", "发生日期", "地点", "普法内容", "受众：居民（人次）"]
GOOD = ["广场普法", "2026-05-01", "示例广场", "民法典", 40]
BAD = ["校园普法", "2027-05-01", "示例小学", "民法典", 40]


def text(answer: Any) -> str:
    return str(answer.content.decode())


def table(*rows: Sequence[Any], heads: Sequence[str] = HEADS) -> bytes:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for row in (heads, *rows):
        page.append(list(row))
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def give(
    client: Client, office: Office, content: bytes, name: str = "活动.xlsx", code: str = "outreach"
) -> Any:
    file = SimpleUploadedFile(name, content)
    return client.post(reverse("import", args=[code]), {"unit": office.street.pk, "file": file})


def cells(content: bytes) -> list[list[Any]]:
    page = openpyxl.load_workbook(BytesIO(content)).active
    assert page is not None
    return [[cell.value for cell in row] for row in page.iter_rows()]


@pytest.fixture(autouse=True)
def own_drawer(settings: Any, tmp_path: Any) -> None:
    settings.DATA = tmp_path


@pytest.mark.parametrize("role", sorted(ROLES))
def test_who_may_enter_may_import(seat: Seat, role: str) -> None:
    one = ROLES[role]
    may = "write" in one.verbs and (not one.ledgers or "outreach" in one.ledgers)
    for name in ("import", "import-template"):
        assert seat(role).get(reverse(name, args=["outreach"])).status_code == (200 if may else 403)


def test_nobody_without_a_login(client: Client, db: Any) -> None:
    assert client.get(reverse("import", args=["outreach"])).status_code == 302


def test_a_ledger_that_is_not_there_or_not_entered_by_hand(seat: Seat) -> None:
    from yifa.records.registry import ledgers

    assert seat("legal").get(reverse("import", args=["none"])).status_code == 404
    made_elsewhere = [one.code for one in ledgers() if not one.unit_kinds]
    for code in made_elsewhere:
        assert seat("legal").get(reverse("import", args=[code])).status_code in (403, 404)


def test_the_template_has_every_column(seat: Seat) -> None:
    answer = seat("legal").get(reverse("import-template", args=["outreach"]))
    heads = [str(cell).rstrip("*") for cell in cells(answer.content)[0]]
    assert heads == [str(column.label) for column in template_columns(LEDGER)]
    assert set(HEADS) <= set(heads)
    assert "普法活动（导入模板）.xlsx" in unquote(answer["Content-Disposition"])


def test_a_good_table_is_shown_then_written(seat: Seat, office: Office) -> None:
    client = seat("legal")
    answer = give(client, office, table(GOOD, [*GOOD[:1], "2026年5月2日", *GOOD[2:]]))
    page = client.get(answer["Location"])
    assert (page.context["plan"]["good"], page.context["plan"]["bad"]) == (2, 0)
    assert "导入 2 行" in text(page)
    assert ["发生日期", "发生日期"] in page.context["plan"]["columns"]
    assert not Event.objects.exists(), "nothing is written before it is confirmed"
    client.post(answer["Location"])
    done = client.get(answer["Location"])
    made = list(Event.objects.order_by("happened_on"))
    assert [one.happened_on for one in made] == [date(2026, 5, 1), date(2026, 5, 2)]
    assert [one.unit for one in made] == [office.street] * 2
    assert made[0].number in text(done)
    assert reverse("record", args=[made[0].pk]) in text(done)


def test_confirmed_twice_it_is_written_once(seat: Seat, office: Office) -> None:
    client = seat("legal")
    address = give(client, office, table(GOOD))["Location"]
    for _time in range(2):
        assert client.post(address)["Location"] == address
    assert Event.objects.count() == 1


def test_the_same_table_again_writes_nothing_more_and_says_so(seat: Seat, office: Office) -> None:
    client, sheet = seat("legal"), table(GOOD)
    client.post(give(client, office, sheet)["Location"])
    again = give(client, office, sheet)["Location"]
    assert "导入过" in text(client.get(again))
    client.post(again)
    assert Event.objects.count() == 1


def test_bad_rows_are_told_by_row_and_column(seat: Seat, office: Office) -> None:
    client = seat("legal")
    address = give(client, office, table(GOOD, BAD, ["", "不是日期", "", "", ""]))["Location"]
    plan = client.get(address).context["plan"]
    assert (plan["good"], plan["bad"]) == (1, 2)
    assert [3, "发生日期"] in [problem[:2] for problem in plan["problems"]]
    assert {problem[0] for problem in plan["problems"]} == {3, 4}
    assert "只导入可以导入的 1 行" in text(client.get(address))


def test_all_or_nothing_unless_only_the_good_rows_are_asked_for(seat: Seat, office: Office) -> None:
    client = seat("legal")
    address = give(client, office, table(GOOD, BAD))["Location"]
    page = client.post(address, follow=True)
    assert "改正后重新上传" in text(page)
    assert not Event.objects.exists()
    page = client.post(address, {"good_only": "1"}, follow=True)
    assert Event.objects.count() == 1
    assert page.context["done"]["left"] == 1
    assert "还有 1 行没有导入" in text(page)


def test_the_sheet_comes_back_with_reasons_and_later_with_numbers(seat: Seat, office: Office) -> None:
    client = seat("legal")
    address = give(client, office, table(GOOD, BAD))["Location"]
    sheet = client.get(address + "sheet/")
    rows = cells(sheet.content)
    assert rows[0][-1] == "导入结果"
    assert rows[1][:5] == GOOD
    assert not rows[1][-1]
    assert "不能晚于今天" in rows[2][-1]
    assert "活动（导入结果）.xlsx" in unquote(sheet["Content-Disposition"])
    client.post(address, {"good_only": "1"})
    rows = cells(client.get(address + "sheet/").content)
    assert rows[1][-1] == f"已导入：{Event.objects.get().number}"


def test_a_corrected_sheet_goes_in_without_the_rows_already_there(seat: Seat, office: Office) -> None:
    client = seat("legal")
    address = give(client, office, table(GOOD, BAD))["Location"]
    client.post(address, {"good_only": "1"})
    book = openpyxl.load_workbook(BytesIO(client.get(address + "sheet/").content))
    book.active["B3"] = "2026-05-09"  # type: ignore[index]
    out = BytesIO()
    book.save(out)
    again = give(client, office, out.getvalue())["Location"]
    assert client.get(again).context["plan"]["skipped"] == 1
    client.post(again)
    assert sorted(one.happened_on.day for one in Event.objects.all()) == [1, 9]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "文件是空的"),
        (b"\xd0\xcf\x11\xe0" + b"0" * 600, "旧版 xls"),
        (b"PK\x03\x04broken", "已损坏"),
        ("编号,事由".encode(), "不是 xlsx"),
        (table(heads=["甲", "乙"]), "没有找到可以识别的表头"),
        (table(GOOD[:1], heads=["事由", "地点"]), "缺少必填的列"),
    ],
)
def test_a_file_that_is_no_table_is_refused_beside_the_field(
    seat: Seat, office: Office, content: bytes, says: str
) -> None:
    page = give(seat("legal"), office, content)
    assert page.status_code == 422
    assert list(page.context["form"].errors) == ["file"]
    assert says in page.context["form"].errors["file"][0]
    assert 'aria-describedby="id_file_error"' in text(page)


def test_no_file_and_too_large_a_file(seat: Seat, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    client = seat("legal")
    page = client.post(reverse("import", args=["outreach"]), {"unit": office.street.pk})
    assert page.context["form"].errors["file"] == ["请选择要导入的表格"]
    monkeypatch.setattr(views, "MOST_BYTES", 10)
    page = give(client, office, table(GOOD))
    assert "请拆分后导入" in page.context["form"].errors["file"][0]


def test_a_unit_outside_ones_rights_is_refused(seat: Seat, office: Office) -> None:
    client = seat("legal")
    page = client.post(
        reverse("import", args=["outreach"]),
        {"unit": office.other.pk, "file": SimpleUploadedFile("a.xlsx", table(GOOD))},
    )
    assert list(page.context["form"].errors) == ["unit"]
    offered = client.get(reverse("import", args=["outreach"])).context["form"].fields["unit"].queryset
    assert [unit.code for unit in offered] == ["j", "j-1"]


def test_rights_that_ended_meanwhile_are_gone(seat: Seat, office: Office) -> None:
    client = seat("legal")
    address = give(client, office, table(GOOD))["Location"]
    office.people["legal"].posts.update(valid_to=TODAY - timedelta(days=1))
    assert client.post(address).status_code == 403
    assert not Event.objects.exists()


def test_another_persons_import_is_not_there_nor_under_another_ledger(seat: Seat, office: Office) -> None:
    address = give(seat("legal"), office, table(GOOD))["Location"]
    for path in (address, address + "sheet/"):
        assert seat("clerk").get(path).status_code == 404
        assert seat("legal").get(path.replace("outreach", "study")).status_code == 404
    assert seat("clerk").post(address).status_code == 404
    assert seat("legal").get(address).status_code == 200


def test_after_a_day_the_file_is_gone_and_nothing_was_written(seat: Seat, office: Office) -> None:
    client = seat("legal")
    address = give(client, office, table(GOOD))["Location"]
    with clock.frozen(TODAY + timedelta(days=2)):
        client.force_login(office.people["legal"])
        assert client.post(address).status_code == 404
    assert not Event.objects.exists()


def test_what_is_kept_is_encrypted(seat: Seat, office: Office, tmp_path: Any) -> None:
    give(seat("legal"), office, table(GOOD))
    files = [file for file in (tmp_path / "imports").rglob("*") if file.is_file()]
    assert files
    assert all(file.read_bytes().startswith(b"s4:") for file in files)
    assert not any("示例广场".encode() in file.read_bytes() for file in files)


def test_long_lists_are_cut_and_say_so(seat: Seat, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "PROBLEMS", 2)
    monkeypatch.setattr(views, "SHOWN", 1)
    client = seat("legal")
    good = [[f"普法{n}", *GOOD[1:]] for n in range(3)]
    address = give(client, office, table(*good, BAD, BAD, BAD))["Location"]
    page = text(client.get(address))
    assert "只列出前面的一部分" in page
    assert "共 3 行，这里列出前几行" in page
    client.post(address, {"good_only": "1"})
    done = client.get(address)
    assert done.context["done"]["count"] == 3
    assert "全部编号在标注了结果的表中" in text(done)


def test_as_many_questions_for_three_rows_as_for_one(
    seat: Seat, office: Office, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    client = seat("legal")
    one = give(client, office, table(GOOD))["Location"]
    three = give(client, office, table(*[[f"普法{n}", *GOOD[1:]] for n in range(3)]))["Location"]
    with django_assert_max_num_queries(20) as first:
        client.get(one)
    with django_assert_num_queries(len(first)):
        client.get(three)


def planned(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every time a sheet is read and tried from now on."""
    from yifa.procedures import imports

    seen: list[str] = []
    real = imports.plan

    def plan(**given: Any) -> Any:
        seen.append(given["name"])
        return real(**given)

    monkeypatch.setattr(imports, "plan", plan)
    return seen


def test_a_confirmed_plan_is_not_made_twice(
    seat: Seat, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen, client = planned(monkeypatch), seat("legal")
    address = give(client, office, table(GOOD))["Location"]
    client.post(address)
    assert Event.objects.count() == 1
    assert seen == ["活动.xlsx"]


def test_a_plan_is_made_anew_when_the_office_changed_meanwhile(
    seat: Seat, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    from yifa.office.actions import end_unit

    seen, client = planned(monkeypatch), seat("legal")
    rows = [["示例社区活动", "2026-05-01", "示例广场", "民法典", 40, office.community.code]]
    sheet = table(*rows, heads=[*HEADS, "登记单位"])
    address = give(client, office, sheet)["Location"]
    end_unit(unit=office.community, on=date(2026, 4, 30), by=office.people["admin"])
    page = client.post(address, follow=True)
    assert len(seen) == 2
    assert not Event.objects.exists()
    assert page.context["plan"]["bad"] == 1


def test_a_row_that_became_wrong_is_told_though_the_plan_was_good(
    seat: Seat, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    from yifa.foundation.errors import Invalid
    from yifa.procedures import bulk

    seen, client = planned(monkeypatch), seat("legal")
    address = give(client, office, table(GOOD, GOOD))["Location"]

    def refuse(*_given: Any, **_named: Any) -> Any:
        raise Invalid({"title": "规则已经变更"})

    monkeypatch.setattr(bulk.records, "build", refuse)
    page = client.post(address, follow=True)
    assert len(seen) == 2
    assert not Event.objects.exists()
    assert page.context["plan"]["bad"] == 2
    assert "规则已经变更" in text(page)
