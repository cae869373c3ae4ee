"""What comes in as a spreadsheet: cells as people write them, headings by meaning, files that must be refused."""

from __future__ import annotations

import contextlib
import io
import zipfile
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from yifa.foundation.errors import Invalid
from yifa.records.exchange import cells, workbook
from yifa.records.exchange.headings import Headings, plain
from yifa.records.exchange.workbook import Sheet, read
from yifa.records.registry import ledger, ledgers

EPOCH = datetime(1899, 12, 30)
DAY = date(2025, 3, 5)


@pytest.mark.parametrize(
    "raw",
    [
        datetime(2025, 3, 5, 8, 30),
        DAY,
        45721,
        45721.0,
        "45721",
        "2025-03-05",
        "2025-3-5",
        "2025/3/5",
        "2025.3.5",
        "2025.03.05",
        "20250305",
        20250305,
        "2025年3月5日",
        "2025年03月05日",
        "2025 年 3 月 5 日",
        "２０２５年３月５日",
        "2025年3月5号",
        "2025-03-05 10:30:00",
        "2025年3月5日上午",
        "二〇二五年三月五日",
        "二零二五年三月五日",
    ],
)
def test_days_as_people_write_them(raw: Any) -> None:
    assert cells.day(raw, EPOCH) == DAY


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("二〇二五年十一月二十三日", date(2025, 11, 23)),
        ("二〇二五年十月十日", date(2025, 10, 10)),
        ("二〇二五年十二月三十一日", date(2025, 12, 31)),
        ("二〇二五年一月十五日", date(2025, 1, 15)),
    ],
)
def test_days_in_chinese_numerals(written: str, day: date) -> None:
    assert cells.day(written, EPOCH) == day


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        ("3月5日", "没有年份"),
        ("2025-02-30", "不存在"),
        ("上周", "无法识别"),
        ("2025年3月", "无法识别"),
        ("12", "无法识别"),
        ("2025-13-01", "不存在"),
    ],
)
def test_days_that_are_none(raw: Any, why: str) -> None:
    with pytest.raises(cells.Unreadable, match=why):
        cells.day(raw, EPOCH)


@settings(deadline=None)
@given(st.dates(date(1950, 1, 1), date(2100, 1, 1)))
def test_every_day_in_every_spelling(day: date) -> None:
    serial = (day - EPOCH.date()).days
    spellings = [f"{day:%Y-%m-%d}", f"{day.year}年{day.month}月{day.day}日", f"{day:%Y%m%d}", serial]
    assert {cells.day(one, EPOCH) for one in spellings} == {day}


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        (1200, 1200),
        (1200.5, "1200.5"),
        (0.1, "0.1"),
        ("1,200.50", "1200.50"),
        ("￥1，200元", 1200),
        ("0.3万元", 3000),
        ("1.5 亿", 150000000),
        ("12人次", 12),
        ("-3", -3),
        ("１２", 12),
    ],
)
def test_numbers_with_units(raw: Any, value: Any) -> None:
    assert cells.number(raw) == Decimal(value)


@pytest.mark.parametrize("raw", ["若干", "约30", "3-5", "", "1.2.3", True, "十二"])
def test_numbers_that_are_none(raw: Any) -> None:
    with pytest.raises(cells.Unreadable):
        cells.number(raw)


def test_whole_numbers_are_whole() -> None:
    assert cells.whole("30.0") == 30
    with pytest.raises(cells.Unreadable, match="整数"):
        cells.whole("30.5")


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("是", True),
        ("√", True),
        (True, True),
        (1, True),
        ("否", False),
        ("×", False),
        ("无", False),
        (0, False),
    ],
)
def test_yes_and_no(raw: Any, value: bool) -> None:
    assert cells.yes(raw) is value


def test_neither_yes_nor_no() -> None:
    with pytest.raises(cells.Unreadable, match="是"):
        cells.yes("大概")


@pytest.mark.parametrize(
    ("raw", "code"),
    [("邻里纠纷", "D02"), ("邻里", "D02"), ("D02", "D02"), (" 邻里 纠纷 ", "D02"), ("交通事故", "D13")],
)
def test_labels_of_choices(raw: str, code: str) -> None:
    field = ledger("disputes").form_field("kind")
    assert cells.choice(field.flatchoices, raw) == code


@pytest.mark.parametrize("raw", ["纠纷", "土地", "其", "D02X"])
def test_labels_that_mean_several_or_none(raw: str) -> None:
    field = ledger("disputes").form_field("kind")
    if raw == "土地":  # only one kind holds these two characters
        assert cells.choice(field.flatchoices, raw) == "D07"
        return
    with pytest.raises(cells.Unreadable, match="可选"):
        cells.choice(field.flatchoices, raw)


