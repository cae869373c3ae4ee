"""Find sentences that read alike: with one's own earlier reports and with other offices' issued ones.

A sentence is reduced to its words without figures and digits, cut into short stretches, and known by the few smallest
hashes of these. Sentences that share one are candidates; how alike two really are is then measured.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b

from django.db.models import Count

from yifa.office.models import Unit
from yifa.reports.models import Report, Sentence, Shingle
from yifa.reports.queries import block_of, passages
from yifa.reports.rules import sentences
from yifa.reports.values import Run, Token

STRETCH = 5  # characters of a stretch
KEPT = 8  # hashes kept of a sentence
SHORTEST = 14  # characters; shorter sentences are alike by chance
ALIKE = 72.0  # percent of likeness from which a pair is told
CANDIDATES = 40  # measured for one sentence
DIGITS = re.compile(r"[0-9０-９.%％]+")


@dataclass(frozen=True, slots=True)
class Alike:
    """A sentence of a report and one that reads like it."""

    passage: int
    text: str
    other: str
    score: float
    unit: str
    year: int
    own: bool


def masked(runs: Iterable[Run]) -> str:
    """A sentence without its figures, so that other numbers do not hide the same words."""
    return "".join("□" if isinstance(run, Token) else DIGITS.sub("□", run.text) for run in runs).strip()


def sketch(text: str) -> list[int]:
    """The smallest hashes of a sentence's stretches, as signed 64-bit numbers."""
    stretches = {text[i : i + STRETCH] for i in range(max(1, len(text) - STRETCH + 1))}
    return sorted(_hash(stretch) for stretch in stretches)[:KEPT]


def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), signed=True)


def told(found: Report) -> Iterator[tuple[int, str, str]]:
    """The sentences of a report long enough to compare: passage, text as read, text without figures."""
    for one in passages(found):
        if one.kind == "heading":
            continue
        for runs in sentences(block_of(one).runs):
            plain = masked(runs)
            if len(plain) >= SHORTEST:
                yield one.pk, "".join(run.text for run in runs), plain


def remember(found: Report) -> int:
    """Keep the sentences of an issued report; returns how many."""
    Sentence.objects.filter(report=found).delete()
    rows = [plain for _, _, plain in told(found)]
    return index(found, rows)


def index(found: Report, rows: list[str]) -> int:
    """Keep some sentences of a report with their hashes."""
    made = Sentence.objects.bulk_create(
        Sentence(report=found, unit_id=found.unit_id, year=found.year, order=number, text=text)
        for number, text in enumerate(rows)
    )
    Shingle.objects.bulk_create(
        [Shingle(sentence=one, value=value) for one in made for value in sketch(one.text)], batch_size=400
    )
    return len(made)


def alike(found: Report) -> list[Alike]:
    """Pairs that read alike, the closest first: each sentence of a report with its nearest relative."""
    pairs = [pair for one in told(found) if (pair := _nearest(found, *one))]
    return sorted(pairs, key=lambda pair: (-pair.score, pair.passage))


def _nearest(found: Report, passage: int, text: str, plain: str) -> Alike | None:

    from rapidfuzz import fuzz

    # The report's own sentences are left out afterwards: a look at each of thousands that share a stretch costs more.
    shared = (
        Shingle.objects.filter(value__in=sketch(plain))
        .values_list("sentence")
        .annotate(n=Count("sentence"))
        .order_by("-n", "sentence")[: 2 * CANDIDATES]
    )
    rows = Sentence.objects.filter(pk__in=[pk for pk, _ in shared]).exclude(report=found)
    near = (
        (score, -pk, other, unit, year)
        for pk, other, unit, year in rows.values_list("pk", "text", "unit", "year")
        if (score := fuzz.ratio(plain, other, score_cutoff=ALIKE)) >= ALIKE
    )
    best = max(near, default=None)
    if best is None:
        return None
    score, _, other, unit, year = best
    name = Unit.objects.values_list("name", flat=True).get(pk=unit)
    return Alike(passage, text, other, round(score, 1), name, year, unit == found.unit_id)
