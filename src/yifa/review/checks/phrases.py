"""Set phrases of the field in their official form (data/phrases.yaml): 打黑除恶 is 扫黑除恶 since 2018."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from yifa.review.reading import Check, Reading
from yifa.review.tables import table
from yifa.review.values import Finding


class Phrase(NamedTuple):
    """A form to avoid since a year, the right form and where it stands."""

    pattern: re.Pattern[str]
    right: str
    why: str
    basis: str
    severity: str
    since: int


@cache
def _phrases() -> list[Phrase]:
    return [
        Phrase(
            re.compile(row["find"]),
            row.get("right", ""),
            row["why"],
            row.get("basis", ""),
            row.get("severity", ""),
            row.get("since", 0),
        )
        for row in table("phrases")
    ]


@cache
def _any() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{row['find']})" for row in table("phrases")))


def run(reading: Reading, check: Check) -> Iterable[Finding]:
    """Each phrase in a form that is not, or no longer, the official one."""
    if not _any().search(reading.text):
        return
    for phrase in _phrases():
        if reading.year < phrase.since:
            continue
        for match in reading.matches(phrase.pattern):
            right = match.expand(phrase.right)
            yield check.at(
                reading,
                *match.span(),
                phrase.why,
                suggestion=right,
                basis=phrase.basis,
                severity=phrase.severity,
            )


CHECK = Check(
    "wording.phrases",
    "规范表述",
    "medium",
    "中央文件的规范表述",
    ("开展打黑除恶专项斗争", "开展扫黑除恶专项斗争"),
    run,
)
