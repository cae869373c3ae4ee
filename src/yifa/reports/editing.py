"""Change the text: save, insert, remove, move and restore passages. Each change keeps a version; two editors are told apart."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from yifa.foundation import audit, clock
from yifa.foundation.errors import Conflict, Invalid, Missing, Reason, Refused
from yifa.office.access import Access
from yifa.office.models import Person
from yifa.reports import queries
from yifa.reports.actions import GAP_BETWEEN, editable, fix_text, fix_words, keep, lay_down, version
from yifa.reports.drafting import draft
from yifa.reports.models import Passage, Report, Version
from yifa.reports.rules import runs_of
from yifa.reports.values import runs_to_json

SMALLEST_GAP = 1e-6


@transaction.atomic
def save(
    *,
    passage: Passage,
    runs: Sequence[dict[str, Any]],
    revision: int,
    by: Person,
    access: Access | None = None,
    level: int | None = None,
    why: str = "edit",
) -> Passage:
    """Write a passage. Conflict when somebody else wrote it since `revision`; nothing is written twice."""
    found, one = _locked(passage, by, access)
    kept = runs_to_json(runs_of(list(runs)))
    wanted = one.level if level is None else _level(level, one)
    if one.runs == kept and one.level == wanted:
        return one
    if one.revision != revision:
        raise Conflict(
            f"{one.by.name}于{one.at.astimezone(clock.BEIJING):%H:%M}改过这一段，您的修改尚未保存",
            fix="两种写法都在下面，请选定后再保存",
        )
    one.runs, one.level, one.kind = kept, wanted, "heading" if wanted else "paragraph"
    _write(found, one, why, by)
    return one


@transaction.atomic
def insert(
    *,
    after: Passage,
    runs: Sequence[dict[str, Any]],
    by: Person,
    level: int = 0,
    access: Access | None = None,
    why: str = "edit",
) -> Passage:
    """Add a passage below another, in the same part."""
    found, before = _locked(after, by, access)
    one = Passage(
        report=found,
        part=before.part,
        kind="heading" if level else "paragraph",
        level=_level(level, None),
        theme=before.theme,
        runs=runs_to_json(runs_of(list(runs))),
        place=_room_after(found, before, by),
        revision=0,
    )
    _write(found, one, why, by)
    return one


@transaction.atomic
def remove(*, passage: Passage, by: Person, access: Access | None = None, why: str = "edit") -> Passage:
    """Take a passage out; its versions stay and it can come back."""
    found, one = _locked(passage, by, access)
    if one.level == 1:
        raise Refused([Reason("部分标题不能删除", "法治政府建设与责任落实督察工作规定 第25条")])
    if not one.removed:
        one.removed = True
        _write(found, one, why, by)
    return one


@transaction.atomic
def move(*, passage: Passage, after: Passage, by: Person, access: Access | None = None) -> Passage:
    """Put a passage below another; it joins that one's part."""
    found, one = _locked(passage, by, access)
    if one.level == 1:
        raise Refused([Reason("部分标题不能移动")])
    target = Passage.objects.get(pk=after.pk, report=found)
    if target.pk != one.pk:
        place = _room_after(found, target, by)
        one.refresh_from_db(fields=["revision"])  # it rises when the whole text had to be spaced anew
        one.place, one.part = place, target.part
        _write(found, one, "move", by)
    return one


@transaction.atomic
def restore(*, to: Version, by: Person, access: Access | None = None) -> Passage:
    """Bring a passage back to one of its versions; that is a new version."""
    found, one = _locked(to.passage, by, access)
    one.runs, one.kind, one.level, one.removed = to.runs, to.kind, to.level, to.removed
    _write(found, one, "restore", by)
    return one


@transaction.atomic
def restore_all(*, report: Report, moment: datetime, by: Person, access: Access | None = None) -> int:
    """Bring the whole text back to an instant; returns how many passages changed."""
    found = editable(report, by, access)
    then = queries.versions_at(found, moment)
    if not then:
        raise Missing("这个时间还没有正文")
    changed = 0
    for one in Passage.objects.filter(report=found):
        was = then.get(one.pk)
        gone = was is None or was.removed
        if was is not None and (one.runs, one.level, one.place) != (was.runs, was.level, was.place):
            one.runs, one.kind, one.level, one.place = was.runs, was.kind, was.level, was.place
        elif gone == one.removed:
            continue
        one.removed = gone
        _write(found, one, "restore", by)
        changed += 1
    return changed


@transaction.atomic
def write_anew(*, report: Report, by: Person, access: Access | None = None) -> Report:
    """Draft the whole text again from the records of today; what stood before stays in the history."""
    found = editable(report, by, access)
    for one in queries.passages(found):
        one.removed = True
        _write(found, one, "redraft", by)
    lay_down(found, draft(found.unit, found.year, as_of=found.as_of), by=by)
    if found.as_of is not None:
        fix_text(found, queries.passages(found), found.as_of, by=by)
    audit.note("report.redraft", by=by.pk, target=found.source)
    return found


def _locked(passage: Passage, by: Person, access: Access | None) -> tuple[Report, Passage]:
    found = editable(passage.report, by, access)
    one = Passage.objects.select_related("by").filter(pk=passage.pk, report=found).first()
    if one is None:
        raise Missing("这一段不存在")
    return found, one


def _level(level: int, one: Passage | None) -> int:
    was = one.level if one else 0
    if (level == 1) != (was == 1):
        raise Invalid({"level": "部分标题由系统设置，不能增加或改为其他层次"})
    if level not in (0, 1, 2, 3, 4):
        raise Invalid({"level": "标题层次只有一至四级"})
    return level


def _room_after(found: Report, before: Passage, by: Person) -> float:
    """A place between a passage and the next one; the whole text is spaced anew when there is none left."""
    following = Passage.objects.filter(report=found, place__gt=before.place).order_by("place").first()
    if following is None:
        return before.place + GAP_BETWEEN
    if following.place - before.place > SMALLEST_GAP:
        return (before.place + following.place) / 2
    rows = list(Passage.objects.filter(report=found).order_by("place", "pk"))
    for number, one in enumerate(rows, 1):
        one.place = GAP_BETWEEN * number
    Passage.objects.bulk_update(rows, ["place"])
    keep(rows, "place", by=by)
    before.refresh_from_db(fields=["place", "revision"])
    return before.place + GAP_BETWEEN / 2


def _write(found: Report, one: Passage, why: str, by: Person) -> None:
    one.revision += 1
    one.at, one.by = clock.now(), by
    one.save()
    if found.as_of is not None and not one.removed:
        fix_words(found, [one], found.as_of, by=by)
    version(one, why).save()
