"""One good record of every ledger that is entered by hand, and the moves that can follow."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.walks.cast import Cast

DAY = date(2026, 3, 2)


def samples(cast: Cast) -> dict[str, dict[str, Any]]:
    """Values of a new record, by ledger; `by` names who enters it."""
    return {
        "disputes": {
            "by": "mediator",
            "title": "楼上漏水纠纷",
            "kind": "D02",
            "parties": "示例甲、示例乙",
            "phone": "13800000000",
            "facts": "楼上漏水，楼下受损",
        },
        "outreach": {
            "by": "mediator",
            "title": "民法典进社区",
            "place": "文化广场",
            "topics": ["民法典"],
            "audience": {"residents": 120},
            "materials": {"leaflet": 300, "banner": 2},
        },
        "penalties": {
            "by": "officer",
            "title": "占道经营",
            "place": "示例路",
            "field": "市容环境",
            "violation": "擅自占用道路经营",
            "law_basis": "示例条例（虚构） 第1条",
            "against": "citizen",
            "party": "示例丙",
            "sanction": "fine",
            "fine": "50",
            "heard": True,
            "credential": cast.credentials[0],
        },
        "study": {
            "by": "clerk",
            "title": "中心组学法",
            "kind": "centre",
            "topics": ["行政处罚法"],
            "hours": "1.5",
            "expected": 12,
            "attended": 11,
        },
        "petitions": {
            "by": "clerk",
            "title": "楼道堆物",
            "channel": "visit",
            "petitioner": "示例丁",
            "facts": "楼道长期堆物",
            "nature": "claim",
            "branch": "b6",
            "content": "building",
        },
        "receptions": {
            "by": "clerk",
            "title": "接待群众",
            "kind": "open",
            "leader": "办事处主任",
            "people": 3,
            "matters": 2,
            "closed": 1,
        },
        "cases": {
            "by": "officer",
            "title": "占用消防通道",
            "clue": "patrol",
            "place": "示例路",
            "violation": "占用消防通道停放",
            "against": "entity",
            "party": "示例商贸有限公司",
        },
        "disclosure": {
            "by": "clerk",
            "title": "申请公开改造方案",
            "channel": "counter",
            "applicant_kind": "person",
            "applicant": "示例戊",
            "contact": "13800000001",
            "wanted": "示例路改造方案",
        },
    }
