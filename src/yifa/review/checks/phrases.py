"""Set phrases of the field in their official form (data/phrases.yaml): 打黑除恶 is 扫黑除恶 since 2018."""

from __future__ import annotations

from collections.abc import Iterable

from yifa.review.reading import Check, Reading
from yifa.review.rows import likely
from yifa.review.values import Finding


def run(reading: Reading, check: Check) -> Iterable[Finding]:
    """Each phrase in a form that is not, or no longer, the official one."""
    for row in likely("phrases", reading.text):
        entry = row.entry
        if reading.year < entry.get("since", 0):
            continue
        for match in reading.matches(row.pattern):
            yield check.at(
                reading,
                *match.span(),
                entry["why"],
                suggestion=match.expand(entry.get("right", "")),
                basis=entry.get("basis", ""),
                severity=entry.get("severity", ""),
            )


CHECK = Check(
    "wording.phrases",
    "规范表述",
    "medium",
    "中央文件的规范表述",
    ("开展打黑除恶专项斗争", "开展扫黑除恶专项斗争"),
    run,
)
