"""Long official formulas with a character too many or too few: 中国特色的社会主义思想, “两个确立”的决定意义.

A formula is told by either half of it. Where one half stands rightly and the other is one insertion, loss or change
away, the whole was meant. Texts that only begin alike (中国特色社会主义法治体系) are further off and left alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from yifa.review.confusions import Slip
from yifa.review.tables import table


@cache
def _halves() -> tuple[tuple[str, str, str], ...]:
    """Each formula with its two halves."""
    return tuple((one, one[: len(one) // 2], one[len(one) // 2 :]) for one in table("long_formulas"))


def distorted(text: str) -> Iterator[Slip]:
    """Every formula that is one character off."""
    for formula, first, second in _halves():
        if first in text:
            yield from _forward(text, formula, first, second)
        if second in text:
            yield from _backward(text, formula, first, second)


def _forward(text: str, formula: str, first: str, second: str) -> Iterator[Slip]:
    for at in _places(text, first):
        begin = at + len(first)
        if not text.startswith(second, begin) and (
            length := _near(text[begin : begin + len(second) + 1], second)
        ):
            yield Slip(at, begin + length, formula)


def _backward(text: str, formula: str, first: str, second: str) -> Iterator[Slip]:
    turned = first[::-1]
    for at in _places(text, second):
        if text.endswith(first, 0, at):
            continue
        if length := _near(text[max(0, at - len(first) - 1) : at][::-1], turned):
            yield Slip(at - length, at + len(second), formula)


def _places(text: str, word: str) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + 1)


def _near(written: str, meant: str) -> int:
    """How many characters of `written` stand for `meant` with one too many or too few inside it; 0 if none do.

    The last character must be right: what merely goes on otherwise is another text."""
    for length in (len(meant) + 1, len(meant) - 1):
        longer, shorter = (written[:length], meant) if length > len(meant) else (meant, written[:length])
        if len(longer) != len(shorter) + 1 or longer[-1] != shorter[-1]:
            continue
        same = next(
            (at for at, pair in enumerate(zip(longer, shorter, strict=False)) if pair[0] != pair[1]),
            len(shorter),
        )
        if longer[same + 1 :] == shorter[same:]:
            return length
    return 0
