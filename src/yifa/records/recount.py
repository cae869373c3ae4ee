"""Hold the journal against the ledgers' declarations, and bring it in line where a release counts something new.

A record is counted when it is saved. A release that counts more, or otherwise, leaves older records as they were counted
then; `recount` settles them all again. What was posted stays, differences are posted now, so the past as it was known,
and every frozen report with it, does not change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from django.db import transaction
from django.db.models import QuerySet

from yifa.foundation import audit
from yifa.journal import rules
from yifa.journal.actions import settle_many
from yifa.journal.queries import standing_of
from yifa.office.models import Person
from yifa.records.declaration import Ledger
from yifa.records.models import Record
from yifa.records.registry import ledgers

BATCH = 200
RECENT = 100  # records of a ledger that `uncounted` looks at


def recount(*, by: Person, seen: Callable[[int], object] = lambda number: None) -> dict[str, int]:
    """Settle every record anew, a batch a transaction; postings written by ledger. `seen` is told of each batch.

    It may be stopped and started again, and people may work meanwhile.
    """
    written: dict[str, int] = {}
    for ledger in ledgers():
        for keys in _batches(ledger):
            written[ledger.code] = written.get(ledger.code, 0) + _settle(ledger, keys, by)
            seen(len(keys))
    found = {code: number for code, number in written.items() if number}
    audit.note("journal.recount", by=by.pk, detail=found)
    return found


def _batches(ledger: Ledger) -> Iterator[Sequence[int]]:
    last = 0
    rows = ledger.model._default_manager.order_by("pk")
    while keys := list(rows.filter(pk__gt=last).values_list("pk", flat=True)[:BATCH]):
        yield keys
        last = keys[-1]


@transaction.atomic
def _settle(ledger: Ledger, keys: Iterable[int], by: Person) -> int:
    list(
        Record.objects.select_for_update().filter(pk__in=keys).values_list("pk")
    )  # nobody saves one meanwhile
    rows = ledger.model._default_manager.filter(pk__in=keys)
    return len(settle_many(pairs=[(one.source, ledger.lines(one)) for one in rows], by=by.pk))


def uncounted() -> int:
    """How many of the latest records of each ledger the journal holds otherwise than they count now."""
    return sum(len(list(_wrong(ledger))) for ledger in ledgers())


def _wrong(ledger: Ledger) -> Iterator[Record]:
    rows: QuerySet[Record] = ledger.model._default_manager.order_by("-pk")[:RECENT]
    found = list(rows)
    standing = standing_of(one.source for one in found).sums
    for one in found:
        if rules.net(rules.total(ledger.lines(one)), standing.get(one.source, {})):
            yield one
