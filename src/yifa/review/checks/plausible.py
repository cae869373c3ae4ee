"""Values that deserve a question: every rate 100 %, round numbers, the same as last year, far from the peers'."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from hashlib import sha256
from statistics import median
from threading import Lock

from yifa.review import extraction
from yifa.review.kinds import name
from yifa.review.numerals import shown
from yifa.review.reading import Check, Reading
from yifa.review.values import Document, Figure, Finding

_LARGE = 1000
MOST_KEPT = 1000
_KEPT: dict[bytes, dict[str, float]] = {}
_LOCK = Lock()


def run(reading: Reading, check: Check) -> Iterable[Finding]:
    """Questions, never accusations: each names what would answer it."""
    for figure in reading.figures:
        if figure.scope == "year":
            yield from _one(reading, check, figure)
    yield from _beside_peers(reading, check)


def _one(reading: Reading, check: Check, figure: Figure) -> Iterable[Finding]:
    if figure.kind == "mediation_success_rate" and figure.value == 100:
        yield check.at(
            reading, figure.start, figure.end, "成功率100%：请核对分母是否含调解不成的案件，并写明分子、分母"
        )
    if (
        figure.unit not in ("%", "元")
        and figure.value >= _LARGE
        and figure.value % _LARGE == 0
        and figure.approx == "exact"
    ):
        yield check.at(reading, figure.start, figure.end, f"“{figure.text}”是整数：请核对是准确数还是估计数")
    last = reading.settings.last_year.get(figure.kind)
    if last is not None and figure.value == last and figure.value >= 10 and figure.parent is None:
        yield check.at(
            reading, figure.start, figure.end, f"“{figure.text}”与上一年度完全相同：请核对是否沿用旧稿"
        )


def _beside_peers(reading: Reading, check: Check) -> Iterable[Finding]:
    """A value more than ten times the peers' median, or less than a tenth, where at least four peers tell theirs."""
    if len(reading.peers) < 4:
        return
    known: dict[str, list[float]] = defaultdict(list)
    for peer in reading.peers:
        for kind, value in _largest_of(peer).items():
            known[kind].append(value)
    largest = _largest(reading.figures)
    for figure in reading.figures:
        values = known.get(figure.kind, [])
        if len(values) < 4 or largest.get(figure.kind) != figure.value or not (middle := median(values)):
            continue
        if not middle / 10 <= figure.value <= middle * 10:
            message = (
                f"{name(figure.kind)} {figure.text}，其他单位的中位数是 {shown(middle)}：请核对口径和单位"
            )
            yield check.at(reading, figure.start, figure.end, message)


def _largest_of(peer: Document) -> dict[str, float]:
    """As below, kept by the text's digest: in a district's inbox every file is beside every other one."""
    digest = sha256(peer.text.encode("utf-8", "surrogatepass")).digest()
    if (known := _KEPT.get(digest)) is None:
        known = _largest(extraction.figures(peer))
        with _LOCK:
            while len(_KEPT) >= MOST_KEPT:
                del _KEPT[next(iter(_KEPT))]
            _KEPT[digest] = known
    return known


def _largest(found: list[Figure]) -> dict[str, float]:
    result: dict[str, float] = {}
    for one in found:
        if one.scope == "year" and one.unit != "%":
            result[one.kind] = max(result.get(one.kind, 0.0), float(one.value))
    return result


CHECK = Check(
    "figures.plausible",
    "数据合理性",
    "question",
    "《法治政府建设与责任落实督察工作规定》第二十五条；统计口径应当写明",
    ("调解成功率100%", "受理54件，调解成功52件，成功率96.3%"),
    run,
)
