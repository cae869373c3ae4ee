"""A long stretch of words that stands twice in one text. Formulas that every report repeats are left alone."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from yifa.review.reading import Check, Reading
from yifa.review.tables import table
from yifa.review.values import Finding

_CLAUSE = re.compile(r"[^，。；！？\n]{18,}")
# Two clauses that return together: each may be short.
_TWO = re.compile(r"(?=(?<![^，。；！？：\n])([^，。；！？：\n]{7,40}，[^，。；！？：\n]{7,40})[，。；])")
_ORDINAL = re.compile(r"^(?:[一二三四五六七八九十]+[是要]|其[一二三四])")
SHORTEST = 22
BOTH = 25


@cache
def _formulas() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, table("formulas"))))


def run(reading: Reading, check: Check) -> Iterable[Finding]:
    """The second place of each stretch, from the first clause that repeats to the last."""
    yield from _returning(reading, check)
    seen: dict[str, int] = {}
    previous = -1
    for match in reading.matches(_CLAUSE):
        words = re.sub(r"\s", "", match[0])
        plain = _formulas().sub("", words)
        if len(plain) < SHORTEST or re.search(r"[《》]", words):
            continue
        if plain in seen and match.start() > previous:
            previous = match.end()
            yield check.at(reading, match.start(), match.end(), "整句与前文重复，请删去一处或者改写")
        seen.setdefault(plain, match.start())


def _returning(reading: Reading, check: Check) -> Iterable[Finding]:
    """Two neighbouring clauses, too short alone, that stand together in another place too."""
    seen: set[str] = set()
    previous = -1
    for match in reading.matches(_TWO):
        words = _ORDINAL.sub("", re.sub(r"\s", "", match[1]))
        alone = any(len(one) >= SHORTEST for one in words.split("，"))
        if alone or len(_formulas().sub("", words)) < BOTH or re.search(r"[《》]", words):
            continue
        if words in seen and match.start() > previous:
            previous = match.end(1)
            yield check.at(reading, *match.span(1), "整句与前文重复，请删去一处或者改写")
        seen.add(words)


CHECK = Check(
    "wording.sentences",
    "语句重复",
    "medium",
    "《党政机关公文处理工作条例》第十九条：文字精练（条号待核对）",
    ("……不断提高依法行政水平和能力……不断提高依法行政水平和能力", "……不断提高依法行政水平和能力……"),
    run,
)
