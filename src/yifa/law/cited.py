"""Citations in running text: 《行政处罚法》第六十条, with where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_DIGITS = {letter: value for value, letter in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_SCALES = {"十": 10, "百": 100, "千": 1000}
_NUMBER = r"[零〇一二三四五六七八九十百千两\d]+"
_ARTICLE = rf"第(?P<a>{_NUMBER})条(?:之(?P<s>{_NUMBER}))?(?:第?(?P<p>{_NUMBER})款)?(?:第?[（(]?(?P<i>{_NUMBER})[)）]?项)?"
_ONE = re.compile(_ARTICLE)
_AFTER_TITLE = re.compile(r"\s*(?:[（(〔][^（）()〔〕]{0,40}[)）〕])?\s*(?:的|中)?\s*")
_JOIN = re.compile(r"\s*(?:、|和|及|与|至|到|，|,|—|-)\s*")


@dataclass(frozen=True, slots=True)
class Citation:
    """One act named in a text, and one article of it where given. `start`/`end` are offsets into the text."""

    title: str
    start: int
    end: int
    article: int | None = None
    sub: int | None = None
    paragraph: int | None = None
    item: int | None = None
    text: str = ""


def citations(text: str) -> list[Citation]:
    """Every 《…》 of a text, one citation for each article that follows it; one without article where none does."""
    return [citation for start, end in titles(text) for citation in _of_title(text, start, end)]


def titles(text: str) -> Iterator[tuple[int, int]]:
    """Offsets of the outermost 《…》, marks included; titles inside titles belong to the outer one."""
    depth, start = 0, 0
    for at, letter in enumerate(text):
        if letter == "《":
            start = at if depth == 0 else start
            depth += 1
        elif letter == "》" and depth:
            depth -= 1
            if depth == 0:
                yield start, at + 1
        elif letter == "\n":
            depth = 0


def number(text: str) -> int:
    """A whole number in Chinese or Arabic numerals: 一百零三, 六十, 十二, 二〇二六, 58."""
    if text.isascii():
        return int(text)
    if not any(letter in _SCALES for letter in text):
        return int("".join(str(_DIGITS.get(letter, letter)) for letter in text))
    total, digit = 0, 0
    for letter in text:
        if letter in _SCALES:
            total += (digit or 1) * _SCALES[letter]
            digit = 0
        else:
            digit = _DIGITS[letter] if letter in _DIGITS else int(letter)
    return total + digit


def _of_title(text: str, start: int, end: int) -> Iterator[Citation]:
    title = text[start + 1 : end - 1]
    after = _AFTER_TITLE.match(text, end)
    at = after.end() if after else end
    found = _ONE.match(text, at)
    if not found:
        yield Citation(title, start, end, text=text[start:end])
        return
    while found:
        yield _citation(text, title, start if at == (after.end() if after else end) else found.start(), found)
        joined = _JOIN.match(text, found.end())
        at = joined.end() if joined else found.end()
        found = _ONE.match(text, at) if joined else None


def _citation(text: str, title: str, start: int, found: re.Match[str]) -> Citation:
    sub, paragraph, item = (number(found[key]) if found[key] else None for key in ("s", "p", "i"))
    return Citation(
        title, start, found.end(), number(found["a"]), sub, paragraph, item, text[start : found.end()]
    )
