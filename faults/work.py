"""What a process of the faults does on the folder and database its environment names; one JSON object comes out.

python -m faults.work streets              the numbers of the streets
python -m faults.work share               two mediators to a street, so that they meet at one counter
python -m faults.work moment
python -m faults.work as_of < moment       sums as they stood
python -m faults.work check < promises     check everything; promises are {token: record}
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from typing import Any


def streets() -> dict[str, Any]:
    """Writers 2n and 2n+1 work in street n."""
    from yifa.office.models import Unit

    found = dict(Unit.objects.filter(kind="subdistrict").values_list("code", "pk"))
    return {"streets": [found[f"S{n // 2}"] for n in range(2 * len(found))]}


def share() -> dict[str, Any]:
    """Mediator 2n+1 works in the street of mediator 2n."""
    from yifa.office.models import Person, Post, Unit

    found = {one.code: one for one in Unit.objects.filter(kind="subdistrict")}
    for n in range(len(found)):
        person = Person.objects.get(username=f"mediator{n}")
        Post.objects.filter(person=person).update(unit=found[f"S{n // 2}"])
    return {}


def check() -> dict[str, Any]:
    """Promises against records, then everything else."""
    from faults import check
    from yifa.journal.models import Posting
    from yifa.records.models import Record
    from yifa.seals.models import Batch

    promised: dict[str, int] = json.load(sys.stdin)
    kept = dict(Record.objects.exclude(token=None).values_list("token", "pk"))
    wrong = [f"promised and lost: {one}" for one in promised.items() if kept.get(one[0]) != one[1]]
    return {
        "records": Record.objects.count(),
        "unasked": len(kept.keys() - promised.keys()),
        "postings": Posting.objects.count(),
        "batches": Batch.objects.count(),
        "problems": wrong + list(check.problems()),
    }


def moment() -> dict[str, Any]:
    """An instant at which something is reported, as the freeze of a report takes and keeps it."""
    from datetime import date
    from decimal import Decimal

    from django.db import transaction

    from yifa.journal.actions import assert_values, hold_still
    from yifa.office.models import Unit

    with transaction.atomic():
        now, unit = hold_still(), Unit.objects.order_by("pk")[0]
        days = {"start": date(2020, 1, 1), "end": date(2100, 1, 1)}
        assert_values(
            values={"disputes.registered": Decimal(0)}, unit=unit, **days, as_of=now, note="faults", by=0
        )
    return {"now": now.isoformat()}


def as_of() -> dict[str, Any]:
    """The sum of everything as it stood at a moment; read as `{"as_of": …}`."""
    from datetime import date, datetime

    from yifa.journal.queries import totals

    at = datetime.fromisoformat(json.load(sys.stdin)["as_of"])
    codes = ["disputes.registered", "disputes.settled", "disputes.amount"]
    found = totals(codes, path="0001", start=date(2020, 1, 1), end=date(2100, 1, 1), as_of=at)
    return {"sum": sum(found.values())}


WORK: dict[str, Callable[..., dict[str, Any]]] = {
    one.__name__: one for one in (streets, share, check, moment, as_of)
}


def main(name: str, *arguments: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yifa.config.settings")
    import django

    django.setup()
    print(json.dumps(WORK[name](*arguments), ensure_ascii=False))


if __name__ == "__main__":
    main(*sys.argv[1:])
