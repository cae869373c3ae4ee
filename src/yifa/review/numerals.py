"""Numerals as reports write them: 1200, 1,200, 一千二百, 0.12万, 3万余, 数十, 三四十."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

DIGITS = {
    "零": 0,
    "〇": 0,
    "○": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
TENS = {"十": 10, "百": 100, "千": 1000}
MYRIADS = {"万": 10_000, "亿": 100_000_000}
FULL_WIDTH = str.maketrans("０１２３４５６７８９．％", "0123456789.%")

_DIGIT = "零〇○一二两三四五六七八九"
ALL = _DIGIT + "十百千万亿"
ARABIC = r"(?:\d{1,3}(?:,\d{3})+(?![\d,])|\d{1,3}(?: \d{3})+(?! ?\d)|\d+)(?:\.\d+)?"
CHINESE = rf"(?:[数几][十百千万亿]+|(?<![网线以会路街晚早])上[百千万亿]+|[{_DIGIT}十百千万亿]*[{_DIGIT}十百千万亿](?:点[{_DIGIT}]+)?)"
COMPOUND = r"\d+(?:\.\d+)?[亿万]\d{1,4}[万千百]?"  # 5万8千, 1亿2000万
LONGEST = 24  # characters; what is longer is a code or a slip, not a figure
SCALE = r"(?:百万|千万|万亿|十万|[百千万亿])"
VAGUE = r"[余多来几]"
_TAIL = re.compile(rf"\s*({VAGUE})?\s*({SCALE})?\s*({VAGUE})?")
_SPLIT = re.compile(rf"\s*({ARABIC}|{CHINESE})(.*)", re.S)
_COMPOUND = re.compile(rf"(\d+(?:\.\d+)?)([亿万])(\d{{1,4}})([万千百])?\s?({VAGUE})?")
_NEIGHBOURS = re.compile(rf"([{_DIGIT[3:]}])([{_DIGIT[3:]}])([十百千万亿]*)")


class Number(NamedTuple):
    """A numeral's value; `vague` is the word that makes it rough (余, 多, 数, 几…), `high` the end of 三四十."""

    value: Decimal
    vague: str = ""
    high: Decimal | None = None


def shown(value: float | Decimal) -> str:
    """A number as people write it: no exponent, no needless decimals, at most four."""
    return f"{round(value, 4):f}".rstrip("0").rstrip(".") if value % 1 else f"{value:.0f}"


@lru_cache(maxsize=4096)  # reports count in the same few hundred numerals
def parse(text: str) -> Number | None:
    """The value of a numeral with its scale words, or None where it is none."""
    if len(text) > LONGEST:
        return None
    if text.isascii() and text.isdigit():  # most figures are no more than that
        return Number(Decimal(text))
    text = text.translate(FULL_WIDTH).strip()
    if compound := _COMPOUND.fullmatch(text):
        return _compound(*compound.groups())
    found = _SPLIT.fullmatch(text)
    if found is None:
        return None
    head, rest = found.group(1), found.group(2)
    tail = _TAIL.fullmatch(rest)
    if tail is None:
        return None
    number = _arabic(head) if head[0].isdigit() else _chinese(head)
    if number is None:
        return None
    scale = _scale(tail.group(2) or "")
    high = number.high * scale if number.high is not None else None
    return Number(number.value * scale, number.vague or tail.group(1) or tail.group(3) or "", high)


def _scale(word: str) -> int:
    scale = 1
    for character in word:
        scale *= TENS.get(character) or MYRIADS[character]
    return scale


def _compound(high: str, scale: str, low: str, lower: str | None, vague: str | None) -> Number | None:
    """5万8千 is 58000; 5万8万 is nothing."""
    under = Decimal(low) * _scale(lower or "")
    if under >= MYRIADS[scale]:
        return None
    return Number(Decimal(high) * MYRIADS[scale] + under, vague or "")


def _arabic(text: str) -> Number:
    return Number(Decimal(text.replace(",", "").replace(" ", "")))


def _chinese(text: str) -> Number | None:
    if text[0] in "数几上":
        return Number(Decimal(_scale(text[1:])), text[0])
    if pair := _NEIGHBOURS.fullmatch(text):
        return _neighbours(*pair.groups())
    whole, _, decimals = text.partition("点")
    value = chinese_integer(whole)
    if value is None:
        return None
    fraction = "".join(str(DIGITS[character]) for character in decimals)
    return Number(Decimal(f"{value}.{fraction}") if fraction else Decimal(value))


def _neighbours(low: str, high: str, scale: str) -> Number | None:
    """三四十 is thirty to forty; 二五 is no number."""
    if DIGITS[high] != DIGITS[low] + 1:
        return None
    return Number(Decimal(DIGITS[low] * _scale(scale)), "", Decimal(DIGITS[high] * _scale(scale)))


def chinese_integer(text: str) -> int | None:
    """The value of 一千二百三十, 二〇二四, 两万五, 一亿三千万; None for what no one writes, such as 十二十."""
    if len(text) > 1 and all(character in DIGITS for character in text):
        return int("".join(str(DIGITS[character]) for character in text))
    for word, scale in (("亿", MYRIADS["亿"]), ("万", MYRIADS["万"])):
        if word in text:
            left, _, right = text.rpartition(word)
            high, low = chinese_integer(left) if left else 1, _below(right, scale)
            return None if high is None or low is None else high * scale + low
    return _section(text)


def _below(text: str, scale: int) -> int | None:
    """What follows a scale word. A single digit counts in the next lower place: 两万五 is 25000."""
    if len(text) == 1 and text in DIGITS:
        return DIGITS[text] * scale // 10
    return chinese_integer(text) if text else 0


def _section(text: str) -> int | None:
    """A number below 10000: places fall from left to right."""
    total, digit, lowest = 0, None, 10_000
    for character in text:
        if character in DIGITS:
            if digit:
                return None
            digit = DIGITS[character]
            continue
        place = TENS[character]
        if place >= lowest:
            return None
        total += (digit or 1) * place
        digit, lowest = None, place
    if digit and text[-2:-1] in TENS and lowest > 10:
        return total + digit * lowest // 10
    return total + (digit or 0)
