"""Read the journal: sums by account and detail, by month, by unit and by source, now or as of an instant.

Whole months are answered from balances, parts of months from postings, and every sum as of an instant from
postings. Spans include both days. `path` is a unit's path and means its whole subtree. An account or detail
with nothing posted is absent from a result. A level account is summed from the beginning: `start` plays no
part for it, so ask for it with `level_at`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import Substr

from yifa.journal import rules
from yifa.journal.models import Assertion as Assertion  # rows that callers name in their types
from yifa.journal.models import Balance, Posting
from yifa.journal.values import Difference, Key, Line
from yifa.office.access import in_subtree
from yifa.office.models import STEP

Sums = dict[tuple[Any, ...], int]
MANY_YEARS = 5  # a longer span is asked for as a range of months instead of a list
CHUNK = 400


def totals(
    accounts: Collection[str], *, path: str, start: date, end: date, as_of: datetime | None = None
) -> dict[tuple[str, str], int]:
    """Sums of a subtree over a span, by account and detail."""
    return _sums(("account", "detail"), accounts, path, start, end, as_of)


def by_month(
    accounts: Collection[str], *, path: str, start: date, end: date, as_of: datetime | None = None
) -> dict[tuple[str, str, int], int]:
    """Sums by account, detail and month (yyyymm)."""
    return _sums(("account", "detail", "month"), accounts, path, start, end, as_of)


def by_unit(
    accounts: Collection[str], *, path: str, start: date, end: date, as_of: datetime | None = None
) -> dict[tuple[str, str, str], int]:
    """Sums by account, detail and path of the units directly below; the unit's own stand under its path."""
    return _sums(("account", "detail", "place"), accounts, path, start, end, as_of)


def by_unit_and_month(
    accounts: Collection[str], *, path: str, start: date, end: date, as_of: datetime | None = None
) -> dict[tuple[str, str, str, int], int]:
    """Sums by account, detail, path of the units directly below, and month."""
    return _sums(("account", "detail", "place", "month"), accounts, path, start, end, as_of)


def level_at(
    accounts: Collection[str], *, path: str, day: date, as_of: datetime | None = None
) -> dict[tuple[str, str], int]:
    """How level accounts stand at the end of a day, by account and detail."""
    return totals(accounts, path=path, start=date.min, end=day, as_of=as_of)


def by_source(
    accounts: Collection[str], *, path: str, start: date, end: date, as_of: datetime | None = None
) -> dict[tuple[str, str, str], int]:
    """Net sums by source, account and detail; what was taken back wholly is absent."""
    rows = _postings(accounts, path, start, end, as_of)
    found = rows.values_list("source", "account", "detail").annotate(Sum("quantity")).order_by("source")
    return {(source, account, detail): int(net) for source, account, detail, net in found if net}


def sources(
    accounts: Collection[str],
    *,
    details: Collection[str] = (),
    path: str,
    start: date,
    end: date,
    as_of: datetime | None = None,
) -> list[tuple[str, int]]:
    """The sources behind a sum and what each contributes: they add up to it. No details: all of them."""
    found: dict[str, int] = {}
    for (source, _, detail), net in by_source(accounts, path=path, start=start, end=end, as_of=as_of).items():
        if not details or detail in details:
            found[source] = found.get(source, 0) + net
    return [(source, net) for source, net in found.items() if net]


def postings_of(source: str) -> QuerySet[Posting]:
    """Every posting of a source, oldest first."""
    return Posting.objects.filter(source=source).select_related("unit").order_by("pk")


def standing(source: str) -> list[Line]:
    """The lines that stand for a source now."""
    found = standing_of([source]).sums.get(source, {})
    return [Line(key.account, key.unit_id, key.day, net, key.detail) for key, net in sorted(found.items())]


def unsettled(source: str, lines: Iterable[Line]) -> list[Difference]:
    """Where the journal does not hold what a source should count: empty unless a settle was forgotten."""
    wanted, found = rules.total(lines), standing_of([source]).sums.get(source, {})
    return [Difference(key, wanted.get(key, 0), found.get(key, 0)) for key in rules.net(wanted, found)]


def assertions(path: str, *, note: str = "") -> QuerySet[Assertion]:
    """What was reported of a subtree, newest first; with a note, only what was used there."""
    rows = Assertion.objects.filter(in_subtree(path, field="unit__path")).select_related("unit")
    return (rows.filter(note=note) if note else rows).order_by("-as_of", "figure")


