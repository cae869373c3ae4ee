"""Find numbers with units in a text, and leave out the many numbers that are no figures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from yifa.review import numerals, units
from yifa.review.numerals import ARABIC, CHINESE, COMPOUND, FULL_WIDTH, SCALE, VAGUE, Number

RANGE_MARKS = r"(?:至|到|—|－|-|–|~|～|—)"


class Candidate(NamedTuple):
    """A number with its unit at text[start:end]."""

    start: int
    end: int
    number: Number
    unit: str
    high: Number | None = None


# A figure never begins inside another numeral, after 第, a letter, or the colon or dash of a time or telephone number.
_BEGIN = r"(?<![第A-Za-z\d.·/×])(?<![\dA-Za-z][-:：—])"
_TENTHS = (
    r"(?P<tenths>[一二两三四五六七八九1-9])成(?:(?P<rest>[一二三四五六七八九半])|(?P<more>[多余])|"
    r"(?=以上|以下|以内|左右|上下|的|[，。、；：）\s]|$))"
)
_PARTS = (
    r"(?P<of>[二三四五六七八九十])分之(?P<part>[一二三四五六七八九])|"
    r"(?P<half>一半|半数|过半数)(?=以上|左右|的|[，。、；）]|$)|"
    r"(?:千分之)(?P<mille>[\d.]+|[一二三四五六七八九十]+(?:点[一二三四五六七八九]+)?)"
)


@cache
def _pattern() -> re.Pattern[str]:
    number = rf"(?:{COMPOUND}|{ARABIC}|(?<![第{numerals.ALL}]){CHINESE})\s?{VAGUE}?\s?{SCALE}?{VAGUE}?"
    end = rf"(?:{ARABIC}|{CHINESE})\s?{VAGUE}?\s?{SCALE}?{VAGUE}?"
    unit = units.pattern()
    return re.compile(
        rf"{_BEGIN}(?P<low>{number})(?P<lowunit>{unit})??(?:\s?{RANGE_MARKS}\s?(?P<high>{end}))?"
        rf"\s{{0,3}}(?P<unit>{unit})(?P<times>[（(]次[）)]|/次)?"
        rf"|(?P<bare>{ARABIC}\s?{VAGUE}?[万亿]{VAGUE}?)(?=[，。、；;）)\n]|$)"
        rf"|百分之(?P<percent>{ARABIC}|{CHINESE})|{_TENTHS}|{_PARTS}"
    )


_QUOTED = re.compile(r"[“\"「《〈][^“”\"「」《》〈〉\n]{1,40}[”\"」》〉]")
_ROUND_THE_CLOCK = re.compile(r"(?:24|二十四)小时|(?:365|三百六十五)天")
_CIRCLE = re.compile(r"[^，。；]{0,8}圈")
_CLOCK = re.compile(r"[时点]\s?$")
_PLACE = re.compile(r"处|内|范围|外|远")
_OF_CONGRESS = re.compile(r"届[一-鿿]{0,4}$")
# 六届七次、八次全会 are sessions by number.
_SESSION = re.compile(r"(?:[、和][一二三四五六七八九十]+次)*(?:全会|全体会议|代表大会|党代会)")
_RANK = re.compile(r"(?:前进|提升|上升|后退|下降|跃升|晋升|居前|前)(?:了)?$")
_HOUSE = re.compile(r"\s?\d|单元|号|室")
_IDIOMS = re.compile(
    r"千家万户|万家灯火|百家|千户|万户|万家|万人|千人|百人(?!次)|百件|千件|一家|一户|四处|两张|百场(?!次)|百名|百次|千次"
)
_ROUGH = re.compile(r"[余多来]|\d|近|约|超|逾|达|过")


def candidates(text: str) -> list[Candidate]:
    """Every number with a unit that counts something, in order of place."""
    plain = text.translate(FULL_WIDTH) if _WIDE.search(text) else text
    quoted = Spans(found.span() for found in _QUOTED.finditer(plain))
    return list(_candidates(plain, quoted))


# What any number with a unit begins with, and digits that only go on with one: no other place needs the long pattern.
_WIDE = re.compile("[０-９．％]")
_BEGINS = re.compile(rf"[\d数几上半过{numerals.ALL}]")
_GOES_ON = re.compile(r"[\d.]+")


def _matches(text: str) -> Iterator[re.Match[str]]:
    """What the pattern finds, one after the other, tried only where a numeral begins."""
    match, begins, goes_on = _pattern().match, _BEGINS.search, _GOES_ON.match
    at = 0
    while found := begins(text, at):
        at = found.start()
        if whole := match(text, at):
            yield whole
            at = whole.end()
        elif text[at].isdigit() and (rest := goes_on(text, at)):
            at = rest.end()
        else:
            at += 1


def _candidates(text: str, quoted: Spans) -> Iterator[Candidate]:
    for match in _matches(text):
        if quoted.hold(match.start()):
            continue
        candidate = (
            _plain(text, match) if match["low"] else _bare(text, match) if match["bare"] else _share(match)
        )
        if candidate is not None:
            yield candidate


_BARE_UNITS = (
    (re.compile(r"人口[一-鿿]{0,4}$"), "人"),
    (
        re.compile(
            r"(?:罚款|罚没款?|金额|资金|经费|投入|损失|补贴|收入|补助|工资|欠薪|支出|标的额?)[一-鿿]{0,4}$"
        ),
        "元",
    ),
    (re.compile(r"(?:点击|阅读|播放|浏览|访问)量?[一-鿿]{0,4}$"), "次"),
)


def _bare(text: str, match: re.Match[str]) -> Candidate | None:
    """常住人口8.97万, 罚款16.5万: the unit is left out, the noun before tells it."""
    before = text[max(0, match.start() - 10) : match.start()]
    unit = next((unit for noun, unit in _BARE_UNITS if noun.search(before)), "")
    number = numerals.parse(match["bare"]) if unit else None
    return Candidate(match.start(), match.end(), number, unit) if number else None


def _share(match: re.Match[str]) -> Candidate | None:
    """百分之九十, 八成, 三分之二, 一半, 千分之三."""
    if match["percent"] or match["mille"]:
        number = numerals.parse(match["percent"] or match["mille"])
        unit = "%" if match["percent"] else "‰"
        return Candidate(match.start(), match.end(), number, unit) if number else None
    return Candidate(match.start(), match.end(), Number(_value(match), match["more"] or ""), "%")


def _value(match: re.Match[str]) -> Decimal:
    if match["tenths"]:
        tens, rest = match["tenths"], match["rest"] or ""
        return Decimal(_digit(tens) * 10 + (5 if rest == "半" else numerals.DIGITS.get(rest, 0)))
    if match["half"]:
        return Decimal(50)
    of = 10 if match["of"] == "十" else numerals.DIGITS[match["of"]]
    return round(Decimal(numerals.DIGITS[match["part"]]) * 100 / of, 2)


def _digit(character: str) -> int:
    return int(character) if character.isdigit() else numerals.DIGITS[character]


def _plain(text: str, match: re.Match[str]) -> Candidate | None:
    low, unit = numerals.parse(match["low"]), units.units()[match["unit"]]
    if low is None:
        return None
    high = numerals.parse(match["high"]) if match["high"] else None
    start = match.start()
    chinese = not match["low"][0].isdigit()
    barred = _chinese_barred(text, match, low, unit) if chinese else _arabic_barred(text, match)
    if barred:
        return None
    word = unit.same + "次" * bool(match["times"])
    return Candidate(start, match.end(), low, word, high)


def _arabic_barred(text: str, match: re.Match[str]) -> bool:
    unit, after = match["unit"], text[match.end() : match.end() + 12]
    if _ROUND_THE_CLOCK.match(text, match.start()) or (unit in ("分钟", "小时") and _CIRCLE.match(after)):
        return True
    if (unit == "分" and _CLOCK.search(text, max(0, match.start() - 2), match.start())) or (
        unit in ("米", "公里") and _PLACE.match(after)
    ):
        return True
    if unit == "位" and _RANK.search(text, max(0, match.start() - 3), match.start()):
        return True
    if unit in ("栋", "幢", "组", "座") and _HOUSE.match(after):
        return True
    if unit not in LEGAL_TERMS or not _TERM_AFTER.match(after) or _VAGUE_END.search(match["low"]):
        return False
    return not _MEASURED.search(text, max(0, match.start() - 8), match.start())


LEGAL_TERMS = frozenset({"天", "小时", "个工作日", "工作日", "个月", "分钟"})
# A time that is measured or asked for is a figure: 平均用时3天，每月不少于8小时，.
_MEASURED = re.compile(
    r"(?:不少于|不低于|至少|平均|人均|日均|缩短|压缩|提速|节约|节省|累计|总计|每[周月年人季]度?)[一-鿿]{0,4}\s?$"
)
_VAGUE_END = re.compile("[余多几来]")  # 620余小时 is measured: no term is rough
_TERM_AFTER = re.compile(r"内|以内|之内|前|后|以上|以下|的|行动|，")


def _chinese_barred(text: str, match: re.Match[str], low: Number, unit: units.Unit) -> bool:
    """A plain Chinese numeral counts only where it cannot be a slogan, an idiom or a form of speech."""
    before, after = text[max(0, match.start() - 6) : match.start()], text[match.end() : match.end() + 8]
    if before.endswith(("三番", "隔三")):
        return True
    word = match["low"].strip()
    if unit.word == "次" and (_OF_CONGRESS.search(before) or _SESSION.match(text, match.end())):
        return True
    if low.vague or match["high"] or low.high:
        return not unit.chinese and not unit.nouns
    if not unit.chinese or after.startswith(unit.bar or ("\0",)):
        return True
    if low.value <= 1 and word not in ("零",):
        return not before.endswith(("共", "仅", "各", "合计", "新增", "累计"))
    if word == "二" or (
        word[0] in "百千万亿十" and len(word) == 1 and word != "十" and not _ROUGH.search(before[-1:])
    ):
        return True
    if _IDIOMS.match(text, match.start()) and not _ROUGH.search(before[-1:]):
        return True
    return bool(unit.nouns) and low.value < 11 and not after.startswith(unit.nouns)


class Spans:
    """Disjoint spans in order, asked for places in order: one walk over both."""

    def __init__(self, spans: Iterator[tuple[int, int]]) -> None:
        self.spans = list(spans)
        self.at = 0

    def hold(self, place: int) -> bool:
        """Whether a span covers the place; places must be asked in rising order."""
        while self.at < len(self.spans) and self.spans[self.at][1] <= place:
            self.at += 1
        return self.at < len(self.spans) and self.spans[self.at][0] <= place