def test_acts_apart_in_any_way() -> None:
    wanted = ["民法典", "信访工作条例", "宪法"]
    for written in (
        "《民法典》《信访工作条例》《宪法》",
        "民法典、信访工作条例；宪法",
        "民法典\n信访工作条例\n《宪法》",
    ):
        assert cells.topics(written) == wanted


def test_numbers_in_text_columns_keep_their_digits() -> None:
    assert cells.text(13800000000.0) == "13800000000"
    assert cells.text("​示例\x07甲 ") == "示例甲"


def test_an_error_value_is_told() -> None:
    column = next(one for one in Headings(ledger("disputes")).columns if one.name == "title")
    with pytest.raises(cells.Unreadable, match="错误值"):
        cells.value_of(column, "#REF!", EPOCH)


@pytest.mark.parametrize(
    ("code", "heading", "field"),
    [
        ("disputes", "纠纷类型", "kind"),
        ("disputes", "纠纷 类型*", "kind"),
        ("disputes", "纠纷类别（必填）", "kind"),
        ("disputes", "联系方式", "phone"),
        ("disputes", "发生时间：", "happened_on"),
        ("disputes", "金额(元)", "amount"),
        ("disputes", "kind", "kind"),
        ("outreach", "横幅（条）", "materials.banner"),
        ("outreach", "宣传资料", "materials.leaflet"),
        ("outreach", "短信", "materials.sms"),
        ("outreach", "居民", "audience.residents"),
        ("outreach", "活动地点", "place"),
        ("penalties", "被处罚人", "party"),
        ("penalties", "执法证号", "credential"),
        ("study", "参加人数", "attended"),
    ],
)
def test_headings_by_meaning(code: str, heading: str, field: str) -> None:
    found = Headings(ledger(code)).find(heading)
    assert found is not None
    assert found.code == field


@pytest.mark.parametrize(("code", "heading"), [("disputes", "备注"), ("outreach", "其他"), ("disputes", "")])
def test_headings_that_mean_nothing_certain(code: str, heading: str) -> None:
    found = Headings(ledger(code)).find(heading)
    assert found is None or found.code == "materials.other"


def test_every_label_of_every_ledger_is_found_again() -> None:
    for one in ledgers():
        headings = Headings(one)
        for column in headings.columns:
            assert headings.find(str(column.label)) == column, (one.code, str(column.label))


def test_a_near_heading_is_suggested() -> None:
    headings = Headings(ledger("disputes"))
    near = headings.suggest("纠纷的类型")
    assert near is not None
    assert near.name == "kind"
    assert headings.suggest("天气情况") is None


def sheet(rows: list[list[Any]], *, merge: tuple[str, ...] = (), title: str = "Sheet1") -> bytes:
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = title
    for row in rows:
        page.append(row)
    for area in merge:
        page.merge_cells(area)
    return saved(book)


