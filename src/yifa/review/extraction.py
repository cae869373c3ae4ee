"""The figures of a document: value, unit, approximation, kind, what it belongs to, what it is a part of."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from yifa.review import context, grids, kinds, scan
from yifa.review.kinds import Cues
from yifa.review.values import BODY_KINDS, Document, Figure


def figures(document: Document) -> list[Figure]:
    """Every figure in the document, in order of place; page headers, notes and comments are left out."""
    aside = any(block.kind not in BODY_KINDS for block in document.blocks)
    spans = [(block.start, block.end) for block in document.body] if aside else None
    found = in_text(document.text, spans=spans)
    return _merged(found, grids.in_tables(document)) if document.tables else found


def _merged(found: list[Figure], cells: list[Figure]) -> list[Figure]:
    """Both in order of place, each part still pointing at its total; a cell's head knows more than the cell."""
    places = {one.start for one in cells}
    found = [one if one.start not in places else replace(one, unit="") for one in found]
    both = [
        *found,
        *(one if one.parent is None else replace(one, parent=one.parent + len(found)) for one in cells),
    ]
    order = sorted((at for at, one in enumerate(both) if one.unit), key=lambda at: both[at].start)
    place = {old: new for new, old in enumerate(order)}
    return [
        one if one.parent is None else replace(one, parent=place.get(one.parent))
        for one in (both[at] for at in order)
    ]


def in_text(text: str, spans: list[tuple[int, int]] | None = None) -> list[Figure]:
    """Every figure of a plain text, or of some spans of it."""
    found = scan.candidates(text)
    if spans is not None:
        inside = scan.Spans(iter(sorted(spans)))
        found = [candidate for candidate in found if inside.hold(candidate.start)]
    cues = Cues(text, ((one.start, one.end) for one in found))
    return context.nested(text, _described(text, found, cues), cues)


def _described(text: str, found: list[scan.Candidate], cues: Cues) -> list[Figure]:
    if not found:
        return []
    result = list[Figure]()
    sections, sentences = context.Sections(text), context.Sentences(text)
    for candidate in found:
        stop = sentences.start(candidate.start)
        same = _same_before(candidate.unit, result, stop)
        kind, sure = kinds.classify(text, candidate.start, candidate.end, candidate.unit, cues, stop, same)
        if not kind or sure < WEAK:
            kind = same or DEFAULTS.get(candidate.unit, "") or (kind if sure >= FAINT else "")
        result.append(_figure(text, candidate, kind or "count", stop, sections))
    return result


WEAK, FAINT = 0.35, 0.2


def _same_before(unit: str, before: list[Figure], stop: int) -> str:
    """A figure without words of its own continues the one before it in the same sentence with the same unit; a rate
    between the two (22人，占86%，另有5人) does not part them."""
    for one in reversed(before[-3:]):
        if one.start < stop:
            return ""
        if one.unit == unit:
            return one.kind
        if one.unit not in ("%", "个百分点"):
            return ""
    return ""


DEFAULTS = {
    "%": "rate",
    "元": "amount",
    "个百分点": "growth_rate",
    "学时": "study_hours",
    "课时": "study_hours",
    "户": "household",
    "户次": "visit",
    "处次": "inspection",
    "场": "outreach_event",
    "场次": "outreach_event",
    "分": "score",
    **dict.fromkeys(("天", "小时", "个月", "分钟", "工作日", "个工作日"), "duration"),
    **dict.fromkeys(("平方米", "平方公里", "亩", "公顷"), "area"),
    **dict.fromkeys(("公斤", "吨", "台", "辆", "把", "箱", "瓶"), "goods"),
}


def _figure(text: str, found: scan.Candidate, kind: str, stop: int, sections: context.Sections) -> Figure:
    approx = context.approximation(text, found)
    high = found.high.value if found.high else found.number.high
    value = found.number.value
    if found.high is not None:
        value = _same_scale(text, found)
    known = kinds.kinds().get(kind)
    return Figure(
        text=text[found.start : found.end],
        start=found.start,
        end=found.end,
        value=plain(value),
        unit=found.unit,
        approx=approx,
        kind=kind,
        high=plain(high) if high is not None else None,
        per=context.per(text, stop, found.start),
        scope=context.scope(text, stop, found, sections),
        code=known.code if known else "",
    )


_SCALE_OF_HIGH = re.compile(r"[万亿千百]")


def _same_scale(text: str, found: scan.Candidate) -> Decimal:
    """In 3至5万元 the scale word belongs to both ends."""
    assert found.high is not None
    low, high = found.number.value, found.high.value
    written = text[found.start : found.end]
    scaled = _SCALE_OF_HIGH.findall(written)
    if len(scaled) == 1 and low < 1000 <= high and low * 1000 < high:
        factor = {"万": 10_000, "亿": 100_000_000, "千": 1000, "百": 100}[scaled[0]]
        return low * factor
    return low


def plain(value: Decimal) -> int | float:
    """An int where it is one."""
    return int(value) if value == value.to_integral_value() else float(value)
