"""One penalty case with all that may happen on the way: a seizure, recordings, a tier, a fine paid in parts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from yifa.demo.office import Street, table
from yifa.foundation import clock
from yifa.office.models import Person
from yifa.procedures.actions import advance, enter
from yifa.records.registry import ledger

BEGAN = 75  # days ago
FINE = 3000
Passed = tuple[str, int, Person, dict[str, Any], str]


def in_parts(street: Street) -> int:
    """Make the case; returns how many records were made."""
    first = clock.today() - timedelta(days=BEGAN)
    story, officer = table("stories")["cases"][0], street.credentials[0].person
    values = {
        "title": story["violation"],
        "clue": "patrol",
        "place": table("stories")["places"][0],
        "violation": story["violation"],
        "against": "entity",
        "party": "示例建材商行（虚构）",
        "happened_on": first,
        "received_on": first,
    }
    with clock.frozen(clock.at(first, 10)):
        record = enter(ledger=ledger("cases"), unit=street.unit, values=values, by=officer)
    for move, after, by, given, reason in _moves(street, first):
        on = first + timedelta(days=after)
        with clock.frozen(clock.at(on, 15)):
            record = advance(record=record, move=move, by=by, on=on, values=given, reason=reason)
    return 1


def _moves(street: Street, first: date) -> Iterator[Passed]:
    one, two = street.credentials[:2]
    officer, legal = one.person, street.one("legal")

    def day(after: int) -> str:
        return (first + timedelta(days=after)).isoformat()

    yield "file", 1, legal, {"power": street.powers[0]}, ""
    yield "investigate", 2, officer, {"credential": one, "second": two, "shown": True}, ""
    yield "seize", 3, legal, {}, "涉案运输工具可能转移，依法扣押"
    yield "record", 4, officer, {"recordings": _recordings(officer.name, day)}, ""
    found = {
        "facts": "经查，上述行为属实。",
        "evidence": "现场照片，执法队拍摄\n询问笔录",
        "proposed": "fine",
        "proposed_fine": Decimal(FINE),
    }
    yield "conclude", 8, officer, found, ""
    yield "tell", 9, officer, {"hearing_told": True}, ""
    yield "heard_out", 16, officer, {"statement": "waived"}, ""
    ruling = {
        "sanction": "fine",
        "fine": Decimal(FINE),
        "tier": "一般",
        "discretion": "没有从轻、从重情节，适用“一般”一档。",
    }
    yield "decide", 20, legal, ruling, ""
    yield "release", 21, officer, {}, "不需要没收，退还当事人"
    yield "serve", 21, officer, {"service": "direct"}, ""
    yield "publish", 23, officer, {}, ""
    granted = {
        "instalments": "当事人提交经营困难证明，批准分三期缴纳",
        "schedule": [{"day": day(after), "amount": f"{FINE // 3}.00"} for after in (51, 81, 111)],
    }
    yield "allow_time", 24, legal, granted, "当事人确有经济困难"
    payment = {"day": day(48), "amount": f"{FINE // 3}.00", "receipt": "示例票据001"}
    yield "pay", 49, officer, {"payments": [payment]}, ""


def _recordings(name: str, day: Any) -> list[dict[str, str]]:
    """The index: what was recorded, of which step, when, by whom and where it lies."""
    listed = (
        ("video", "scene", 2, "执法记录仪平台 示例-0001"),
        ("text", "inquiry", 2, "案卷 询问笔录"),
        ("video", "seize", 3, "执法记录仪平台 示例-0002"),
    )
    return [
        {"kind": kind, "stage": stage, "day": day(after), "by": name, "place": place}
        for kind, stage, after, place in listed
    ]
