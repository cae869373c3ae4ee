"""Wrong characters: those this genre is prone to (data/typos.yaml: 有等提高, 条列) and set phrases misspelt (依法绝策)."""

from __future__ import annotations

from collections.abc import Iterable

from yifa.review.confusions import slips
from yifa.review.formulas import distorted
from yifa.review.reading import Check, Reading
from yifa.review.rows import likely
from yifa.review.scan import Spans
from yifa.review.values import Finding


def run(reading: Reading, check: Check) -> Iterable[Finding]:
    """Each place that matches a row of the table; each set phrase with one character that sounds or looks like it."""
    known = list(_listed(reading, check))
    yield from known
    taken = [(one.start, one.end) for one in known]
    spans = Spans(iter([(one.start, one.end) for one in reading.body]))
    for slip in sorted(
        [*slips(reading.text), *distorted(reading.text)], key=lambda one: (one.start, one.end)
    ):
        if not spans.hold(slip.start) or any(slip.start < end and start < slip.end for start, end in taken):
            continue
        taken.append((slip.start, slip.end))
        message = f"“{reading.text[slip.start : slip.end]}”应为“{slip.right}”"
        yield check.at(reading, slip.start, slip.end, message, suggestion=slip.right)


def _listed(reading: Reading, check: Check) -> Iterable[Finding]:
    for row in likely("typos", reading.text):
        why, severity = row.entry.get("why", ""), row.entry.get("severity", "")
        for match in reading.matches(row.pattern):
            suggestion = match.expand(row.entry["right"])
            message = f"“{match[0]}”应为“{suggestion}”" + (f"：{why}" if why else "")
            yield check.at(reading, *match.span(), message, suggestion=suggestion, severity=severity)


CHECK = Check(
    "wording.characters",
    "错别字",
    "high",
    "《通用规范汉字表》；《现代汉语词典》",
    ("法律意识有等提高", "法律意识有待提高"),
    run,
)
