"""A word written twice: 继续继续. Words that Chinese doubles on purpose (一步一步, 讨论讨论) are left alone."""

from __future__ import annotations

import re
from collections.abc import Iterable

from yifa.review.reading import Check, Reading
from yifa.review.values import Finding

_TWICE = re.compile(r"([一-鿿]{2,6})\1")
_AGAIN = re.compile(r"(?=([一-鿿]{4})([一-鿿]{1,3})\1)")
_MARKS = re.compile(r"([，。；、：])[，。；、：]|(?<![目标有])的的(?!确)|了了(?!解|结|然|却|无)|着着(?!实)")
# The verb's second character once more, where no word begins with it: 落实实行政执法责任制, but 落实实施.
_STUTTERED = {
    "落实": "施际名效地体事物践质现时战力干惠在",
    "推进": "度村入行社校企一口京机家网农万程步展",
    "加强": "制化弱度基村",
    "增强": "制化弱度基村",
    "提升": "级学温格迁",
    "完善": "后治作意政良",
    "开展": "示览板演望现销",
    "强化": "解工学名妆",
    "深化": "解工学名",
    "健全": "覆面程员市区街镇县民国过流方周链科体省域时天年",
    "规范": "围例本畴式",
    "提高": "质效标度层水空校龄新频品风发峰中分额级等",
    "促进": "度村入行社校企一口京机家网农万程步展",
    "履行": "政业为使动程",
}
_STUTTER = re.compile(
    "|".join(f"{word}{word[-1]}(?![{begins}])(?=[一-鿿])" for word, begins in _STUTTERED.items())
)
_DOUBLED = frozenset(
    [
        "商量商量",
        "讨论讨论",
        "研究研究",
        "考虑考虑",
        "了解了解",
        "打听打听",
        "休息休息",
        "代表代表",
        "认识认识",
        "检查检查",
    ]
)
_NOUNS = frozenset("员会关体门证伍所室站法度案构人局院队组户处厅部")
_LAYERS = re.compile(r"构建共建共|共建共[治享]|尊法学法守法|问政问需|分级分类分|全面全程全|多元多层多")
_LINKS = re.compile(r"[和与及或到对向从不而在是再就的一二三四五六七八九十]")


def run(reading: Reading, check: Check) -> Iterable[Finding]:
    """Each doubled word, doubled mark, and word that returns within the same breath."""
    taken: list[tuple[int, int]] = []
    for match in reading.matches(_TWICE):
        word = match[1]
        if (
            word[0] in "一几"
            or _LAYERS.search(reading.text, max(0, match.start() - 4), match.end() + 6)
            or match[0] in _DOUBLED
            or _crosses(reading.text, match)
        ):
            continue
        taken.append(match.span())
        yield check.at(reading, *match.span(), f"“{word}”重复", suggestion=word)
    for match in reading.matches(_MARKS):
        yield check.at(reading, *match.span(), "标点或者字重复", suggestion=match[0][0])
    for match in reading.matches(_STUTTER):
        yield check.at(reading, *match.span(), f"“{match[0][-1]}”重复", suggestion=match[0][:-1])
    for match in reading.matches(_AGAIN):
        start, end = match.start(), match.start() + 8 + len(match[2])
        if _another(match) or _held(taken, start):
            continue
        taken.append((start, end))
        message = f"“{match[1]}”在一句之内紧接着又出现，语义重复"
        yield check.at(reading, start, end, message, severity="medium")


def _another(match: re.Match[str]) -> bool:
    """行政执法人员行政执法证: the first is part of a name of people, a body or a thing, not said twice."""
    word, between = match[1], match[2]
    return between[-1] in _NOUNS or bool(_LINKS.search(between)) or word[0] in "一谁有" or len(set(word)) < 3


def _crosses(text: str, match: re.Match[str]) -> bool:
    """人大代表代表群众: the second is another word. Only known where the word may be verb and noun."""
    return match[1] == "代表" or (match[1] == "负责" and text[match.end() : match.end() + 1] == "人")


def _held(taken: list[tuple[int, int]], place: int) -> bool:
    return any(start <= place < end for start, end in taken)


CHECK = Check(
    "wording.repeat",
    "词语重复",
    "high",
    "GB/T 15834—2011；公文用语规范",
    ("下一步将继续继续推进", "下一步将继续推进"),
    run,
)
