"""The file's own check: which step, paper, time or signature is missing, each with its article."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from yifa import law
from yifa.foundation import clock
from yifa.procedures.models import CasePaper, Clock, Event
from yifa.procedures.registry import procedure_of
from yifa.procedures.values import Procedure
from yifa.records.display import chinese_date
from yifa.records.models import Record

Kind = Literal["step", "paper", "time", "signature", "recording"]
NAMES: dict[Kind, str] = {
    "step": "程序",
    "paper": "文书",
    "time": "时限",
    "signature": "签名",
    "recording": "记录",
}


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing the file lacks."""

    kind: Kind
    message: str
    basis: str = ""

    @property
    def name(self) -> str:
        """The kind in words."""
        return NAMES[self.kind]


def gaps(record: Record) -> list[Gap]:
    """All that a case's file lacks today."""
    procedure = procedure_of(record)
    events = list(Event.objects.filter(record_id=record.pk))
    return [
        *_steps(procedure, record, events),
        *_papers(procedure, record, events),
        *_recordings(procedure, record, events),
        *_times(record),
    ]


def _steps(procedure: Procedure, record: Record, events: list[Event]) -> Iterator[Gap]:
    """Fields that a move required and that were emptied later."""
    for event in events:
        move = procedure.by_move.get(event.move)
        for name in move.required() if move else []:
            if getattr(record, name) in (None, "", {}, [], False):
                label = record.declaration.label(name)
                yield Gap("step", f"“{event.label}”应当填写的“{label}”现为空", event.basis)


def _papers(procedure: Procedure, record: Record, events: list[Event]) -> Iterator[Gap]:
    made = {event.move for event in events}
    kept = CasePaper.objects.filter(record_id=record.pk).select_related("attachment")
    found = {paper.code: paper for paper in kept}
    for paper in sorted(procedure.papers, key=lambda one: one.order):
        if not made & set(paper.after) or (paper.when is not None and not paper.when(record)):
            continue
        if paper.code not in found:
            yield Gap("paper", f"缺少{paper.name}", paper.basis)
        elif paper.signed and found[paper.code].scan is None:
            yield Gap("signature", f"{paper.name}没有签名件，请上传签名或者盖章后的扫描件", paper.basis)


def _recordings(procedure: Procedure, record: Record, events: list[Event]) -> Iterator[Gap]:
    """Moves that had to be recorded in sound and video and of which the index has no such recording."""
    labels = {event.move: event.label for event in events}
    for one in procedure.recorded:
        rows = getattr(record, "recordings", [])
        if one.move in labels and not any(
            row["kind"] == "video" and row["stage"] == one.stage for row in rows
        ):
            text = f"“{labels[one.move]}”须全程音像记录，记录目录中没有，请在“登记执法记录”中补登存放位置"
            yield Gap("recording", text, one.basis)


def _times(record: Record) -> Iterator[Gap]:
    today = clock.today()
    for one in Clock.objects.filter(record_id=record.pk, due_on__isnull=False):
        limit = law.limit(one.code)
        if limit.sense != "deadline" or one.due_on is None:
            continue
        ended = one.stopped_on or today
        if ended > one.due_on:
            late = (ended - one.due_on).days
            verb = "完成时已超期" if one.stopped_on else "已超期"
            yield Gap("time", f"{one.label}（{chinese_date(one.due_on)}届满）{verb}{late}日", limit.basis)
