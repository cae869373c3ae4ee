"""Write to the journal: `settle` alone writes postings; what was reported is asserted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Any
from zlib import crc32

from django.db import connection, transaction
from django.db.models import Subquery

from yifa.foundation import clock, insert
from yifa.foundation.errors import Invalid
from yifa.journal import rules
from yifa.journal.accounts import accounts
from yifa.journal.models import Assertion, Balance, Posting
from yifa.journal.queries import Standing, standing_of
from yifa.journal.rules import OFFICE, WHOLE, month_of
from yifa.journal.values import Key, Line
from yifa.office.models import Unit

NONE: Mapping[int, str] = MappingProxyType({})
EACH: Mapping[str, tuple[int, datetime]] = MappingProxyType({})
TICK = timedelta(microseconds=1)
LOCKS = 1024  # sources share this many locks, so that a large import does not fill PostgreSQL's lock table


def settle(
    *,
    source: str,
    lines: Iterable[Line],
    by: int,
    at: datetime | None = None,
    new: bool = False,
    paths: Mapping[int, str] = NONE,
) -> list[Posting]:
    """Make the journal hold exactly these lines for a source, by writing the difference; returns what was
    written.

    Call it in the transaction that writes the record: calling it twice writes nothing the second time, no
    lines take everything back. `at` is when it is posted (now, but never before what was posted last, should the
    machine's clock have been set back); it never lies before the source's latest posting, so that a past state stays
    as it was. `new`: the source was made in this very transaction, so nothing can stand for it. `paths` of units the
    caller has just read need not be read again. Raises Invalid for an unknown account, detail or unit or
    a quantity that cannot be posted, TransactionManagementError outside a transaction.
    """
    return settle_many(pairs=[(source, lines)], by=by, at=at, new=new, paths=paths)


def settle_many(
    *,
    pairs: Iterable[tuple[str, Iterable[Line]]],
    by: int,
    at: datetime | None = None,
    new: bool = False,
    paths: Mapping[int, str] = NONE,
    each: Mapping[str, tuple[int, datetime]] = EACH,
) -> list[Posting]:
    """Settle many sources with few statements, each as `settle` does. A source may come once.

    `each` says by whom and when for sources where that differs from `by` and `at`.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("settle 须在记录自己的事务中调用")
    wanted = _wanted(pairs)
    _lock(wanted)
    standing = Standing() if new else standing_of(wanted)
    standing.paths |= paths
    postings = _differences(wanted, standing, by, at, each)
    if postings:
        insert.give_keys(Posting, postings)
        insert.insert(Posting, postings)
        _follow(postings)
    return postings


def assert_values(
    *,
    values: Mapping[str, Decimal],
    unit: Unit,
    start: date,
    end: date,
    as_of: datetime,
    note: str,
    by: int,
) -> list[Assertion]:
    """Remember what was reported: figures of a unit and period as of an instant. `note` says where they were used."""
    return Assertion.objects.bulk_create(
        Assertion(figure=code, unit=unit, start=start, end=end, value=value, as_of=as_of, note=note, by=by)
        for code, value in values.items()
    )


def hold_still() -> datetime:
    """An instant that lies after every posting written so far and before any later one.

    Writers wait until the caller's transaction ends, so that what is read as of this instant stays what it was.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("hold_still 须在事务中调用")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(5913, key) FROM generate_series(0, %s) AS key", [LOCKS - 1]
            )
    return _moment()


def rebuild_balances() -> int:
    """Compute every balance anew from the postings; returns their number. Writers wait meanwhile."""
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("LOCK TABLE journal_posting, journal_balance IN EXCLUSIVE MODE")
        Balance.objects.all().delete()
        for rolled, width in ((False, WHOLE), (True, OFFICE)):
            cursor.execute(REBUILD, [rolled, width])
        return Balance.objects.count()


def _wanted(pairs: Iterable[tuple[str, Iterable[Line]]]) -> dict[str, dict[Key, int]]:
    wanted: dict[str, dict[Key, int]] = {}
    for source, given in pairs:
        if source in wanted:
            raise ValueError(f"来源 {source} 在一次记账中出现两次")
        wanted[source] = rules.total(_checked(given))
    return wanted


def _checked(given: Iterable[Line]) -> list[Line]:
    lines, chart = list(given), accounts()
    if faults := dict(filter(None, (rules.fault(line, chart.get(line.account)) for line in lines))):
        raise Invalid(faults)
    return lines


def _differences(
    wanted: Mapping[str, Mapping[Key, int]],
    standing: Standing,
    by: int,
    at: datetime | None,
    each: Mapping[str, tuple[int, datetime]],
) -> list[Posting]:
    changes = {source: rules.net(keys, standing.sums.get(source, {})) for source, keys in wanted.items()}
    if not any(changes.values()):
        return []
    usual = by, at or _moment()
    paths = _paths({key.unit_id for keys in changes.values() for key in keys}, standing)
    postings = []
    for source, keys in changes.items():
        who, moment = each.get(source, usual)
        when = max(moment, standing.latest.get(source, moment))
        postings += [_posting(source, key, quantity, paths, who, when) for key, quantity in keys.items()]
    return postings


def _moment() -> datetime:
    """Now; where the machine's clock was set back, a moment after the last posting and the last assertion.

    So no earlier state ever grows, and nothing that was reported. A clock that was set on purpose is taken at its word:
    the demo writes down what happened months ago.
    """
    if clock.is_set():
        return clock.now()
    reported = Assertion.objects.order_by("-pk").values("as_of")[:1]
    last = Posting.objects.order_by("-pk").values_list("posted_at", Subquery(reported))[:1]
    told = [one for row in last for one in row if one]
    return max(clock.now(), max(told) + TICK) if told else clock.now()


def _lock(sources: Iterable[str]) -> None:
    """Two writers of one source must not both see it unsettled; SQLite has one writer at a time anyway.

    All locks of a call are taken at once and in order, and so are its balances, so that calls do not deadlock.
    """
    if connection.vendor == "postgresql":
        keys = sorted({crc32(source.encode()) % LOCKS for source in sources})
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(5913, key) FROM unnest(%s::int[]) AS key", [keys])


def _paths(units: set[int], standing: Standing) -> dict[int, str]:
    missing = units - standing.paths.keys()
    found = dict(Unit.objects.filter(pk__in=missing).values_list("pk", "path")) if missing else {}
    if unknown := missing - found.keys():
        raise Invalid({"unit": f"没有编号为 {'、'.join(map(str, sorted(unknown)))} 的单位，无法记账"})
    return standing.paths | found


def _posting(
    source: str, key: Key, quantity: int, paths: Mapping[int, str], by: int, moment: datetime
) -> Posting:
    # By the order of the table: Django takes a fraction of the time for that, and there are tens of thousands.
    values: tuple[Any, ...] = (
        None,
        key.account,
        key.unit_id,
        paths[key.unit_id],
        key.day,
        month_of(key.day),
        quantity,
        key.detail,
        source,
        moment,
        by,
    )
    return Posting(*values)


def _follow(postings: Iterable[Posting]) -> None:
    """Add postings to the balances, in the order of their keys so that no two writers wait for each other."""
    sums: dict[tuple[str, str, int, str, bool], tuple[int, int]] = {}
    for one in postings:
        for path, rolled in ((one.path, False), (one.path[:OFFICE], True)):
            key = (one.account, path, one.month, one.detail, rolled)
            quantity, count = sums.get(key, (0, 0))
            sums[key] = (quantity + one.quantity, count + 1)
    rows = [(*key, *sums[key]) for key in sorted(sums)]
    with connection.cursor() as cursor:
        for first in range(0, len(rows), 100):
            part = rows[first : first + 100]
            cursor.execute(UPSERT % ",".join([ROW] * len(part)), [value for row in part for value in row])


ROW = "(%s,%s,%s,%s,%s,%s,%s)"
UPSERT = (
    "INSERT INTO journal_balance (account, path, month, detail, rolled, quantity, count) VALUES %s "
    "ON CONFLICT (rolled, account, month, path, detail) DO UPDATE SET "
    "quantity = journal_balance.quantity + excluded.quantity, count = journal_balance.count + excluded.count"
)
REBUILD = (
    "INSERT INTO journal_balance (account, path, month, detail, rolled, quantity, count) "
    "SELECT account, place, month, detail, %s, sum(quantity), count(*) "
    "FROM (SELECT substr(path, 1, %s) AS place, account, month, detail, quantity FROM journal_posting) AS placed "
    "GROUP BY account, place, month, detail"
)
