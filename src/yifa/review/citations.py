"""Titles between 《》 and the articles cited after them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from yifa.review.numerals import chinese_integer
from yifa.review.values import Document

_MARKS = re.compile("[《》]")
_ARTICLE = re.compile(r"第([〇零一二三四五六七八九十百千]{1,7}|\d{1,4})条")
_BETWEEN = re.compile(r"[\s的中]*(?:[（(][^（）()\n]{0,40}[)）])?[\s的中]*")
_MORE = re.compile(r"(?:第[〇零一二三四五六七八九十\d]+[款项])*[、和及与至到]")
ACT_WORDS = re.compile(
    r"(?:法|法典|条例|规定|办法|规则|细则|决定|意见|纲要|规划|通知|方案|解释|章程|准则)(?:[（(][^（）()]*[)）])?$"
)


@dataclass(frozen=True, slots=True)
class Article:
    """第…条 at text[start:end]."""

    number: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Citation:
    """《title》 at text[start:end], marks included, with the articles named straight after it."""

    title: str
    start: int
    end: int
    articles: tuple[Article, ...]


def citations(document: Document) -> Iterator[Citation]:
    """Every outermost 《…》 of the report itself, in order."""
    for block in document.body:
        yield from _in_block(document.text, block.start, block.end)


def _in_block(text: str, start: int, end: int) -> Iterator[Citation]:
    depth, begin = 0, 0
    for mark in _MARKS.finditer(text, start, end):
        place = mark.start()
        if mark[0] == "《":
            begin = place if depth == 0 else begin
            depth += 1
        elif depth:
            depth -= 1
            if depth == 0:
                yield Citation(
                    text[begin + 1 : place].strip(), begin, place + 1, tuple(_articles(text, place + 1))
                )


def _articles(text: str, place: int) -> Iterator[Article]:
    gap = _BETWEEN.match(text, place)
    place = gap.end() if gap else place
    while found := _ARTICLE.match(text, place):
        number = int(found[1]) if found[1].isdigit() else chinese_integer(found[1])
        if number:
            yield Article(number, found.start(), found.end())
        joined = _MORE.match(text, found.end())
        place = joined.end() if joined else found.end() + 1
