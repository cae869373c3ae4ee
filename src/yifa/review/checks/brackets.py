"""Quotes and brackets without their other half, paragraph by paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterable

from yifa.review.reading import Check, Reading
from yifa.review.values import Block, Finding

_PAIRS = {
    "“": "”",
    "‘": "’",
    "（": "）",
    "(": ")",
    "《": "》",
    "〈": "〉",
    "【": "】",
    "〔": "〕",
    "「": "」",
    "『": "』",
}
_SAME = {"(": "（", ")": "）"}
_OPEN = {_SAME.get(mark, mark): _SAME.get(close, close) for mark, close in _PAIRS.items()}
_ANY = re.compile("[" + re.escape("".join(_PAIRS) + "".join(_PAIRS.values())) + "]")
_CLOSE = {close: mark for mark, close in _OPEN.items()}


def run(reading: Reading, check: Check) -> Iterable[Finding]:
    """Each mark that stands alone. （ and ( pair with each other: mixing them is another check's matter."""
    for block in reading.body:
        yield from _block(reading, check, block)


def _block(reading: Reading, check: Check, block: Block) -> Iterable[Finding]:
    stack: list[tuple[str, int]] = []
    for found in _ANY.finditer(reading.text, block.start, block.end):
        place, mark = found.start(), _SAME.get(found[0], found[0])
        if mark in _OPEN:
            if mark == "“" and stack and stack[-1][0] == "“":
                yield _alone(reading, check, stack.pop()[1])
            stack.append((mark, place))
        elif mark in _CLOSE:
            if stack and stack[-1][0] == _CLOSE[mark]:
                stack.pop()
            elif any(opened == _CLOSE[mark] for opened, _ in stack):
                while stack[-1][0] != _CLOSE[mark]:
                    yield _alone(reading, check, stack.pop()[1])
                stack.pop()
            elif not _listed(reading.text, block, place, mark):
                yield _alone(reading, check, place)
    for _, place in stack:
        yield _alone(reading, check, place)


def _listed(text: str, block: Block, place: int, mark: str) -> bool:
    """1) and 一） number a list; ’ may be an apostrophe."""
    return mark == "’" or (mark == "）" and place - block.start <= 3)


def _alone(reading: Reading, check: Check, place: int) -> Finding:
    mark = _SAME.get(reading.text[place], reading.text[place])
    other = _OPEN.get(mark) or _CLOSE[mark]
    word = "没有对应的后一半" if mark in _OPEN else "没有对应的前一半"
    return check.at(
        reading, place, place + 1, f"“{mark}”{word}“{other}”" if mark not in "“”" else f"引号 {mark} {word}"
    )


CHECK = Check(
    "wording.brackets",
    "引号、括号不配对",
    "high",
    "GB/T 15834—2011《标点符号用法》",
    ("落实“谁执法谁普法责任制", "落实“谁执法谁普法”责任制"),
    run,
)
