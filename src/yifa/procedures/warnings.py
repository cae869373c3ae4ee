"""Warnings: due soon, due today, past due; to the responsible person, then upward, each once.

A scan is computed from stored dates and may run at any time and any number of times.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Count, Exists, Min, OuterRef, Q

from yifa import law
from yifa.foundation import clock as time
from yifa.office.access import Access, live
from yifa.office.models import Person, Post
from yifa.procedures.models import Clock, Warning
from yifa.records.models import Record


@dataclass(frozen=True, slots=True)
class Rung:
    """A warning `before` days ahead of the due date (negative: after it), to the holders of `roles` over the case.

    No roles: to the person responsible for the case.
    """

    code: str
    name: str
    before: int
    roles: tuple[str, ...] = ()


RUNGS = (
    Rung("soon", "即将到期", 3),
    Rung("today", "今日到期", 0),
    Rung("past", "已超期", -1),
    Rung("past_legal", "已超期", -1, ("legal",)),
    Rung("past_leader", "超期三日", -3, ("leader",)),
)
NAMES = {rung.code: rung.name for rung in RUNGS}
FAR = date(9999, 1, 1)  # without a day no warning is owed
TOGETHER = 500  # clocks looked at in one transaction


def scan(on: date | None = None) -> list[Warning]:
    """Give every warning that is owed on a day and was not given yet; returns the new ones, all at once."""
    return [one for part in parts(on) for one in part]


def parts(on: date | None = None) -> Iterator[list[Warning]]:
    """The same in parts, however many clocks are late: each part is one transaction, and only its rows are in memory."""
    today = on or time.today()
    heads = _heads(today)
    after: tuple[date, int] | None = None
    while clocks := _part(today, after):
        after = (_due(clocks[-1]), clocks[-1].pk)
        if new := _give(clocks, today, heads):
            yield new


def _part(today: date, after: tuple[date, int] | None) -> list[Clock]:
    """The next clocks that are late or soon will be, in the order of an index: by day, then by key.

    First the rest of the day reached, then later days: each is a range of the index, however many share a day.
    """
    rows = Clock.objects.filter(open=True, due_on__lte=today + timedelta(days=RUNGS[0].before))
    rows = rows.order_by("due_on", "pk").only("pk", "due_on")
    if after is None:
        return list(rows[:TOGETHER])
    day, key = after
    found = list(rows.filter(due_on=day, pk__gt=key)[:TOGETHER])
    return found + list(rows.filter(due_on__gt=day)[: TOGETHER - len(found)])


@transaction.atomic
def _give(chosen: list[Clock], today: date, heads: list[tuple[str, str, int]]) -> list[Warning]:
    """The warnings that some clocks owe. Their rows are locked: two scans at once give each warning once."""
    rows = Clock.objects.filter(pk__in=[one.pk for one in chosen], open=True).order_by("pk")
    found = rows.select_related("record").select_for_update(of=("self",))
    clocks = [one for one in found if law.limit(one.code).sense == "deadline"]
    given = set(Warning.objects.filter(clock__in=clocks).values_list("clock_id", "rung", "due_on", "to_id"))
    now = time.now()
    new = [
        Warning(clock=one, rung=rung.code, due_on=_due(one), to_id=to, at=now)
        for one in clocks
        for rung in RUNGS
        if today >= _due(one) - timedelta(days=rung.before)
        for to in sorted(_receivers(one, rung, heads))
        if (one.pk, rung.code, one.due_on, to) not in given
    ]
    return Warning.objects.bulk_create(new, ignore_conflicts=True)


def owed() -> tuple[int, date | None]:
    """How many open deadlines have been past for over a day without their warning, and the oldest day of them.

    Everybody responsible is warned the day after; when that did not happen, nothing works in the background.
    """
    codes = [
        code
        for code in Clock.objects.order_by().values_list("code", flat=True).distinct()
        if law.limit(code).sense == "deadline"
    ]
    given = Warning.objects.filter(clock=OuterRef("pk"), rung="past", due_on=OuterRef("due_on"))
    late = Clock.objects.filter(open=True, code__in=codes, due_on__lt=time.today() - timedelta(days=1))
    found = late.exclude(Exists(given)).aggregate(number=Count("pk"), oldest=Min("due_on"))
    return found["number"], found["oldest"]


def _due(one: Clock) -> date:
    return one.due_on or FAR


def _heads(today: date) -> list[tuple[str, str, int]]:
    posts = Post.objects.filter(live(today), role__in=("legal", "leader"))
    return list(posts.values_list("unit__path", "role", "person_id"))


def _receivers(one: Clock, rung: Rung, heads: Iterable[tuple[str, str, int]]) -> set[int]:
    if not rung.roles:
        return {one.record.responsible_id or one.record.entered_by_id}
    return {person for path, role, person in heads if role in rung.roles and one.path.startswith(path)}


def unread(person: Person, access: Access) -> list[Warning]:
    """Warnings of a person that were not read, of clocks still running on cases still theirs to see, newest first."""
    rows = Warning.objects.filter(Q(to=person), read_at__isnull=True, clock__open=True)
    rows = rows.filter(access.records(Record, path="clock__path", key="clock__record"))
    return list(rows.select_related("clock__record").order_by("-at", "-id")[:50])


@transaction.atomic
def mark_read(person: Person, ids: Iterable[int]) -> None:
    """Note that a person saw warnings."""
    Warning.objects.filter(to=person, pk__in=list(ids), read_at__isnull=True).update(read_at=time.now())
