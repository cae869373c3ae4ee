"""Full-text search that finds two-character Chinese words on both databases.

Open text is indexed by pairs of characters; personal fields by keyed fingerprints of the same pairs, matched only
where the access rule lets the person unmask.
"""

from __future__ import annotations

from functools import reduce
from operator import or_

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from yifa.foundation import crypto
from yifa.foundation.text import grams, query_grams
from yifa.office.access import Access
from yifa.records.models import Record
from yifa.records.registry import ledgers


def terms(record: Record) -> tuple[str, str]:
    """The open and the blind terms of a record."""
    ledger = record.declaration
    shown = " ".join(str(getattr(record, name) or "") for name in ledger.search.split())
    hidden = " ".join(str(getattr(record, name) or "") for name in sorted(ledger.personal))
    return " ".join(grams(shown)), " ".join(crypto.blind(term) for term in grams(hidden))


def index(*records: Record, new: bool = False) -> None:
    """Index records anew, in the caller's transaction; `new`: they are not in the index yet."""
    rows = [(record.pk, *terms(record)) for record in records]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            if not new:
                cursor.executemany("DELETE FROM records_search WHERE rowid = %s", [(row[0],) for row in rows])
            cursor.executemany("INSERT INTO records_search(rowid, shown, hidden) VALUES (%s, %s, %s)", rows)
        else:
            cursor.executemany(
                "INSERT INTO records_search(record_id, shown, hidden) VALUES"
                " (%s, array_to_tsvector(%s::text[]), array_to_tsvector(%s::text[]))"
                " ON CONFLICT (record_id) DO UPDATE SET shown = excluded.shown, hidden = excluded.hidden",
                [(pk, _lexemes(shown), _lexemes(hidden)) for pk, shown, hidden in rows],
            )


def _lexemes(text: str) -> list[str]:
    return sorted(set(text.split()))


def matching(rows: QuerySet[Record], query: str, access: Access) -> QuerySet[Record]:
    """The rows that contain every word of a query; `-词` excludes. One Chinese character matches as a beginning."""
    for word in query.split():
        negative, text = word[:1] in "-－" and len(word) > 1, word.lstrip("-－")
        for phrase in query_grams(text) or [[]]:
            if not phrase:
                return rows.none()
            found = _found(phrase, text, access)
            rows = rows.exclude(found) if negative else rows.filter(found)
    return rows


def _found(phrase: list[str], text: str, access: Access) -> Q:
    shown = Q(pk__in=_ids("shown", phrase))
    if len(phrase[0]) < 2 and not phrase[0].isascii():
        return shown
    return shown | (Q(pk__in=_ids("hidden", [crypto.blind(term) for term in phrase])) & _unmaskable(access))


def _unmaskable(access: Access) -> Q:
    """The records whose personal fields this person may open: a post may be limited to some ledgers."""
    alike: dict[tuple[str, ...], list[str]] = {}
    for one in ledgers():
        alike.setdefault(tuple(access.paths("unmask", one.code)), []).append(one.code)
    rules = (
        Q(ledger__in=codes) & access.records(Record, "unmask", ledger=codes[0]) for codes in alike.values()
    )
    return reduce(or_, rules, Q(pk__in=()))


def _ids(column: str, phrase: list[str]) -> RawSQL:
    """The records whose index holds a phrase, as a subquery: however many there are, no list of them travels."""
    beginning = len(phrase) == 1 and len(phrase[0]) == 1 and not phrase[0].isascii()
    if connection.vendor == "sqlite":
        match = f'{column}: "{" ".join(phrase)}"{"*" if beginning else ""}'
        return RawSQL("SELECT rowid FROM records_search WHERE records_search MATCH %s", [match])
    joined = " & ".join(f"'{term}'" for term in phrase) + (":*" if beginning else "")
    return RawSQL(f"SELECT record_id FROM records_search WHERE {column} @@ %s::tsquery", [joined])  # noqa: S608, S611
