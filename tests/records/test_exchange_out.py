"""What leaves as a spreadsheet: typed, masked, in order, never a formula, and noted."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO
from typing import Any

import pytest
from django.utils import translation
from openpyxl import load_workbook

from tests.records.samples import DAY, samples
from tests.walks.cast import Cast
from yifa.foundation import clock
from yifa.foundation.errors import Invalid
from yifa.foundation.models import Audit
from yifa.office.access import Access, compile_access
from yifa.office.actions import add_person, add_unit, appoint
from yifa.procedures.actions import enter
from yifa.records.exchange import export, template
from yifa.records.models import Record
from yifa.records.registry import ledger

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with clock.frozen(clock.at(date(2026, 3, 10), 10, 30)):
        yield


def entered(cast: Cast, code: str, **more: Any) -> Record:
    values = samples(cast)[code] | more
    by = cast.at(values.pop("by"))
    unit = values.pop("unit", cast.street)
    return enter(ledger=ledger(code), unit=unit, values={"happened_on": DAY, **values}, by=by)


def table(content: bytes) -> list[list[Any]]:
    page = load_workbook(BytesIO(content)).active
    assert page is not None
    return [list(row) for row in page.iter_rows()]


def rows(content: bytes) -> list[dict[str, Any]]:
    head, *body = [[cell.value for cell in row] for row in table(content)]
    return [dict(zip(head, row, strict=True)) for row in body]


def all_of(code: str) -> Any:
    return ledger(code).model._default_manager.order_by("pk")


def test_cells_have_their_types(cast: Cast) -> None:
    entered(cast, "outreach")
    [row] = rows(export(ledger("outreach"), all_of("outreach"), compile_access(cast.legal)))
    assert row["发生日期"] == datetime(2026, 3, 2)
    assert row["录入时间"] == datetime(2026, 3, 10, 10, 30)
    assert (row["受众：居民（人次）"], row["宣传材料：横幅（条）"]) == (120, 2)
    assert row["宣传材料：短信（条）"] is None
    assert (row["渠道"], row["普法内容"], row["环节"], row["单位"]) == (
        "线下",
        "《民法典》",
        "已登记",
        "示例街道办事处",
    )


def test_personal_fields_are_masked(cast: Cast) -> None:
    entered(cast, "disputes")
    [row] = rows(export(ledger("disputes"), all_of("disputes"), compile_access(cast.legal)))
    assert (row["当事人"], row["联系电话"]) == ("示某某；示某某", "138****00")
    assert row["纠纷事实和争议"] == "（已遮蔽）"


def test_unmasking_needs_right_and_reason_and_is_noted(cast: Cast) -> None:
    entered(cast, "disputes")
    with pytest.raises(Invalid, match="用途"):
        export(ledger("disputes"), all_of("disputes"), compile_access(cast.legal), unmask=True)
    clear = export(
        ledger("disputes"), all_of("disputes"), compile_access(cast.legal), unmask=True, reason="移送法院"
    )
    assert rows(clear)[0]["联系电话"] == "13800000000"
    note = Audit.objects.filter(action="record.export").latest("id")
    assert (note.by, note.target, note.detail["rows"], note.detail["unmask"], note.detail["reason"]) == (
        cast.legal.pk,
        "ledger:disputes",
        1,
        True,
        "移送法院",
    )
    leader = compile_access(cast.leader)
    assert leader.may("export", cast.street.path)
    blind = export(ledger("disputes"), all_of("disputes"), leader, unmask=True, reason="查看")
    assert rows(blind)[0]["联系电话"] == "138****00"


@pytest.mark.parametrize("title", ["=HYPERLINK(1)", "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(1)", "#REF!", "=1"])
def test_no_text_becomes_a_formula(cast: Cast, title: str) -> None:
    entered(cast, "outreach", title=title)
    content = export(ledger("outreach"), all_of("outreach"), compile_access(cast.legal))
    place = [cell.value for cell in table(content)[0]].index("事由")
    cell = table(content)[1][place]
    assert (cell.value, cell.data_type) == (title, "s")
    assert cell.quotePrefix
    sheet = zipfile.ZipFile(BytesIO(content)).read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet


def test_columns_and_rows_as_asked(cast: Cast) -> None:
    first = entered(cast, "disputes", title="甲纠纷")
    entered(cast, "disputes", title="乙纠纷")
    wanted = ledger("disputes").column_names()
    chosen = all_of("disputes").order_by("-pk")
    found = rows(export(ledger("disputes"), chosen, compile_access(cast.legal), columns=wanted))
    assert [row["事由"] for row in found] == ["乙纠纷", "甲纠纷"]
    assert list(found[0]) == ["编号", "事由", "纠纷类型", "调解机制", "涉及金额", "发生日期", "环节"]
    one = all_of("disputes").filter(pk=first.pk)
    assert len(rows(export(ledger("disputes"), one, compile_access(cast.legal)))) == 1


def test_the_base_table_gives_the_ledgers_own_fields(cast: Cast) -> None:
    record = entered(cast, "study")
    content = export(ledger("study"), Record.objects.filter(pk=record.pk), compile_access(cast.legal))
    assert (rows(content)[0]["实到人数"], rows(content)[0]["学时"]) == (11, 1.5)


def test_nothing_beyond_the_persons_reach(cast: Cast) -> None:
    other = add_unit(
        code="x", name="别街道", kind="subdistrict", parent=cast.street.parent, valid_from=DAY, by=None
    )
    person = add_person(username="other", name="别人", password=None, by=None)
    appoint(person=person, unit=other, role="legal", valid_from=DAY, by=None)
    entered(cast, "disputes")
    assert rows(export(ledger("disputes"), all_of("disputes"), compile_access(person))) == []
    assert rows(export(ledger("disputes"), all_of("disputes"), Access(0, ()))) == []


def test_the_number_of_queries_does_not_grow(cast: Cast, django_assert_num_queries: Any) -> None:
    access = compile_access(cast.legal)
    for more in (1, 3):
        for _ in range(more):
            entered(cast, "penalties")
        with django_assert_num_queries(2):  # the rows, the note
            export(ledger("penalties"), all_of("penalties"), access)


def test_headings_follow_the_language_and_are_understood_in_both(cast: Cast) -> None:
    from yifa.records.exchange.headings import Headings

    with translation.override("en"):
        content = export(ledger("disputes"), all_of("disputes"), compile_access(cast.legal))
    head = [cell.value for cell in table(content)[0]]
    found = Headings(ledger("disputes")).match(head)
    assert len(found) == len(head)


def test_the_template_offers_lists_and_explains_every_column() -> None:
    book = load_workbook(BytesIO(template(ledger("disputes"))))
    page, explained = book["矛盾纠纷"], book["填写说明"]
    head = [cell.value for cell in page[1]]
    assert {"事由*", "纠纷类型*", "发生日期*", "当事人*"} <= set(head)
    assert "录入时间" not in head
    lists = {
        str(rule.sqref).rstrip("0123456789"): rule.formula1 for rule in page.data_validations.dataValidation
    }
    assert len(lists) >= 6
    assert explained.max_row == len(head) + 1
    assert all(
        row[2].value for row in explained.iter_rows(min_row=2) if row[0].value in ("单位", "达成协议日期")
    )
    assert book["选项"].sheet_state == "hidden"
