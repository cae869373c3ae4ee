"""Wrong characters that this genre is prone to (data/typos.yaml): 有等提高, 填堵漏洞, 条列."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from yifa.review.reading import Check, Reading
from yifa.review.tables import table
from yifa.review.values import Finding


@cache
def _rows() -> list[tuple[re.Pattern[str], str, str, str]]:
    return [
        (re.compile(row["find"]), row["right"], row.get("why", ""), row.get("severity", ""))
        for row in table("typos")
    ]


@cache
def _any() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{row['find']})" for row in table("typos")))


def run(reading: Reading, check: Check) -> Iterable[Finding]:
    """Each place that matches a row of the table."""
    if not _any().search(reading.text):
        return
    for pattern, right, why, severity in _rows():
        for match in reading.matches(pattern):
            suggestion = match.expand(right)
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
