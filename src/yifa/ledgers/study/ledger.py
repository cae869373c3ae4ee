"""How study sessions are shown and what they count."""

from __future__ import annotations

from yifa.ledgers.study.models import Session
from yifa.ledgers.study.procedure import STUDY
from yifa.records.declaration import Count, Ledger, section


def problems(session: Session) -> dict[str, str]:
    """Attendance cannot exceed the roll; a session has people and a length."""
    if not session.attended:
        return {"attended": "实到人数须大于零"}
    if session.expected is not None and session.attended > session.expected:
        return {"attended": "实到人数不能多于应到人数"}
    if not 0 < session.hours <= 24:
        return {"hours": "学时须在0到24之间"}
    if not session.topics:
        return {"topics": "请填写学习的法律法规"}
    return {}


LEDGER = Ledger(
    code="study",
    name="学法活动",
    area="学法",
    icon="book",
    says="中心组学法、会前学法、法治讲座和培训",
    model=Session,
    procedure=STUDY,
    number="{unit}学〔{year}〕{serial}号",
    sections=(
        section("学习", "title kind happened_on received_on topics lecturer place"),
        section("人数和学时", "hours expected attended"),
        section("情况", "summary responsible highlight"),
    ),
    columns="number title kind attended hours happened_on step",
    filters="unit kind step happened_on",
    quick="title kind happened_on topics hours attended",
    bulk="confirm",
    search="title number lecturer place summary",
    entered_with=problems,
    counts=(
        Count("study.sessions", detail="kind"),
        Count("study.attendance", quantity="attended"),
        Count("study.hours", quantity="hours"),
    ),
)
