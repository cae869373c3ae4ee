"""Records of every ledger, entered as its people enter them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.walks.cast import Cast
    from yifa.records.declaration import Ledger
    from yifa.records.models import Record

DAY = "2026-03-02"
# The ledger; who enters; what they enter.
GIVEN: dict[str, tuple[str, dict[str, Any]]] = {
    "disputes": (
        "mediator",
        {"title": "楼上漏水", "kind": "D02", "parties": "示例甲、示例乙", "phone": "13800001234"},
    ),
    "outreach": ("clerk", {"title": "宪法宣传", "place": "示例广场", "audience": {"residents": 30}}),
    "penalties": (
        "officer",
        {
            "title": "占道经营",
            "against": "citizen",
            "party": "示例丙",
            "place": "示例路",
            "field": "市容",
            "violation": "占道",
            "law_basis": "示例条例 第一条",
            "sanction": "warning",
            "heard": True,
        },
    ),
    "study": ("clerk", {"title": "学宪法", "kind": "centre", "topics": ["宪法"], "hours": 1, "attended": 9}),
    "petitions": (
        "clerk",
        {"title": "路灯不亮", "channel": "phone", "facts": "示例", "nature": "claim", "content": "building"},
    ),
    "receptions": ("clerk", {"title": "接访", "kind": "open", "leader": "主任", "matters": 1}),
    "cases": (
        "officer",
        {
            "title": "占用通道",
            "clue": "patrol",
            "place": "示例路",
            "violation": "占用",
            "against": "entity",
            "party": "示例公司",
        },
    ),
    "disclosure": (
        "clerk",
        {
            "title": "申请公开",
            "channel": "counter",
            "applicant_kind": "person",
            "applicant": "示例丁",
            "contact": "1",
            "wanted": "方案",
        },
    ),
}
CODES = list(GIVEN)


def made(cast: Cast, code: str, number: int = 1, **more: Any) -> list[Record]:
    """Records of a ledger, on one day, at the street."""
    from tests.walks.walk import start

    who, values = GIVEN[code]
    own = {"credential": cast.credentials[0]} if code == "penalties" else {}
    return [start(cast, code, who, DAY, values | own | more) for _ in range(number)]


def secrets(ledger: Ledger) -> dict[str, str]:
    """A telling value for every personal field of a new record."""
    return {
        name: f"139{number:04d}8888" if "phone" in name else f"壬{number}癸密语"
        for number, name in enumerate(sorted(set(ledger.entered) & ledger.personal))
    }
