"""A user's own sheet: planned, applied, and given back with reasons."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from tests.procedures.test_bulk import LATER, WAYS, entry, net, state
from tests.records.samples import DAY
from tests.walks.cast import Cast
from yifa.foundation import clock, crypto
from yifa.foundation.errors import Forbidden, Invalid, YifaError
from yifa.foundation.models import Audit
from yifa.journal.queries import unsettled
from yifa.ledgers.disputes.models import Dispute
from yifa.office.access import compile_access
from yifa.office.actions import add_unit
from yifa.office.models import Person
from yifa.procedures import imports
from yifa.procedures.bulk import enter_many
from yifa.procedures.models import Event
from yifa.records.exchange import export, template
from yifa.records.models import Record
from yifa.records.registry import ledger, ledgers
from yifa.records.store import storage

pytestmark = pytest.mark.django_db
NOW = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def now() -> Any:
    with clock.frozen(NOW):
        yield


def xlsx(*rows: list[Any], merge: tuple[str, ...] = ()) -> bytes:
    """A sheet as people make it."""
    book = Workbook()
    page = book.active
    assert page is not None
    for row in rows:
        page.append(row)
    for area in merge:
        page.merge_cells(area)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def planned(cast: Cast, code: str, content: bytes, by: str = "mediator") -> imports.Plan:
    person: Person = cast.at(by)
    access = compile_access(person)
    return imports.plan(
        ledger=ledger(code), unit=cast.street, content=content, name="台账.xlsx", by=person, access=access
    )


def shown(content: bytes) -> list[tuple[Any, ...]]:
    page = load_workbook(BytesIO(content)).active
    assert page is not None
    return list(page.iter_rows(values_only=True))


HEAD = ["序号", "纠纷名称", "纠纷类别", "双方当事人", "联系方式", "发生时间", "备注栏"]


def test_a_sheet_with_its_own_words(cast: Cast) -> None:
    """A title above, other names of columns, labels without their suffix, four ways to write a day."""
    days: list[Any] = [
        "2026年3月5日",
        "2026.3.5",
        "2026/3/5",
        datetime(2026, 3, 5),
        46086,
        "二〇二六年三月五日",
    ]
    rows = [[n, f"漏水{n}", "邻里", "示例甲、示例乙", 13800000000, day, "x"] for n, day in enumerate(days, 1)]
    found = planned(cast, "disputes", xlsx(["示例街道2026年纠纷台账"], HEAD, *rows))
    assert found.problems == []
    assert [one for one in found.warnings if "备注栏" in one]
    made = imports.apply(found)
    assert sorted(made) == [3, 4, 5, 6, 7, 8]
    stored = Dispute.objects.order_by("pk")
    assert {one.happened_on for one in stored} == {date(2026, 3, 5)}
    assert {(one.kind, one.phone, one.step) for one in stored} == {("D02", "13800000000", "registered")}


def test_every_wrong_cell_is_named_and_nothing_is_written(cast: Cast) -> None:
    good = [1, "漏水", "邻里纠纷", "示例甲、示例乙", "", "2026-03-05", ""]
    bad = [2, "", "星际纠纷", "", "", "3月5日", ""]
    ahead = [3, "噪声", "邻里纠纷", "示例甲", "", "2027-01-01", ""]
    found = planned(cast, "disputes", xlsx(HEAD, good, bad, ahead))
    said = {row: " ".join(map(str, problems)) for row, problems in found.bad_rows.items()}
    assert set(said) == {3, 4}
    assert "纠纷类别：“星际纠纷”不在可选范围内" in said[3]
    assert "发生时间：日期“3月5日”没有年份" in said[3]
    assert "不能晚于今天" in said[4]
    with pytest.raises(Invalid):
        imports.apply(found)
    assert not Record.objects.exists()


def test_the_sheet_comes_back_with_reasons_and_again_with_numbers(cast: Cast) -> None:
    good = [1, "漏水", "邻里纠纷", "示例甲、示例乙", "", "2026-03-05", ""]
    bad = [2, "噪声", "", "示例甲", "", "2026-03-06", ""]
    found = planned(cast, "disputes", xlsx(HEAD, good, bad))
    back = shown(imports.annotated(found))
    assert back[0][-1] == "导入结果"
    assert back[1][:7] == tuple(one or None for one in good)
    assert not back[1][-1]
    assert "纠纷类别" in back[2][-1]
    made = imports.apply(found, good_rows_only=True)
    returned = imports.annotated(found, made)
    assert shown(returned)[1][-1] == "已导入：示例街调字〔2026〕1号"

    book = load_workbook(BytesIO(returned))
    assert book.active is not None
    book.active["C3"] = "邻里纠纷"
    file = BytesIO()
    book.save(file)
    again = planned(cast, "disputes", file.getvalue())
    assert list(again.entries) == [3]
    assert "有1行标明已导入，已跳过" in again.warnings
    imports.apply(again)
    assert [one.title for one in Record.objects.order_by("pk")] == ["漏水", "噪声"]


def test_the_same_file_twice_makes_one_set_of_records(cast: Cast) -> None:
    content = xlsx(HEAD, [1, "漏水", "邻里纠纷", "示例甲", "", "2026-03-05", ""])
    imports.apply(planned(cast, "disputes", content))
    again = planned(cast, "disputes", content)
    assert [one for one in again.warnings if "导入过" in one]
    assert imports.apply(again) == {}
    assert Record.objects.count() == 1


def test_the_file_is_kept_under_its_checksum_and_noted(cast: Cast) -> None:
    content = xlsx(HEAD, [1, "漏水", "邻里纠纷", "示例甲", "", "2026-03-05", ""])
    found = planned(cast, "disputes", content)
    imports.apply(found)
    note = Audit.objects.get(action="record.import")
    assert (note.by, note.detail["rows"], note.detail["checksum"]) == (cast.mediator.pk, 1, found.checksum)
    place = imports.place_of(found.checksum)
    path = Path(storage().path(place))
    with storage().open(place) as file:
        assert file.read() == content
    assert path.read_bytes()[:2] != b"PK"
    whole = crypto.encrypt_file(content)  # in one piece, as earlier versions kept it
    path.write_bytes(whole)
    with storage().open(place) as file:
        assert file.read() == content
    path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    with pytest.raises(YifaError, match="校验失败"):
        storage().open(place)
    path.write_bytes(whole)
    storage().renew(place)
    assert path.read_bytes() != whole
    with storage().open(place) as file:
        assert file.read() == content


HISTORY = [
    *HEAD[:6],
    "受理日期",
    "达成协议日期",
    "协议形式",
    "涉及金额",
    "调解机制",
    "终止日期",
    "终止原因",
    "环节",
    "已告知仲裁、行政、司法途径",
]


def old(title: str, *rest: Any) -> list[Any]:
    return [1, title, "邻里纠纷", "示例甲", "", "2026-03-02", *rest]


def test_a_finished_dispute_passes_through_the_procedure(cast: Cast) -> None:
    settled = old("漏水", "2026-03-03", "2026-03-09", "书面", "0.3万元", "三所联动", None, None, None, None)
    failed = old("噪声", "2026-03-03", None, None, None, None, "2026-03-20", "差距过大", "调解终止", "是")
    found = planned(cast, "disputes", xlsx(HISTORY, settled, failed))
    assert found.problems == []
    made = imports.apply(found)
    one = Dispute.objects.get(pk=made[2].pk)
    assert (one.step, one.amount, one.mechanism) == ("agreed", Decimal(3000), "sansuo")
    moves = list(Event.objects.filter(record_id=one.pk).values_list("move", "on"))
    assert moves == [
        ("enter", date(2026, 3, 2)),
        ("accept", date(2026, 3, 3)),
        ("settle", date(2026, 3, 9)),
    ]
    assert Dispute.objects.get(pk=made[3].pk).step == "failed"
    for record in Dispute.objects.all():
        assert unsettled(record.source, record.declaration.lines(record)) == []


def test_a_history_that_breaks_the_law_is_refused(cast: Cast) -> None:
    labour = old("欠薪", "2026-03-03", "2026-03-09", "口头", None, None, None, None, None, None)
    labour[2] = "劳动争议纠纷"
    backwards = old("倒序", "2026-03-09", "2026-03-03", "书面", None, None, None, None, None, None)
    several = old("不明", "2026-03-03", None, None, None, None, "2026-03-20", "差距过大", None, "是")
    silent = old("无由", "2026-03-03", None, None, None, None, "2026-03-20", None, "调解终止", "是")
    said = planned(cast, "disputes", xlsx(HISTORY, labour, backwards, several, silent)).bad_rows
    assert "第14条" in str(said[2][0])
    assert "先后是否正确" in str(said[3][0])
    assert "请填写“环节”" in str(said[4][0])
    assert str(said[5][0]).startswith("终止原因：请写明理由")


def test_a_step_nobody_reaches_without_a_day(cast: Cast) -> None:
    filed = old("归档", "2026-03-03", "2026-03-09", "书面", None, None, None, None, "已归档", None)
    assert "不能连成" in str(planned(cast, "disputes", xlsx(HISTORY, filed)).problems[0])


def test_units_below_by_name_and_none_beside(cast: Cast) -> None:
    below = add_unit(
        code="s", name="海棠社区", short="海棠", kind="community", parent=cast.street, valid_from=DAY, by=None
    )
    head = ["社区", *HEAD[1:6]]
    rows = [
        ["海棠", "漏水", "邻里纠纷", "示例甲", "", "2026-03-05"],
        ["别处社区", "漏水", "邻里纠纷", "甲", "", "2026-03-05"],
    ]
    found = planned(cast, "disputes", xlsx(head, *rows))
    assert "没有找到" in str(found.bad_rows[3][0])
    assert found.entries[2].unit == below


def test_credentials_by_number_or_by_name(cast: Cast) -> None:
    head = [
        "事由",
        "违法日期",
        "违法地点",
        "执法领域",
        "违法行为",
        "处罚依据",
        "当事人类型",
        "当事人",
        "处罚种类",
        "罚款金额",
        "执法人员",
        "已告知事实、理由、依据并听取陈述申辩",
    ]
    row = ["占道", "2026-03-05", "示例路", "市容", "占道", "示例条例（虚构）", "公民", "示例甲", "罚款", 50]
    rows = [[*row, "示例-officer", "是"], [*row, "示例second", "√"], [*row, "无证者", "是"]]
    found = planned(cast, "penalties", xlsx(head, *rows), by="officer")
    assert set(found.entries) == {2, 3}
    assert "没有找到" in str(found.bad_rows[4][0])
    imports.apply(found, good_rows_only=True)
    assert Record.objects.count() == 2


def test_beyond_the_legal_limit_in_a_sheet_too(cast: Cast) -> None:
    head = [
        "事由",
        "违法日期",
        "违法地点",
        "执法领域",
        "违法行为",
        "处罚依据",
        "当事人类型",
        "当事人",
        "处罚种类",
        "罚款金额",
        "执法人员",
        "已告知事实、理由、依据并听取陈述申辩",
    ]
    row = [
        "占道",
        "2026-03-05",
        "示例路",
        "市容",
        "占道",
        "条例",
        "公民",
        "示例甲",
        "罚款",
        201,
        "示例-officer",
        "是",
    ]
    found = planned(cast, "penalties", xlsx(head, row), by="officer")
    assert "第51条" in str(found.problems[0])


@pytest.mark.parametrize("code", [code for code in WAYS if code != "cases"])
def test_our_own_export_comes_in_again(cast: Cast, code: str) -> None:
    """Export, an empty ledger, import: the same records at the same step, and the same postings."""
    from django.db import transaction

    who = {"penalties": "officer", "disputes": "mediator", "outreach": "mediator"}.get(code, "clerk")
    with transaction.atomic():
        with clock.frozen(LATER):
            enter_many(ledger=ledger(code), entries=[entry(cast, code)])
        before = state(code)
        content = export(
            ledger(code),
            ledger(code).model.objects.all(),
            compile_access(cast.legal),
            unmask=True,
            reason="核对",
        )
        transaction.set_rollback(True)
    found = planned(cast, code, content, by=who)
    assert found.problems == []
    with clock.frozen(LATER):
        imports.apply(found)
    after = state(code)
    assert _lasting(after[ledger(code).model.__name__]) == _lasting(before[ledger(code).model.__name__])
    assert _lasting(after["Record"]) == _lasting(before["Record"])
    assert net(after["Posting"]) == net(before["Posting"])


def _lasting(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows without what belongs to the one who imports, and the moment."""
    passing = {
        "token",
        "entered_by",
        "entered_at",
        "at",
        "by",
        "posted_at",
        "posted_by",
        "revision",
        "approved_at",
    }
    return [{name: value for name, value in row.items() if name not in passing} for row in rows]


