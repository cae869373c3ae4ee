"""Set phrases written with a wrong character: one that sounds alike (依法绝策) or looks alike (有侍加强).

The text is put into another writing, where all that sounds (looks) alike is one character; a phrase that stands there
but not in the text was meant. Four characters are looked up at once: one dictionary answers for all phrases.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby

from yifa.review.sounds import sounds
from yifa.review.tables import table

WIDTH = 4
# 法治 and 法制 are two words: which of them is meant is asked elsewhere, of single phrases.
BOTH_RIGHT = frozenset(["法治", "法制"])


@dataclass(frozen=True, slots=True)
class Slip:
    """text[start:end] should be `right`."""

    start: int
    end: int
    right: str


@cache
def phrases() -> tuple[str, ...]:
    """All set phrases long enough to be told by their sound."""
    return tuple(word for line in table("set_phrases") for word in line.split() if len(word) >= WIDTH)


@cache
def _shape_table() -> dict[int, int]:
    groups = [group for line in table("shapes") for group in line.split()]
    stands: dict[str, str] = {}
    for group in groups:
        known = next((stands[one] for one in group if one in stands), group[0])
        stands.update(dict.fromkeys(group, known))
    return {ord(one): ord(known) for one, known in stands.items()}


def looks(text: str) -> str:
    """The text with each character replaced by the one that stands for its shape."""
    return text.translate(_shape_table())


WRITINGS: tuple[Callable[[str], str], ...] = (sounds, looks)


@cache
def _index(writing: Callable[[str], str]) -> dict[str, list[tuple[str, str]]]:
    """The first four characters in the writing -> phrases that begin so, longest first, each with its own writing."""
    result: dict[str, list[tuple[str, str]]] = {}
    for phrase in sorted(phrases(), key=len, reverse=True):
        written = writing(phrase)
        result.setdefault(written[:WIDTH], []).append((written, phrase))
    return result


def slips(text: str) -> Iterator[Slip]:
    """Every place that should be a set phrase, in order within each writing."""
    for writing in WRITINGS:
        yield from _in_writing(text, writing)


@cache
def _plain(writing: Callable[[str], str]) -> frozenset[str]:
    """Phrases of four characters that no longer one begins with: where they stand, nothing is wrong."""
    short = (group for group in _index(writing).values() if all(len(phrase) == WIDTH for _, phrase in group))
    return frozenset(phrase for group in short for _, phrase in group)


def _in_writing(text: str, writing: Callable[[str], str]) -> Iterator[Slip]:
    written, index = writing(text), _index(writing)
    plain = _plain(writing)
    for at in [
        at
        for at in range(len(written) - WIDTH + 1)
        if written[at : at + WIDTH] in index and text[at : at + WIDTH] not in plain
    ]:
        here = [phrase for spelt, phrase in index[written[at : at + WIDTH]] if written.startswith(spelt, at)]
        if meant := _longest(text, at, here):
            yield Slip(at, at + len(meant), meant)


def _longest(text: str, at: int, here: list[str]) -> str:
    """Of the phrases that sound so, the longest that is misspelt; none where a phrase as long stands there rightly."""
    for _, group in groupby(here, key=len):
        several = list(group)
        if any(text.startswith(phrase, at) for phrase in several):
            return ""
        phrase = min(several, key=lambda one: _differing(text, at, one))
        if _meant(text, at, phrase):
            return phrase
    return ""


def _meant(text: str, at: int, phrase: str) -> bool:
    """One character is wrong, or two after a right beginning."""
    begin = text[at : at + 2]
    if begin in BOTH_RIGHT and begin != phrase[:2]:
        return False
    wrong = _differing(text, at, phrase)
    return wrong == 1 or (wrong == 2 and begin == phrase[:2])


def _differing(text: str, at: int, phrase: str) -> int:
    return sum(text[at + place] != character for place, character in enumerate(phrase))
