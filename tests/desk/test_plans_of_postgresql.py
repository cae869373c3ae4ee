"""PostgreSQL reads a large office by its indexes: no page of a street walks through a whole large table."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.desk.made import made
from yifa.office.models import Unit

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="plans of PostgreSQL"),
]
ROWS = 40_000
LARGE = {
    "records_record",
    "disputes_dispute",
    "journal_posting",
    "procedures_clock",
    "records_search",
}
PAGES = {
    "desk": "/",
    "desk of the office": "/?scope=all",
    "list": "/ledgers/disputes/",
    "list of a quarter": "/ledgers/disputes/?happened_on_from=2026-01-01&happened_on_to=2026-03-31",
    "search": "/ledgers/disputes/?q=漏水",
    "search everywhere": "/search/?q=漏水",
    "figures": "/figures/?period=2026",
    "one figure": "/figures/disputes.registered/?period=2026",
}


@pytest.fixture
def office(cast: Any) -> None:
    """A district in which the street of the test has one record of twenty."""
    (first,) = made(cast, "disputes", 1)
    street, others = first.unit, list(Unit.objects.filter(kind="subdistrict").exclude(pk=first.unit_id))
    other = (
        others[0]
        if others
        else Unit.objects.create(
            code="OTHER",
            name="示例二街道",
            short="示例二",
            kind="subdistrict",
            parent=street.parent,
            path=f"{street.path[:-4]}9999",
            valid_from=street.valid_from,
        )
    )
    place = {"unit_id": f"CASE WHEN n % 20 = 0 THEN {street.pk} ELSE {other.pk} END"}
    place["path"] = f"CASE WHEN n % 20 = 0 THEN '{street.path}' ELSE '{other.path}' END"
    day = {"happened_on": "date '2024-01-01' + n % 900", "received_on": "date '2024-01-01' + n % 900"}
    copy(
        "records_record",
        place | day | {"id": "n + 10000000", "token": "NULL", "number": "number || '-' || n"},
        f"id = {first.pk}",
    )
    copy("disputes_dispute", {"record_ptr_id": "n + 10000000"}, f"record_ptr_id = {first.pk}")
    months = {"day": day["happened_on"], "month": "202401 + n % 12"}
    copy(
        "journal_posting",
        place | months | {"id": "n * 10 + 10000000 + id", "source": "'records:' || (n + 10000000)"},
        f"source = 'records:{first.pk}'",
    )
    seldom = "CASE WHEN n % 1000 = 0 THEN {0} ELSE 'x'::tsvector END"
    texts = {"record_id": "n + 10000000", "shown": seldom.format("shown"), "hidden": seldom.format("hidden")}
    copy("records_search", texts, f"record_id = {first.pk}")
    (petition,) = made(cast, "petitions", 1)
    clocks = {"id": "id * 100000 + n", "record_id": "n + 10000000", "path": place["path"]}
    copy("procedures_clock", clocks, f"record_id = {petition.pk}")
    with connection.cursor() as cursor:
        for index in ("records_search_shown", "records_search_hidden"):  # as a vacuum does from time to time
            cursor.execute(f"SELECT gin_clean_pending_list('{index}')")
        cursor.execute("ANALYZE")


def copy(table: str, how: dict[str, str], where: str) -> None:
    """Copy one row, or the few of one record, for n = 1 … ROWS."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} LIMIT 0")
        names = [one[0] for one in cursor.description]
        chosen = ", ".join(how.get(name, f'"{name}"') for name in names)
        listed = ", ".join(f'"{name}"' for name in names)
        cursor.execute(
            f"INSERT INTO {table} ({listed}) SELECT {chosen} FROM {table}, generate_series(1, {ROWS}) AS n WHERE {where}"
        )


def walked(plan: dict[str, Any]) -> Iterator[str]:
    """Large tables that a plan reads from end to end."""
    if plan["Node Type"] == "Seq Scan" and plan["Relation Name"] in LARGE:
        yield plan["Relation Name"]
    for part in plan.get("Plans", []):
        yield from walked(part)


def test_no_page_walks_through_a_large_table(cast: Any, office: None, as_: Any) -> None:
    client, found = as_("legal"), {}
    for name, address in PAGES.items():
        with CaptureQueriesContext(connection) as seen:
            assert client.get(address).status_code == 200, name
        asked = [one["sql"] for one in seen.captured_queries if one["sql"].startswith("SELECT")]
        assert asked
        for sql in asked:
            with connection.cursor() as cursor:
                cursor.execute("EXPLAIN (FORMAT JSON) " + sql.replace("%", "%%"))
                told = cursor.fetchone()[0]
            (plan,) = json.loads(told) if isinstance(told, str) else told
            if tables := set(walked(plan["Plan"])):
                found[name] = (tables, sql)
    assert not found, "\n\n".join(f"{name}: {tables}\n{sql[:1500]}" for name, (tables, sql) in found.items())