def test_an_export_into_the_same_ledger_makes_no_doubles(cast: Cast) -> None:
    enter_many(ledger=ledger("disputes"), entries=[entry(cast, "disputes")])
    content = export(
        ledger("disputes"), Dispute.objects.all(), compile_access(cast.legal), unmask=True, reason="核对"
    )
    found = planned(cast, "disputes", content)
    assert "已经在台账中" in str(found.problems[0])
    assert found.entries == {}


@pytest.mark.parametrize("code", [one.code for one in ledgers() if one.unit_kinds])
def test_the_template_fits_its_ledger(cast: Cast, code: str) -> None:
    who = {"penalties": "officer", "cases": "officer", "disputes": "mediator", "tasks": "legal"}.get(
        code, "clerk"
    )
    found = planned(cast, code, template(ledger(code)), by=who)
    assert found.sheet.unknown == []
    assert found.warnings == ["表头下面没有数据"]
    assert {one.name for one in found.sheet.columns.values()} >= set(ledger(code).fields)


def test_a_record_another_must_confirm_waits(cast: Cast) -> None:
    head = ["活动名称", "活动时间", "地点", "宣传资料", "环节"]
    found = planned(cast, "outreach", xlsx(head, ["宣讲", "2026-03-05", "广场", "200份", "已核实"]))
    assert found.problems == []
    assert [one for one in found.warnings if "其他人员办理“核实”" in one]
    made = imports.apply(found)
    assert made[2].step == "recorded"


