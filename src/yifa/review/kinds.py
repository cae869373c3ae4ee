"""What a figure counts, told by the words around it (data/kinds.yaml)."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from yifa.review.tables import table


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of figure; `code` is Yifa's own figure of that kind, empty where none is kept."""

    kind: str
    name: str
    units: frozenset[str]
    code: str


class Cue(NamedTuple):
    """A telling word at text[start:end] and what it says: kind -> weight."""

    start: int
    end: int
    says: dict[str, float]


# Who counts with one of these may count with the others: 案件345宗.
_ALIKE = (frozenset(["件", "宗", "起", "例"]), frozenset(["人", "名", "位"]), frozenset(["场", "场次"]))


def _units(given: Iterable[str]) -> frozenset[str]:
    units = frozenset(map(str, given))
    return units.union(*(group for group in _ALIKE if units & group))


@cache
def kinds() -> dict[str, Kind]:
    """All kinds by label."""
    return {
        row["kind"]: Kind(row["kind"], row["name"], _units(row["units"]), row.get("code", ""))
        for row in table("kinds")
    }


def name(kind: str) -> str:
    """What people call the kind; 数量 where it has no name of its own."""
    found = kinds().get(kind)
    return found.name if found else "数量"


@cache
def _words() -> dict[str, dict[str, float]]:
    words: dict[str, dict[str, float]] = {}
    for row in table("kinds"):
        for word, weight in row["cues"].items():
            words.setdefault(str(word), {})[row["kind"]] = float(weight)
    return words


@cache
def _firsts() -> re.Pattern[str]:
    """The characters that words begin with."""
    return re.compile("[" + re.escape("".join(sorted({word[0] for word in _words()}))) + "]")


@cache
def _begun() -> dict[str, re.Pattern[str]]:
    """For each first character, its words, the longest first."""
    groups: dict[str, list[str]] = {}
    for word in sorted(_words(), key=len, reverse=True):
        groups.setdefault(word[0], []).append(re.escape(word))
    return {first: re.compile("|".join(group)) for first, group in groups.items()}


@cache
def _phrases() -> list[tuple[re.Pattern[str], dict[str, float]]]:
    """Patterns of several words: 化解……纠纷."""
    return [
        (re.compile(pattern), {row["kind"]: float(weight)})
        for row in table("kinds")
        for pattern, weight in row.get("phrases", {}).items()
    ]


# What a noun straight after the unit counts for: 11个社区 are communities, whatever was said before.
AT_ONCE = 1.6
SURE = 5.0


def _apart(cues: Iterable[Cue]) -> Iterator[Cue]:
    """A word inside a sure one says nothing more (调解 in 书面调解), nor twice the same (法治宣传 and 宣传)."""
    outer = Cue(-1, -1, {})
    for cue in cues:
        if cue.end > outer.end:
            outer = cue
            yield cue
        elif max(outer.says.values()) < SURE and (
            rest := {k: v for k, v in cue.says.items() if k not in outer.says}
        ):
            yield Cue(cue.start, cue.end, rest)


class Cues:
    """Every telling word near the places asked about, found in one pass."""

    def __init__(self, text: str, places: Iterable[tuple[int, int]]) -> None:
        found = [cue for start, end in _windows(places) for cue in _window(text, start, end)]
        self.found = sorted(found, key=lambda cue: cue.start)
        self.starts = [cue.start for cue in self.found]

    def within(self, start: int, end: int) -> Sequence[Cue]:
        """The words that begin in text[start:end]."""
        return self.found[bisect_left(self.starts, start) : bisect_left(self.starts, end)]


def _windows(places: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """What lies near the places, each stretch of text once; places come in order."""
    begin = stop = 0
    for start, end in places:
        if start - MARGIN - LEFT > stop:
            yield begin, stop
            begin = start - MARGIN - LEFT
        stop = end + RIGHT + MARGIN
    yield begin, stop


def _window(text: str, start: int, end: int) -> Iterator[Cue]:
    yield from _apart(_of_words(text, start, end))
    for pattern, says in _phrases():
        yield from (Cue(match.start(), match.end(), says) for match in pattern.finditer(text, start, end))


def _of_words(text: str, start: int, end: int) -> Iterator[Cue]:
    """The longest word at each place, so that 培训 inside 法治培训 is seen too."""
    words, begun = _words(), _begun()
    for first in _firsts().finditer(text, start, end):
        if match := begun[first[0]].match(text, first.start(), end):
            yield Cue(match.start(), match.end(), words[match[0]])


LEFT, RIGHT, MARGIN = 48, 16, 12  # how far a word speaks, in characters; and how long a word may be
SENTENCE = re.compile(r"[。！？!?\n]")
_WEAK = re.compile(r"[、]")
_STRONG = re.compile(r"[，,；;：:）)]")


LEVELS = ("由", "从", "至", "到")
CLEAR = 1.5
INERTIA = 0.8  # where nothing is clear: how much the figure before it in the sentence, with the same unit, speaks for its kind


def classify(
    text: str, start: int, end: int, unit: str, cues: Cues, stop: int, before: str = ""
) -> tuple[str, float]:
    """The kind of the figure at text[start:end] and how sure it is. `stop` is where the sentence begins, `before` the
    kind of the figure before it in the same sentence with the same unit."""
    score: dict[str, float] = {}
    for cue in cues.within(max(stop, start - LEFT), start):
        if cue.end <= start:
            _add(score, cue, unit, _left(text, cue.end, start))
    chain = end
    for cue in cues.within(end, end + RIGHT):
        factor = _right(text, end, cue.start)
        apart = cue.start > chain > end  # the noun straight after the unit has said what is counted
        chain = max(chain, cue.end) if cue.start <= chain else chain
        _add(score, cue, unit, min(factor, 0.9) if unit == "%" else factor * (0.3 if apart else 1))
    if unit == "%" and "growth_rate" in score and text[start - 1 : start] in LEVELS:
        score["growth_rate"] *= 0.2  # 由4.2%下降至1.1%: both are levels
    if before in score and max(score.values()) < CLEAR:
        score[before] += INERTIA
    if not score:
        return "", 0.0
    best = max(score, key=lambda kind: score[kind])
    return best, score[best]


def _add(score: dict[str, float], cue: Cue, unit: str, factor: float) -> None:
    for kind, weight in cue.says.items():
        if unit in kinds()[kind].units:
            score[kind] = score.get(kind, 0.0) + weight * factor


def _left(text: str, start: int, end: int) -> float:
    """How much a word before the figure counts: halved by each clause between, and by another figure."""
    gap = text[start:end]
    factor: float = 0.45 ** len(_STRONG.findall(gap)) * 0.75 ** len(_WEAK.findall(gap))
    return factor * (1 - 0.012 * min(len(gap), 40))


def _right(text: str, start: int, end: int) -> float:
    """How much a word after the figure counts: much if it follows at once (28场培训), little past a comma."""
    gap = text[start:end]
    if SENTENCE.search(gap) or _STRONG.search(gap):
        return 0.05
    if _WEAK.search(gap):
        return 0.1
    return 0.9 - 0.03 * len(gap) if gap else AT_ONCE
