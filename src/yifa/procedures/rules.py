"""What stands against a move: step, right, fields, days, papers, guards, clocks, all reasons at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from yifa.foundation import clock
from yifa.foundation.errors import Reason
from yifa.office.access import Access
from yifa.procedures.values import Move, Procedure, Situation
from yifa.records.models import Record


def against(
    procedure: Procedure, move: Move, situation: Situation, access: Access, *, reason: str, last_day: date
) -> list[Reason]:
    """Every reason why a move cannot be made now."""
    record = situation.record
    return [
        *_step(procedure, move, record),
        *_right(move, record, access),
        *_days(situation, last_day),
        *_fields(move, record),
        *_papers(procedure, move, situation),
        *_guards(move, situation),
        *([Reason("请写明理由", move.basis, "reason")] if move.needs_reason and not reason.strip() else []),
    ]


def _step(procedure: Procedure, move: Move, record: Record) -> Iterator[Reason]:
    if record.step not in move.sources:
        needed = "、".join(procedure.step_name(code) for code in move.sources)
        here = procedure.step_name(record.step)
        yield Reason(f"现在处于“{here}”，须先到“{needed}”才能{move.label}", move.basis or procedure.basis)


def _right(move: Move, record: Record, access: Access) -> Iterator[Reason]:
    if not access.allows(move.who, record):
        yield Reason(f"您的岗位不能办理“{move.label}”，请转有权限的人员办理", move.basis)
    elif move.roles and not access.roles_at(record.path) & set(move.roles):
        yield Reason(f"“{move.label}”须由{role_names(move)}办理", move.basis)
    if move.not_entrant and record.entered_by_id == access.person_id:
        yield Reason(f"本人录入的记录不能由本人{move.label}，请由其他人员办理", move.basis)


def role_names(move: Move) -> str:
    """Who may make a move, in words."""
    from yifa.office.roles import ROLES

    return "或".join(ROLES[code].name for code in move.roles)


def _days(situation: Situation, last_day: date) -> Iterator[Reason]:
    if situation.on > clock.today():
        yield Reason("办理日期不能晚于今天，请填写实际办理的日期", field="on")
    if situation.on < last_day:
        said = f"办理日期不能早于上一环节的日期（{last_day:%Y年%m月%d日}）"
        yield Reason(f"{said}。请更正；上一环节的日期录错的，先到“修改”中改正", field="on")


def _fields(move: Move, record: Record) -> Iterator[Reason]:
    for name in move.required():
        if getattr(record, name) in (None, "", {}, []):
            yield Reason(f"请填写“{record.declaration.label(name)}”", move.basis, name)


def _papers(procedure: Procedure, move: Move, situation: Situation) -> Iterator[Reason]:
    for code in move.papers:
        if code not in situation.papers:
            paper = procedure.by_paper[code]
            yield Reason(f"缺少文书：{paper.name}", paper.basis or move.basis, "papers")


def _guards(move: Move, situation: Situation) -> Iterator[Reason]:
    for guard in (*((move.applies,) if move.applies else ()), *move.guards):
        found = guard(situation)
        if found is not None:
            yield found