def test_nobody_imports_where_he_may_not_write(cast: Cast) -> None:
    content = xlsx(HEAD, [1, "漏水", "邻里纠纷", "示例甲", "", "2026-03-05", ""])
    with pytest.raises(Forbidden):
        planned(cast, "disputes", content, by="leader")
    with pytest.raises(Forbidden):
        planned(cast, "penalties", content, by="mediator")


def test_repeated_rows_are_pointed_at(cast: Cast) -> None:
    row = ["漏水", "邻里纠纷", "示例甲、示例乙", "", "2026-03-05"]
    found = planned(cast, "disputes", xlsx(HEAD[1:6], row, row, ["噪声", *row[1:]]))
    assert [one for one in found.warnings if "完全相同" in one] == [
        "第2、3行内容完全相同，请确认不是重复登记"
    ]
    assert found.clean


def test_a_required_column_that_is_not_there(cast: Cast) -> None:
    with pytest.raises(Invalid, match="缺少必填的列：纠纷类型、当事人"):
        planned(cast, "disputes", xlsx(["事由", "发生日期"], ["漏水", "2026-03-05"]))


def test_merged_rows_are_refused_and_the_others_kept(cast: Cast) -> None:
    rows = [
        ["漏水", "邻里", "甲", "", "2026-03-05"],
        ["噪声", "邻里", "乙", "", None],
        ["宠物", "邻里", "丙", "", "2026-03-06"],
    ]
    found = planned(cast, "disputes", xlsx(HEAD[1:6], *rows, merge=("E2:E3",)))
    assert {row: problems[0].message for row, problems in found.bad_rows.items()} == dict.fromkeys(
        (2, 3), "这一行有合并单元格，请取消合并并逐行填写"
    )
    assert list(found.entries) == [4]


