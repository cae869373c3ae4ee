"""What a figure counts, told by the words around it (data/kinds.yaml)."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from yifa.review.rows import needed
from yifa.review.tables import table


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of figure; `code` is Yifa's own figure of that kind, empty where none is kept."""

    kind: str
    name: str
    units: frozenset[str]
    code: str


@dataclass(frozen=True, slots=True, eq=False)
class Meaning:
    """What a telling word says: kind -> weight. `top` is the greatest; `of` keeps, per unit, what it may say of it."""

    says: dict[str, float]
    top: float
    of: dict[str, tuple[tuple[str, float], ...]] = field(default_factory=dict)
    without: dict[int, Meaning | None] = field(default_factory=dict)

    def about(self, unit: str) -> tuple[tuple[str, float], ...]:
        """The kinds that may have the unit, with their weights."""
        found = self.of.get(unit)
        if found is None:
            known = kinds()
            found = tuple((kind, weight) for kind, weight in self.says.items() if unit in known[kind].units)
            self.of[unit] = found
        return found

    def beyond(self, outer: Meaning) -> Meaning | None:
        """What this says that a word around it does not; None for nothing. Kept by identity: meanings never go."""
        if id(outer) not in self.without:
            rest = {kind: weight for kind, weight in self.says.items() if kind not in outer.says}
            self.without[id(outer)] = _meaning(rest) if rest else None
        return self.without[id(outer)]


def _meaning(says: dict[str, float]) -> Meaning:
    return Meaning(says, max(says.values()))


# A telling word: where it begins and ends, what it says, how many marks and pauses stand before its end.
Cue = tuple[int, int, Meaning, int, int]


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


class Words(NamedTuple):
    """The telling words by their first two characters, longest first; those of one character; patterns of several."""

    pairs: dict[str, tuple[tuple[str, Meaning], ...]]
    singles: dict[str, Meaning]
    single: re.Pattern[str]
    phrases: tuple[tuple[str, re.Pattern[str], Meaning], ...]


@cache
def _words() -> Words:
    words: dict[str, dict[str, float]] = {}
    for row in table("kinds"):
        for word, weight in row["cues"].items():
            words.setdefault(str(word), {})[row["kind"]] = float(weight)
    pairs: dict[str, list[tuple[str, Meaning]]] = {}
    for word in sorted(words, key=len, reverse=True):
        if len(word) > 1:
            pairs.setdefault(word[:2], []).append((word, _meaning(words[word])))
    singles = {word: _meaning(says) for word, says in words.items() if len(word) == 1}
    return Words(
        {pair: tuple(group) for pair, group in pairs.items()},
        singles,
        re.compile("[" + re.escape("".join(singles)) + "]"),
        tuple(_phrases()),
    )


def _phrases() -> Iterator[tuple[str, re.Pattern[str], Meaning]]:
    """Patterns of several words (化解……纠纷), each with a word it cannot match without."""
    for row in table("kinds"):
        for pattern, weight in row.get("phrases", {}).items():
            yield needed(pattern), re.compile(pattern), _meaning({row["kind"]: float(weight)})


# What a noun straight after the unit counts for: 11个社区 are communities, whatever was said before.
AT_ONCE = 1.6
SURE = 5.0
LEFT, RIGHT, MARGIN = 48, 16, 12  # how far a word speaks, in characters; and how long a word may be
_PAUSE = re.compile("、")
_MARK = re.compile(r"[，,；;：:）)]")
_STOP = re.compile(r"[。！？!?\n，,；;：:）)]")  # past it, what follows the figure speaks of something else


class Cues:
    """Every telling word near the places asked about, found in one pass."""

    def __init__(self, text: str, places: Iterable[tuple[int, int]]) -> None:
        self.marks = [found.start() for found in _MARK.finditer(text)]
        self.pauses = [found.start() for found in _PAUSE.finditer(text)]
        phrases = [one for one in _words().phrases if one[0] in text]
        found: list[tuple[int, int, Meaning]] = []
        for start, end in _windows(places):
            found += _apart(_of_words(text, start, end))
            found += [
                (m.start(), m.end(), says) for _, one, says in phrases for m in one.finditer(text, start, end)
            ]
        if phrases:
            found.sort(key=lambda cue: cue[0])
        marks, pauses = self.marks, self.pauses
        self.found = [
            (start, end, says, bisect_left(marks, end), bisect_left(pauses, end))
            for start, end, says in found
        ]
        self.starts = [start for start, _, _ in found]

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