def balance_differences() -> list[Difference]:
    """Balances that are not the sum of their postings; always empty, or the journal was tampered with."""
    wrong = []
    for rolled, width in ((False, rules.WHOLE), (True, rules.OFFICE)):
        posted = _placed(Posting.objects.annotate(place=Substr("path", 1, width)), Sum("quantity"))
        held = _placed(Balance.objects.filter(rolled=rolled).annotate(place=F("path")), F("quantity"))
        keys = sorted(key for key in posted.keys() | held.keys() if posted.get(key, 0) != held.get(key, 0))
        wrong += [Difference((*key, rolled), posted.get(key, 0), held.get(key, 0)) for key in keys]
    return wrong


def _placed(rows: QuerySet[Any], quantity: Any) -> dict[tuple[Any, ...], int]:
    keys = rows.values_list("account", "place", "month", "detail").annotate(net=quantity)
    return {tuple(row[:4]): int(row[4]) for row in keys}


@dataclass(slots=True)
class Standing:
    """What stands for some sources: sums by place, paths of units met, when each source was last posted."""

    sums: dict[str, dict[Key, int]] = field(default_factory=dict)
    paths: dict[int, str] = field(default_factory=dict)
    latest: dict[str, datetime] = field(default_factory=dict)


def standing_of(sources: Iterable[str]) -> Standing:
    """What stands for sources, a few hundred at a statement."""
    found, wanted = Standing(), list(sources)
    for first in range(0, len(wanted), CHUNK):
        for source, account, unit, day, detail, path, quantity, at in _posted(wanted[first : first + CHUNK]):
            sums, key = found.sums.setdefault(source, {}), Key(account, unit, day, detail)
            sums[key] = sums.get(key, 0) + quantity
            found.paths[unit] = path
            found.latest[source] = max(at, found.latest.get(source, at))
    for source, sums in found.sums.items():
        found.sums[source] = {key: net for key, net in sums.items() if net}
    return found


def _posted(sources: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    # A source has a handful of postings: adding them up here costs less than asking the database to.
    keys = ("source", "account", "unit_id", "day", "detail", "path", "quantity", "posted_at")
    return Posting.objects.filter(source__in=sources).values_list(*keys).iterator()


def _sums(
    keys: tuple[str, ...],
    accounts: Collection[str],
    path: str,
    start: date,
    end: date,
    as_of: datetime | None,
) -> dict[Any, int]:
    found: dict[Any, int] = {}
    span = rules.split(start, end)
    if as_of is None and span.whole:
        _add(found, _balances(accounts, path, span, deep="place" in keys), keys, path)
    if as_of is not None and start <= end:
        _add(found, _postings(accounts, path, start, end, as_of), keys, path)
    elif span.edges:
        edges = [_posted_between(low, high) for low, high in span.edges]
        _add(found, _in(Posting.objects.all(), accounts, path).filter(reduce(or_, edges)), keys, path)
    return {key: net for key, net in found.items() if net}


def _add(found: dict[Any, int], rows: QuerySet[Any], keys: tuple[str, ...], path: str) -> None:
    if "place" in keys:
        rows = rows.annotate(place=Substr("path", 1, len(path) + STEP))
    for *key, net in rows.values_list(*keys).annotate(Sum("quantity")):
        found[tuple(key)] = found.get(tuple(key), 0) + int(net)


def _balances(accounts: Collection[str], path: str, span: rules.Span, *, deep: bool) -> QuerySet[Balance]:
    # Offices and what is above them are read rolled up, unless the units below are asked for one by one.
    rolled = len(path) + (STEP if deep else 0) <= rules.OFFICE
    rows = _in(Balance.objects.filter(rolled=rolled), accounts, path)
    if span.last - span.first > MANY_YEARS * 100:
        return rows.filter(month__gte=span.first, month__lte=span.last)
    # A list lets the database go straight to account, month and subtree together.
    return rows.filter(month__in=rules.months_between(span.first, span.last))


def _postings(
    accounts: Collection[str], path: str, start: date, end: date, as_of: datetime | None
) -> QuerySet[Posting]:
    rows = _in(Posting.objects.all(), accounts, path).filter(_posted_between(start, end))
    return rows if as_of is None else rows.filter(posted_at__lte=as_of)


def _posted_between(start: date, end: date) -> Q:
    return Q(month__gte=rules.month_of(start), month__lte=rules.month_of(end), day__gte=start, day__lte=end)


def _in(rows: QuerySet[Any], accounts: Collection[str], path: str) -> QuerySet[Any]:
    return rows.filter(in_subtree(path), account__in=sorted(accounts))
