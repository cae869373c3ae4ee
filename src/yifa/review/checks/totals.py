"""Parts that do not add up to their total: 28起，其中警告26起、罚款3起."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from yifa.review.numerals import shown
from yifa.review.reading import Check, Reading
from yifa.review.values import Figure, Finding

NEAR = 12  # characters between two numbers of one list
_AND = re.compile(r"(?:、|和|及|以及)[^，。；、,;（(]*")


def run(reading: Reading, check: Check) -> Iterable[Finding]:
    """Parts above the total; parts below it where all are named; a total mostly left unexplained."""
    groups: dict[int, list[Figure]] = defaultdict(list)
    for figure in reading.figures:
        if figure.parent is not None:
            groups[figure.parent].append(figure)
    for index, group in groups.items():
        total = reading.figures[index]
        judge = _judge if total.start < group[0].start else _column
        yield from judge(reading, check, total, group)


def _column(reading: Reading, check: Check, total: Figure, group: list[Figure]) -> Iterable[Finding]:
    """The last row of a table against the rows above it."""
    added = sum(Decimal(str(one.value)) for one in group)
    rough = any(one.approx != "exact" for one in (total, *group))
    if (
        len(group) >= 2
        and not rough
        and total.unit not in ("%", "个百分点")
        and added != Decimal(str(total.value))
    ):
        message = f"本栏各行合计 {shown(added)}{total.unit}，与合计栏 {total.text} 不符"
        yield check.at(reading, total.start, total.end, message)


def _judge(reading: Reading, check: Check, total: Figure, group: list[Figure]) -> Iterable[Finding]:
    if total.unit in ("%", "个百分点") or total.per:
        return
    same = _once([one for one in group if one.unit == total.unit and not one.per], total)
    added = sum(one.value for one in same)
    rough = any(one.approx != "exact" for one in (total, *same))
    named = "、".join(one.text for one in same)
    if _beside(reading, total):  # 甲70件、乙152件，其中…: parts of both, and nobody says which
        return
    if added > total.value and _too_many(reading, total, same) and _all_of_one(reading, same):
        yield check.at(
            reading, total.start, same[-1].end, f"分项 {named} 合计 {shown(added)}，超过总数 {total.text}"
        )
    elif len(same) >= 2 and added < total.value:
        if group[0].exhaustive and not rough:
            yield check.at(
                reading,
                total.start,
                same[-1].end,
                f"分项 {named} 合计 {shown(added)}，与总数 {total.text} 不符",
            )
        elif not rough and _enumerates(reading, total, same):
            message = f"分项 {named} 合计 {shown(added)}，与总数 {total.text} 相差 {shown(total.value - added)}，其余没有说明"
            yield check.at(reading, total.start, same[-1].end, message, severity=_asked(reading, total, same))
        elif added * 2 < total.value and _explains(reading, total, same):
            message = f"分项 {named} 合计约 {shown(added)}，不到总数 {total.text} 的一半，其余没有说明"
            yield check.at(reading, total.start, same[-1].end, message, severity="medium")


def _once(group: list[Figure], total: Figure) -> list[Figure]:
    """The parts up to where they reach the total: what follows divides it a second way (按来源, then 按结果)."""
    added = 0.0
    for at, one in enumerate(group):
        added += one.value
        if at and added == total.value:
            return group[: at + 1]
    return group


def _too_many(reading: Reading, total: Figure, same: list[Figure]) -> bool:
    """Whether the parts exceed the total for sure, however the rounded ones are read."""
    listed = _listed(reading, same)
    added = sum(one.value for one in listed)
    rough = any(one.approx != "exact" for one in (total, *listed))
    return added >= _most(total) if rough else added > total.value


def _most(total: Figure) -> float:
    """What a total can be at most: 20余 ends before 30, 370余 before 380; elsewhere a tenth is allowed."""
    step = 1
    while total.value and total.value % (step * 10) == 0:
        step *= 10
    return max(total.value + step * (total.approx == "over"), total.value * 1.1)


def _listed(reading: Reading, same: list[Figure]) -> list[Figure]:
    """The parts of one list: after 甲53次、乙20次 a comma leads on to something else (，责令改正13次)."""
    gaps = [reading.text[one.end : two.start] for one, two in itertools.pairwise(same)]
    for at, (before, gap) in enumerate(itertools.pairwise(gaps), start=2):
        if before.startswith("、") and gap.startswith(("，", ",")):
            return same[:at]
    return same


def _beside(reading: Reading, total: Figure) -> bool:
    """Whether another number of the kind stands before the total in one list with it."""
    before = [one for one in reading.figures if one.end <= total.start and total.start - one.end <= NEAR]
    return any(
        one.unit == total.unit
        and one.parent is None
        and _AND.fullmatch(reading.text[one.end : total.start]) is not None
        for one in before[-1:]
    )


def _all_of_one(reading: Reading, same: list[Figure]) -> bool:
    """Parts of parts would be counted twice: a part whose own words say 共 or 其中 ends the list."""
    gaps = [reading.text[one.end : two.start] for one, two in itertools.pairwise(same)]
    return len({one.kind for one in same}) <= 3 and not any(
        "其中" in gap or "（" in gap or "涉及" in gap for gap in gaps
    )


def _asked(reading: Reading, total: Figure, same: list[Figure]) -> str:
    """包括 may name examples only: that is a question."""
    return "question" if "包括" in reading.text[total.end : same[0].start] else "medium"


def _enumerates(reading: Reading, total: Figure, same: list[Figure]) -> bool:
    """包括甲3件、乙2件 with nothing after names all of them; 等 leaves some out."""
    text = reading.text
    if text[total.end] in "（(" and "包括" in text[total.end : same[0].start]:
        return False
    gap, tail = text[total.end : same[0].start], text[same[-1].end : same[-1].end + 4]
    return any(word in gap for word in ("包括", "分别为", "分别是", "分为")) and not any(
        mark in tail or mark in text[same[0].end : same[-1].start] for mark in ("等", "其他", "其余")
    )


def _explains(reading: Reading, total: Figure, same: list[Figure]) -> bool:
    """包括 and brackets promise the whole; 其中 names examples."""
    return any(word in reading.text[total.end : same[0].start] for word in ("包括", "包含", "（", "("))


CHECK = Check(
    "arithmetic.parts",
    "分项与总数",
    "high",
    "算术关系：同一份报告的数据应当对得上",
    ("处罚28起，其中警告26起、罚款3起", "处罚28起，其中警告26起、罚款2起"),
    run,
)
