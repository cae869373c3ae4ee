"""余 after an exact number (524余场), and two words of approximation at once (约30人左右)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from yifa.review.numerals import parse
from yifa.review.reading import Check, Reading
from yifa.review.values import Figure, Finding

_BARE = re.compile(r"(\d[\d,]*)\s?[余多]\s?(?![万亿千百])")
_BEFORE = re.compile(r"(?:约|大约|近|将近|超过|超|逾)$")
_AFTER = re.compile(r"左右|上下|以上")
_PILED = re.compile(r"(左右|上下|以上|以下|有余)(以上|以下|左右|上下|之多)")
_CLASH = {
    ("近", "余"),
    ("将近", "余"),
    ("近", "多"),
    ("约", "余"),
    ("约", "左右"),
    ("大约", "左右"),
    ("近", "左右"),
    ("超过", "以上"),
    ("逾", "以上"),
    ("超", "以上"),
    ("近", "以上"),
    ("约", "以上"),
    ("逾", "余"),
    ("超过", "余"),
    ("超", "余"),
    ("约", "多"),
}


def run(reading: Reading, check: Check) -> Iterable[Finding]:
    """Each figure whose approximation contradicts itself."""
    for figure in reading.figures:
        if _exact(figure):
            yield check.at(
                reading,
                figure.start,
                figure.end,
                f"“{figure.text}”已经精确到个位，又加“余”“多”，请写准确数或者取整",
            )
        elif piled := _PILED.match(reading.text, figure.end):
            yield check.at(
                reading, figure.start, piled.end(), f"“{piled[1]}”和“{piled[2]}”都表示约数，只用一个"
            )
        elif clash := _two(reading.text, figure):
            start, end, words = clash
            yield check.at(reading, start, end, f"“{words[0]}”和“{words[1]}”都表示约数，只用一个")


def _exact(figure: Figure) -> bool:
    bare = _BARE.match(figure.text)
    number = parse(bare[1]) if bare else None
    return number is not None and number.value % 10 != 0


def _two(text: str, figure: Figure) -> tuple[int, int, tuple[str, str]] | None:
    before = _BEFORE.search(text, max(0, figure.start - 2), figure.start)
    if before is None:
        return None
    after = _AFTER.match(text, figure.end)
    vague = re.search("[余多]", figure.text)
    word = after[0] if after else vague[0] if vague else ""
    if (before[0], word) not in _CLASH:
        return None
    return before.start(), after.end() if after else figure.end, (before[0], word)


CHECK = Check(
    "wording.approximate",
    "约数用法",
    "medium",
    "GB/T 15835—2011《出版物上数字用法》",
    ("发放传单137余份", "发放传单130余份"),
    run,
)