def test_a_unit_beyond_the_persons_reach_in_a_row(cast: Cast) -> None:
    """The file is for the street; one row names a unit where this person may not write."""
    from yifa.office.actions import add_person, appoint

    below = add_unit(
        code="s1", name="海棠社区", kind="community", parent=cast.street, valid_from=DAY, by=None
    )
    add_unit(code="s2", name="银杏社区", kind="community", parent=cast.street, valid_from=DAY, by=None)
    worker = add_person(username="w", name="示例社工", password=None, by=None)
    appoint(person=worker, unit=below, role="community", valid_from=DAY, by=None)
    content = xlsx(["社区", *HEAD[1:6]], ["银杏社区", "漏水", "邻里", "甲", "", "2026-03-05"])
    found = imports.plan(
        ledger=ledger("disputes"),
        unit=below,
        content=content,
        name="台账.xlsx",
        by=worker,
        access=compile_access(worker),
    )
    assert "没有找到" in str(found.problems[0])


def test_people_of_one_name_need_their_user_name(cast: Cast) -> None:
    from yifa.office.actions import add_person, appoint

    for username in ("li1", "li2"):
        person = add_person(username=username, name="示例李", password=None, by=None)
        appoint(person=person, unit=cast.street, role="mediator", valid_from=DAY, by=None)
    head = [*HEAD[1:6], "调解员"]
    rows = [["漏水", "邻里", "甲", "", "2026-03-05", name] for name in ("示例李", "li2", "示例mediator")]
    found = planned(cast, "disputes", xlsx(head, *rows))
    assert "对应多个" in str(found.bad_rows[2][0])
    assert [found.entries[row].values["responsible"].username for row in (3, 4)] == ["li2", "mediator"]


def test_a_large_sheet_comes_back_with_its_values(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    from yifa.records.exchange import answer

    monkeypatch.setattr(answer, "MOST_STYLED", 1)
    rows = [["漏水", "邻里", "甲", "", "2026-03-05"], ["=1+1", "", "乙", "", "2026-03-06"]]
    back = shown(imports.annotated(planned(cast, "disputes", xlsx(HEAD[1:6], *rows))))
    assert [row[-1] for row in back][:2] == ["导入结果", None]
    assert "纠纷类别" in back[2][-1]


def test_a_row_without_its_day(cast: Cast) -> None:
    found = planned(cast, "disputes", xlsx(HEAD[1:6], ["漏水", "邻里", "甲", "", None]))
    assert str(found.problems[0]) == "发生时间：请填写日期"


def test_progress_is_told_by_the_hundred(cast: Cast) -> None:
    rows = [["漏水", "邻里", f"甲{n}", "", "2026-03-05"] for n in range(205)]
    steps: list[int] = []
    imports.plan(
        ledger=ledger("disputes"),
        unit=cast.street,
        content=xlsx(HEAD[1:6], *rows),
        name="台账.xlsx",
        by=cast.mediator,
        access=compile_access(cast.mediator),
        progress=steps.append,
    )
    assert steps == [100, 100]
