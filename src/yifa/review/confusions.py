"""Set phrases written with a wrong character: one that sounds alike (依法绝策) or looks alike (有侍加强).

The text is put into another writing, where all that sounds (looks) alike is one character; a phrase that stands there
but not in the text was meant. Four characters are looked up at once: one dictionary answers for all phrases.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

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
        yield from _in_writing(text, writing(text), _index(writing))


def _in_writing(text: str, written: str, index: dict[str, list[tuple[str, str]]]) -> Iterator[Slip]:
    for at in [at for at in range(len(written) - WIDTH + 1) if written[at : at + WIDTH] in index]:
        here = [one for one in index[written[at : at + WIDTH]] if written.startswith(one[0], at)]
        if (
            here
            and text[at : at + 2] not in BOTH_RIGHT
            and not any(text.startswith(phrase, at) for _, phrase in here)
        ):
            phrase = min((phrase for _, phrase in here), key=lambda one: _differing(text, at, one))
            if _differing(text, at, phrase) == 1:
                yield Slip(at, at + len(phrase), phrase)


def _differing(text: str, at: int, phrase: str) -> int:
    return sum(text[at + place] != character for place, character in enumerate(phrase))
