"""The numbers that Word writes before paragraphs by itself: 一、（一）1. They are text to a reader."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

from yifa.review.readers.package import Package, w

_CHINESE = frozenset(
    [
        "chineseCounting",
        "chineseCountingThousand",
        "ideographTraditional",
        "japaneseCounting",
        "taiwaneseCounting",
        "taiwaneseCountingThousand",
        "ideographDigital",
        "chineseLegalSimplified",
        "japaneseDigitalTenThousand",
    ]
)
_DIGITS = "零一二三四五六七八九"


class Numbering:
    """Counts numbered paragraphs in order; `label` is what Word shows before one."""

    def __init__(self, package: Package) -> None:
        self.levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        self.counts: dict[str, dict[int, int]] = defaultdict(dict)
        self.styles: dict[str, tuple[str, int]] = {}
        root = package.xml("word/numbering.xml")
        if root is not None:
            abstract = {
                item.get(w("abstractNumId")): _levels(item) for item in root.iterchildren(w("abstractNum"))
            }
            for number in root.iterchildren(w("num")):
                link = number.find(w("abstractNumId"))
                self.levels[number.get(w("numId"))] = abstract.get(_value(link), {})
        self._read_styles(package)

    def _read_styles(self, package: Package) -> None:
        root = package.xml("word/styles.xml")
        if root is None:
            return
        for style in root.iterchildren(w("style")):
            properties = style.find(f"{w('pPr')}/{w('numPr')}")
            if properties is not None and (number := _value(properties.find(w("numId")))):
                self.styles[style.get(w("styleId"))] = (number, _integer(_value(properties.find(w("ilvl")))))

    def label(self, paragraph: Any) -> str:
        """The number before a paragraph, empty where it has none; counts it."""
        place = self._place(paragraph)
        if place is None or place[0] not in self.levels:
            return ""
        number, level = place
        levels, counts = self.levels[number], self.counts[number]
        if level not in levels:
            return ""
        counts[level] = counts.get(level, levels[level][2] - 1) + 1
        for deeper in [other for other in counts if other > level]:
            del counts[deeper]
        return self._shown(levels, counts, level)

    def _place(self, paragraph: Any) -> tuple[str, int] | None:
        properties = paragraph.find(w("pPr"))
        if properties is None:
            return None
        own = properties.find(w("numPr"))
        if own is not None and (number := _value(own.find(w("numId")))):
            return (number, _integer(_value(own.find(w("ilvl")))))
        return self.styles.get(_value(properties.find(w("pStyle"))))

    def _shown(self, levels: dict[int, tuple[str, str, int]], counts: dict[int, int], level: int) -> str:
        form, text, _ = levels[level]
        if form in ("bullet", "none") or not text:
            return ""

        def numeral(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            own_form, _, first = levels.get(at, ("decimal", "", 1))
            return written(counts.get(at, first), own_form)

        return re.sub(r"%([1-9])", numeral, text)


def written(number: int, form: str) -> str:
    """A number in a form of Word's; forms that reports do not use come out in Arabic numerals."""
    if form not in _CHINESE or not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else _DIGITS[tens] + "十") + (
        _DIGITS[ones] if ones else ""
    )


def _levels(item: Any) -> dict[int, tuple[str, str, int]]:
    return {
        _integer(level.get(w("ilvl"))): (
            _value(level.find(w("numFmt"))) or "decimal",
            _value(level.find(w("lvlText"))),
            _integer(_value(level.find(w("start"))) or "1"),
        )
        for level in item.iterchildren(w("lvl"))
    }


def _value(element: Any) -> str:
    return element.get(w("val"), "") if element is not None else ""


def _integer(text: str | None) -> int:
    return int(text) if text and re.fullmatch(r"\d{1,6}", text) else 0