def saved(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def reading(content: bytes, code: str = "disputes") -> Sheet:
    return read(content, "台账.xlsx", Headings(ledger(code)))


HEAD = ["事由", "纠纷类型", "当事人", "发生日期"]
ROW = ["漏水", "邻里纠纷", "示例甲", "2025-03-05"]


def test_a_title_above_and_blank_rows_between() -> None:
    content = sheet([["某某街道纠纷台账"], [], HEAD, [], ROW, [None, "  ", None], ROW], merge=("A1:D1",))
    found = reading(content)
    assert (found.head.number, [line.number for line in found.lines]) == (3, [5, 7])
    assert not found.merged & {5, 7}


def test_formatted_blank_rows_are_no_rows() -> None:
    book = Workbook()
    page = book.active
    assert page is not None
    page.append(HEAD)
    page.append(ROW)
    for row in range(3, 900):
        page.cell(row, 1).number_format = "@"
    assert len(reading(saved(book)).lines) == 1


def test_a_heading_two_rows_high() -> None:
    rows = [
        ["事由", "纠纷类型", "当事人信息", None, "发生日期"],
        [None, None, "当事人", "联系电话", None],
        [*ROW[:3], "138", ROW[3]],
    ]
    found = reading(sheet(rows, merge=("A1:A2", "B1:B2", "C1:D1", "E1:E2")))
    assert [one.name for one in found.columns.values()] == [
        "title",
        "kind",
        "parties",
        "phone",
        "happened_on",
    ]
    assert [line.number for line in found.lines] == [3]


def test_merged_cells_below_the_heading_are_pointed_at() -> None:
    found = reading(sheet([HEAD, ROW, ["噪声", "邻里纠纷", "示例乙", None]], merge=("D2:D3",)))
    assert found.merged == {2, 3}


def test_the_sheet_that_fits_is_found() -> None:
    book = Workbook()
    book.create_sheet("说明").append(["事由", "随便写"])
    page = book.create_sheet("数据")
    page.append(HEAD)
    page.append(ROW)
    hidden = book.create_sheet("旧")
    hidden.append([*HEAD, "联系电话"])
    hidden.sheet_state = "hidden"
    assert reading(saved(book)).title == "数据"


def test_a_false_dimension_is_not_believed() -> None:
    content = sheet([HEAD, ROW])
    found = reading(repacked(content, "xl/worksheets/sheet1.xml", b"A1:D2", b"A1:XFD1048576"))
    assert len(found.lines) == 1


def test_a_cell_at_the_far_end_costs_nothing() -> None:
    book = Workbook()
    page = book.active
    assert page is not None
    page.append(HEAD)
    page.append(ROW)
    page.cell(1048576, 1, "远")
    assert len(reading(saved(book)).lines) == 1


def repacked(content: bytes, name: str, old: bytes, new: bytes) -> bytes:
    """The same file with some bytes of a part replaced."""
    target = io.BytesIO()
    assert name in zipfile.ZipFile(io.BytesIO(content)).namelist()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(target, "w") as copy:
        for part in source.infolist():
            data = source.read(part)
            if part.filename == name:
                assert old in data
                data = data.replace(old, new)
            copy.writestr(part.filename, data, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def bomb() -> bytes:
    """A small file that unpacks to more than memory should hold."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        copy.writestr("xl/workbook.xml", "<workbook/>")
        with copy.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            block = b" " * (1 << 20)
            for _ in range(workbook.MOST_UNPACKED // len(block) + 1):
                part.write(block)
    return target.getvalue()


def zipped(**parts: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as copy:
        for name, text in parts.items():
            copy.writestr(name.replace("__", "/").replace("_dot_", "."), text)
    return target.getvalue()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "不是 xlsx"),
        ("事由,纠纷类型".encode("gb18030"), "不是 xlsx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "旧版"),
        (b"PK\x03\x04broken", "已损坏"),
        (zipped(word__document_dot_xml="<x/>"), "不是 xlsx 表格"),
        (zipped(xl__workbook_dot_xml="<x"), "无法读取"),
        (b"PK" + b"0" * (workbook.MOST_BYTES + 1), "超过"),
    ],
)
def test_files_that_are_no_sheet(content: bytes, why: str) -> None:
    with pytest.raises(Invalid, match=why):
        reading(content)


def test_a_zip_bomb_is_refused_before_it_unpacks() -> None:
    content = bomb()
    assert len(content) < 1 << 20
    with pytest.raises(Invalid, match="解压后过大"):
        reading(content)


def test_entities_are_refused() -> None:
    head = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]>'
    content = repacked(sheet([HEAD, ROW]), "xl/worksheets/sheet1.xml", b"<worksheet", head + b"<worksheet")
    with pytest.raises(Invalid):
        reading(content)


def test_entities_in_any_part_are_refused() -> None:
    head = b'<!DOCTYPE a [<!ENTITY b "c">]><styleSheet'
    content = repacked(sheet([HEAD, ROW]), "xl/styles.xml", b"<styleSheet", head)
    with pytest.raises(Invalid, match="不允许的定义"):
        reading(content)


@pytest.mark.parametrize("rows", [[["甲", "乙"], ["1", "2"]], [], [["事由"]], [[None] * 3]])
def test_another_layout_is_told_what_to_do(rows: list[list[Any]]) -> None:
    with pytest.raises(Invalid, match="模板"):
        reading(sheet(rows))


def test_too_many_rows_are_cut_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MOST_ROWS", 3)
    found = reading(sheet([HEAD, *[ROW] * 5]))
    assert (len(found.lines), found.cut) == (3, True)


@settings(deadline=None)
@given(st.text())
def test_any_heading_is_compared_without_failing(text: str) -> None:
    assert plain(text) == plain(plain(text)) or "(" in text or "（" in text


@settings(deadline=None)
@given(st.one_of(st.none(), st.text(), st.integers(), st.floats(), st.booleans(), st.datetimes()))
def test_any_cell_is_read_or_refused(raw: Any) -> None:
    for column in Headings(ledger("study")).columns:
        if column.field is None or column.field.is_relation:
            continue
        with contextlib.suppress(cells.Unreadable):
            cells.value_of(column, raw, EPOCH)
