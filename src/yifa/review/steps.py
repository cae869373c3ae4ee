"""What was come in and what came of it: pairs of counts in one sentence, told by the verbs straight before them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from yifa.review.reading import Reading
from yifa.review.values import Figure

# Each step of a matter: the words for what came in, for what was done, and the rates that are named after it.
_IN = re.compile(
    r"受理|接收|收到|接到|接待|排查(?!化解|整治|整改)|登记|发现|承办|承接|调处(?!成功|化解)|调解[一-鿿]{0,6}纠纷|转办|交办|接转|立案|提出|征集|发放问卷|摸排|现有|应考|应参|应到|实有|在编|全体"
)
_OUT = {
    "settled": (
        re.compile(r"(?:调解|调处|化解)成功|成功(?:调解|化解|调处)|化解|^(?:其中)?成功$"),
        re.compile(r"成功率|化解率|调解率|调成率"),
    ),
    "closed": (re.compile(r"办结|办理完毕|结案|审结"), re.compile(r"办结率|结案率|审结率")),
    "mended": (re.compile(r"整改|整治(?:到位|完成)"), re.compile(r"整改率")),
    "answered": (re.compile(r"答复|回复"), re.compile(r"答复率|回复率")),
    "solved": (re.compile(r"解决|办复|销号"), re.compile(r"解决率|办复率|销号率")),
    "proved": (re.compile(r"查实|查结|核实"), re.compile(r"查实率|查结率")),
    "taken": (re.compile(r"采纳|采用"), re.compile(r"采纳率")),
    "sat": (re.compile(r"参考|参加[一-鿿]{0,10}考试"), re.compile(r"参考率")),
    "trained": (re.compile(r"参训|参加[一-鿿]{0,8}(?:培训|轮训)"), re.compile(r"参训率")),
    "certified": (re.compile(r"持证|(?:持有|取得)[一-鿿]{0,8}证"), re.compile(r"持证率|持证上岗率")),
    "returned": (re.compile(r"回收"), re.compile(r"回收率")),
}
_CARRIED = re.compile(r"上年|往年|历年|结转|旧存|积存|累计|含\d{4}年|包括")
_CLAUSE = re.compile(r"[，,；;：:（(）)、]")


@dataclass(frozen=True, slots=True)
class Pair:
    """`came` came in, `done` is what came of it; `rate` matches the names of its rate."""

    came: Figure
    done: Figure
    rate: re.Pattern[str]


def pairs(reading: Reading) -> Iterator[Pair]:
    """Each count of something done and the nearest count before it, in its sentence, of what came in."""
    for sentence in reading.sentences:
        begin = max(0, sentence[0].start - 40)
        if _CARRIED.search(reading.text[begin : sentence[-1].end]):
            continue
        counts = [one for one in sentence if one.parent is None and not one.per and one.unit != "%"]
        yield from _pairs(reading.text, counts)
        yield from _of_staff(reading, sentence)


def _of_staff(reading: Reading, sentence: list[Figure]) -> Iterator[Pair]:
    """现有执法人员22人，其中持证19人: the part is what came of the whole."""
    certified, rate = _OUT["certified"]
    for one in sentence:
        if one.parent is None or one.unit not in ("人", "名"):
            continue
        total = reading.figures[one.parent]
        if total.unit in ("人", "名") and certified.search(said(reading.text, total.end, one)):
            yield Pair(total, one, rate)


def _pairs(text: str, counts: list[Figure]) -> Iterator[Pair]:
    came: Figure | None = None
    for at, one in enumerate(counts):
        words = said(text, counts[at - 1].end if at else 0, one)
        if done := _done(words):
            if came and came.unit == one.unit and came.scope == one.scope:
                yield Pair(came, one, done)
            continue
        came = one if _IN.search(words) else came if came and came.unit != one.unit else None


_ANY = re.compile("|".join(verb.pattern for verb, _ in _OUT.values()))


def _done(words: str) -> re.Pattern[str] | None:
    if not _ANY.search(words):
        return None
    return next((rate for verb, rate in _OUT.values() if verb.search(words)), None)


def said(text: str, begin: int, figure: Figure) -> str:
    """The words of the figure's own clause before it."""
    return _CLAUSE.split(text[max(begin, figure.start - 24) : figure.start])[-1]
