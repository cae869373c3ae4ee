"""An office that keeps its year's records the way people do: sheets, pages, and the moves of a case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

from django.test import Client
from django.urls import reverse
from openpyxl import Workbook

from tests.acceptance.facts import Lot, lots, offices, rows
from tests.walks.cast import Cast, assemble
from yifa.foundation import clock
from yifa.office.access import compile_access
from yifa.procedures import imports
from yifa.procedures.actions import advance, enter
from yifa.records.exchange.columns import columns_of
from yifa.records.models import Record
from yifa.records.registry import ledger

# Headings as offices write them; where none stands here, the ledger's own.
HEADINGS = {
    "disputes": {
        "title": "纠纷名称",
        "happened_on": "登记日期",
        "kind": "纠纷类别",
        "amount": "涉案金额（元）",
    },
    "outreach": {"title": "活动名称", "happened_on": "活动 时间", "place": "活动地点"},
    "study": {
        "title": "学习主题",
        "happened_on": "学习时间",
        "attended": "参加人数",
        "topics": "学习法律法规",
    },
    "petitions": {"title": "事项名称", "happened_on": "来访日期", "step": "办理状态"},
    "receptions": {"happened_on": "日期", "step": "状态"},
}


@dataclass
class Replayed:
    """An office after its year."""

    cast: Cast
    year: int
    expects: Mapping[str, Any]
    made: dict[str, list[Record]] = field(default_factory=dict)


def replay(code: str) -> Replayed:
    """Enter the year of an office: first the sheets, then pages, then cases move by move."""
    found = offices()[code]
    here = Replayed(assemble(), found["year"], found)
    with clock.frozen(date(here.year + 1, 1, 15)):
        for ledger_code, lot in lots(code, "sheet"):
            here.made.setdefault(ledger_code, []).extend(by_sheet(here, ledger_code, lot))
    for ledger_code, lot in lots(code, "form"):
        here.made.setdefault(ledger_code, []).extend(by_form(here, ledger_code, lot))
    for ledger_code, lot in lots(code, "moves"):
        here.made.setdefault(ledger_code, []).extend(by_moves(here, row) for row in rows(lot, here.year))
    return here


def by_sheet(here: Replayed, code: str, lot: Lot) -> list[Record]:
    """A spreadsheet with the office's own headings, imported by its law-based-government office."""
    cast = here.cast
    planned = imports.plan(
        ledger=ledger(code),
        unit=cast.street,
        content=sheet(code, rows(lot, here.year)),
        name="台账.xlsx",
        by=cast.legal,
        access=compile_access(cast.legal),
    )
    assert not planned.problems, planned.problems[:3]
    return list(imports.apply(planned).values())


def sheet(code: str, found: list[dict[str, Any]]) -> bytes:
    """Rows as an xlsx: a title above the headings, days as offices type them."""
    names = list(dict.fromkeys(name for row in found for name in row))
    book = Workbook()
    page = book.active
    assert page is not None
    page.append(["年度台账"])
    page.append([heading(code, name) for name in names])
    for number, row in enumerate(found):
        page.append([written(row.get(name), number) for name in names])
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def heading(code: str, name: str) -> str:
    """A column's heading; `materials.banner` is one kind of a tally."""
    if name in HEADINGS.get(code, {}):
        return HEADINGS[code][name]
    if name in ("step", "reason"):
        return {"step": "环节", "reason": "理由"}[name]
    base, _, kind = name.partition(".")
    return next(str(one.label) for one in columns_of(ledger(code), [base]) if one.kind == kind)


def written(value: Any, number: int) -> Any:
    """A cell as people fill it: days as a date cell, with dots, or in Chinese."""
    if not isinstance(value, date):
        return value
    return (value, f"{value.year}.{value.month}.{value.day}", f"{value.year}年{value.month}月{value.day}日")[
        number % 3
    ]


def by_form(here: Replayed, code: str, lot: Lot) -> list[Record]:
    """The page where an officer enters a decision, one after the other."""
    client, made = Client(), []
    client.force_login(here.cast.officer)
    for row in rows(lot, here.year):
        with clock.frozen(row["happened_on"]):
            answer = client.post(reverse("create", args=[code]), typed(here.cast, row))
        assert answer.status_code == 302, answer.context["form"].errors.as_text()
        made.append(Record.objects.latest("pk"))
    return made


def typed(cast: Cast, row: Mapping[str, Any]) -> dict[str, Any]:
    """What an officer types for a decision on the spot."""
    return {
        **row,
        "unit": cast.street.pk,
        "law_basis": "消防法 第60条",
        "against": "citizen",
        "party": "示例丙",
        "heard": "on",
        "credential": cast.credentials[0].pk,
    }


def by_moves(here: Replayed, row: dict[str, Any]) -> Record:
    """A case from the clue to the closed file, each move by the person who may make it."""
    cast, day, fine = here.cast, row.pop("happened_on"), Decimal(row.pop("fine"))
    entry = {**row, "happened_on": day, "clue": "patrol", "against": "entity", "party": "示例商贸有限公司"}
    with clock.frozen(day):
        record = enter(ledger=ledger("cases"), unit=cast.street, values=entry, by=cast.officer)
    one, two = cast.credentials
    way: list[tuple[str, str, int, dict[str, Any], str]] = [
        ("file", "leader", 1, {"power": cast.power}, ""),
        ("investigate", "officer", 2, {"credential": one, "second": two, "shown": True}, ""),
        ("conclude", "officer", 8, {"facts": "占用属实", "evidence": "照片", **proposed(fine)}, ""),
        ("tell", "officer", 9, {"hearing_told": True}, ""),
        ("heard_out", "officer", 10, {"statement": "waived"}, ""),
        ("decide", "legal", 12, {"sanction": "fine", "fine": fine, "discretion": "一般情节"}, ""),
        ("serve", "officer", 13, {"service": "direct"}, ""),
        ("perform", "officer", 20, {}, ""),
        ("close", "legal", 21, {}, "已履行完毕"),
    ]
    for move, who, after, values, reason in way:
        on = day + timedelta(days=after)
        with clock.frozen(on):
            record = advance(record=record, move=move, by=cast.at(who), on=on, values=values, reason=reason)
    return record


def proposed(fine: Decimal) -> dict[str, Any]:
    """What the party is told may follow."""
    return {"proposed": "fine", "proposed_fine": fine}
