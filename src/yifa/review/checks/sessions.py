"""Party congresses and plenary sessions that had not been held when the report was written."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from yifa.review.reading import Check, Reading
from yifa.review.values import Finding

# Opening days, as announced.
_HELD = {
    "十九届五中": date(2020, 10, 26),
    "十九届六中": date(2021, 11, 8),
    "十九届七中": date(2022, 10, 9),
    "二十届一中": date(2022, 10, 23),
    "二十届二中": date(2023, 2, 26),
    "二十届三中": date(2024, 7, 15),
    "二十届四中": date(2025, 10, 20),
}
_LATEST = "二十届"  # a session of it that is not listed comes after all that are
_SESSION = re.compile(r"(十九届|二十届)((?:[一二三四五六七]中[、，]?)+)全会")


def run(reading: Reading, check: Check) -> Iterable[Finding]:
    """Each session after the spring in which a report on that year is written."""
    if not reading.outline.year and not reading.settings.year:
        return
    written = date(reading.year + 1, 4, 1)
    for match in reading.matches(_SESSION):
        for session in re.findall("[一二三四五六七]中", match[2]):
            held = _HELD.get(match[1] + session)
            if held is None and written <= max(_HELD.values()) and match[1] == _LATEST:
                message = f"{reading.year} 年度的报告写成时，{match[1]}{session}全会尚未召开"
                yield check.at(reading, *match.span(), message)
            if held and held > written:
                message = f"{match[1]}{session}全会于{held.year}年{held.month}月召开，{reading.year} 年度的报告不会写到"
                yield check.at(reading, *match.span(), message)


CHECK = Check(
    "structure.sessions",
    "会议届次与年度不符",
    "medium",
    "历次全会公报",
    ("（2023年度）学习二十届三中全会精神", "（2024年度）学习二十届三中全会精神"),
    run,
)