def _apart(cues: list[tuple[int, int, Meaning]]) -> Iterator[tuple[int, int, Meaning]]:
    """A word inside a sure one says nothing more (调解 in 书面调解), nor twice the same (法治宣传 and 宣传)."""
    reach, outer = -1, None
    for cue in cues:
        start, end, meaning = cue
        if end > reach:
            reach, outer = end, meaning
            yield cue
        elif outer and outer.top < SURE and (rest := meaning.beyond(outer)):
            yield start, end, rest


def _of_words(text: str, start: int, end: int) -> list[tuple[int, int, Meaning]]:
    """The longest word at each place, so that 培训 inside 法治培训 is seen too."""
    pairs, singles, single, _ = _words()
    end = min(end, len(text))
    begun = [(at, group) for at in range(start, end - 1) if (group := pairs.get(text[at : at + 2]))]
    found: list[tuple[int, int, Meaning]] = []
    for at, group in begun:
        for word, meaning in group:
            if text.startswith(word, at, end):
                found.append((at, at + len(word), meaning))
                break
    if lone := [one.start() for one in single.finditer(text, start, end)]:
        taken = {at for at, _, _ in found}
        alone = [at for at in lone if at not in taken]
        found += [(at, at + 1, singles[text[at]]) for at in alone]
        found.sort(key=lambda cue: cue[0])
    return found


LEVELS = ("由", "从", "至", "到")
CLEAR = 1.5
INERTIA = 0.8  # where nothing is clear: how much the figure before it in the sentence, with the same unit, speaks for its kind
# How much a word before the figure counts: halved by each clause between, and by another figure; less the further off.
_BY_MARKS = tuple(0.45**count for count in range(LEFT + 1))
_BY_PAUSES = tuple(0.75**count for count in range(LEFT + 1))
_BY_GAP = tuple(1 - 0.012 * min(gap, 40) for gap in range(LEFT + 1))


def classify(
    text: str, start: int, end: int, unit: str, cues: Cues, stop: int, before: str = ""
) -> tuple[str, float]:
    """The kind of the figure at text[start:end] and how sure it is. `stop` is where the sentence begins, `before` the
    kind of the figure before it in the same sentence with the same unit."""
    score = _said_before(cues, max(stop, start - LEFT), start, unit)
    _said_after(score, text, end, unit, cues)
    if not score:
        return "", 0.0
    if unit == "%" and "growth_rate" in score and text[start - 1 : start] in LEVELS:
        score["growth_rate"] *= 0.2  # 由4.2%下降至1.1%: both are levels
    if before in score and max(score.values()) < CLEAR:
        score[before] += INERTIA
    best = max(score, key=score.__getitem__)
    return best, score[best]


def _said_before(cues: Cues, begin: int, start: int, unit: str) -> dict[str, float]:
    score: dict[str, float] = {}
    marks, pauses = bisect_left(cues.marks, start), bisect_left(cues.pauses, start)
    for _, end, meaning, marks_before, pauses_before in cues.within(begin, start):
        about = meaning.of.get(unit)
        if about is None:
            about = meaning.about(unit)
        if about and end <= start:
            factor = (
                _BY_MARKS[marks - marks_before] * _BY_PAUSES[pauses - pauses_before] * _BY_GAP[start - end]
            )
            for kind, weight in about:
                score[kind] = score.get(kind, 0.0) + weight * factor
    return score


def _said_after(score: dict[str, float], text: str, end: int, unit: str, cues: Cues) -> None:
    """How much a word after the figure counts: much if it follows at once (28场培训), little past a comma."""
    near = cues.within(end, end + RIGHT)
    if not near:
        return
    stopped = _STOP.search(text, end, end + RIGHT)
    stop = stopped.start() if stopped else end + RIGHT
    pause = text.find("、", end, stop)
    pause = pause if pause >= 0 else stop
    chain = end
    for begin, ends, meaning, _, _ in near:
        if begin > stop:
            factor = 0.05
        elif begin > pause:
            factor = 0.1
        else:
            factor = 0.9 - 0.03 * (begin - end) if begin > end else AT_ONCE
        apart = begin > chain > end  # the noun straight after the unit has said what is counted
        chain = max(chain, ends) if begin <= chain else chain
        factor = min(factor, 0.9) if unit == "%" else factor * (0.3 if apart else 1)
        for kind, weight in meaning.about(unit):
            score[kind] = score.get(kind, 0.0) + weight * factor
