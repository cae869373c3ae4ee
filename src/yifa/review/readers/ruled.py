"""Tables of a PDF page, told by their rules: the lines drawn between cells.

A PDF knows no tables, only lines and letters. Lines that meet make a grid; a cell is what no line divides, its text what
stands inside. Tables without any line between their columns stay lines of text.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

NEAR = 2.0  # points: rules so near are one; drawn as thin boxes they have two edges
SHORTEST = 5.0
MOST_RULES = 5000  # a drawing, not a table


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line at `at` on the one axis, from `begin` to `end` on the other."""

    at: float
    begin: float
    end: float

    def covers(self, place: float) -> bool:
        return self.begin - NEAR <= place <= self.end + NEAR


@dataclass(frozen=True, slots=True)
class Boxed:
    """A cell: its row and column counted from 0, over how many columns, its text."""

    row: int
    column: int
    width: int
    text: str


@dataclass(frozen=True, slots=True)
class Ruled:
    """A table on a page, between `top` and `bottom` in points from the page's foot; `edges` are its columns'."""

    top: float
    bottom: float
    edges: tuple[float, ...]
    cells: tuple[Boxed, ...]

    def goes_on(self, other: Ruled) -> bool:
        """Whether the other, on the next page, has the same columns."""
        return len(self.edges) == len(other.edges) and all(
            abs(one - two) <= 2 * NEAR for one, two in zip(self.edges, other.edges, strict=True)
        )

    def followed_by(self, other: Ruled) -> Ruled:
        """Both as one table."""
        rows = max(cell.row for cell in self.cells) + 1
        below = (Boxed(cell.row + rows, cell.column, cell.width, cell.text) for cell in other.cells)
        return Ruled(self.top, other.bottom, self.edges, (*self.cells, *below))


def tables(page: Any, textpage: Any) -> list[Ruled]:
    """The ruled tables of a page, from its top down."""
    across, down = _rules(page)
    found = (_table(textpage, *group) for group in _grids(across, down))
    return sorted((one for one in found if one), key=lambda one: -one.top)


def _rules(page: Any) -> tuple[list[Rule], list[Rule]]:
    """Horizontal and vertical rules, each whole."""
    across: list[Rule] = []
    down: list[Rule] = []
    for (x, y), (u, v) in _strokes(page):
        if abs(y - v) <= NEAR and abs(x - u) >= SHORTEST:
            across.append(Rule((y + v) / 2, min(x, u), max(x, u)))
        elif abs(x - u) <= NEAR and abs(y - v) >= SHORTEST:
            down.append(Rule((x + u) / 2, min(y, v), max(y, v)))
        if len(across) + len(down) > MOST_RULES:
            return [], []
    return _whole(across), _whole(down)


Point = tuple[float, float]


def _strokes(page: Any) -> Iterator[tuple[Point, Point]]:
    """Every straight stroke of every path, in points of the page."""
    import pypdfium2.raw as pdfium

    for one in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH], max_depth=2):
        matrix = one.get_matrix()
        last = start = (0.0, 0.0)
        for at in range(pdfium.FPDFPath_CountSegments(one.raw)):
            segment = pdfium.FPDFPath_GetPathSegment(one.raw, at)
            x, y = ctypes.c_float(), ctypes.c_float()
            pdfium.FPDFPathSegment_GetPoint(segment, x, y)
            point = matrix.on_point(x.value, y.value)
            kind = pdfium.FPDFPathSegment_GetType(segment)
            if kind == pdfium.FPDF_SEGMENT_MOVETO:
                start = point
            elif kind == pdfium.FPDF_SEGMENT_LINETO:
                yield last, point
            if pdfium.FPDFPathSegment_GetClose(segment):
                yield point, start
            last = point


def _whole(rules: list[Rule]) -> list[Rule]:
    """Rules in one line that touch, made one: many programs draw them cell by cell."""
    lines: list[list[Rule]] = []
    for rule in sorted(rules, key=lambda one: one.at):
        if lines and rule.at - lines[-1][0].at <= NEAR:
            lines[-1].append(rule)
        else:
            lines.append([rule])
    return [joined for line in lines for joined in _joined(line)]


def _joined(line: list[Rule]) -> Iterator[Rule]:
    at = sum(rule.at for rule in line) / len(line)
    pieces = sorted((rule.begin, rule.end) for rule in line)
    begin, end = pieces[0]
    for one, two in pieces[1:]:
        if one > end + NEAR:
            yield Rule(at, begin, end)
            begin, end = one, two
        end = max(end, two)
    yield Rule(at, begin, end)


def _grids(across: list[Rule], down: list[Rule]) -> Iterator[tuple[list[Rule], list[Rule]]]:
    """Rules that meet, a group a table."""
    left = list(down)
    rest = list(across)
    while left:
        columns, rows = [left.pop()], list[Rule]()
        grown = True
        while grown:
            met = [one for one in rest if any(_meet(one, column) for column in columns)]
            rest = [one for one in rest if one not in met]
            rows += met
            more = [one for one in left if any(_meet(row, one) for row in rows)]
            left = [one for one in left if one not in more]
            columns += more
            grown = bool(met or more)
        yield rows, columns


def _meet(across: Rule, down: Rule) -> bool:
    return across.covers(down.at) and down.covers(across.at)


def _edges(places: Iterable[float]) -> tuple[float, ...]:
    result: list[float] = []
    for place in sorted(places):
        if not result or place - result[-1] > 2 * NEAR:
            result.append(place)
    return tuple(result)


def _table(textpage: Any, across: Sequence[Rule], down: Sequence[Rule]) -> Ruled | None:
    """The grid of these rules; None for a mere box. Open sides end where the horizontal rules do."""
    if len(across) < 2:
        return None
    ys = _edges(rule.at for rule in across)[::-1]
    sides = [min(rule.begin for rule in across), max(rule.end for rule in across)]
    xs = _edges([*(rule.at for rule in down), *sides])
    if len(xs) < 3 or len(ys) < 3:
        return None
    cells = tuple(_cells(textpage, across, down, xs, ys))
    return Ruled(ys[0], ys[-1], xs, cells) if cells else None


def _cells(
    textpage: Any, across: Sequence[Rule], down: Sequence[Rule], xs: Sequence[float], ys: Sequence[float]
) -> Iterator[Boxed]:
    for row in range(len(ys) - 1):
        middle = (ys[row] + ys[row + 1]) / 2
        column = 0
        while column < len(xs) - 1:
            width = 1
            while column + width < len(xs) - 1 and not _divided(down, xs[column + width], middle):
                width += 1
            centre = (xs[column] + xs[column + 1]) / 2
            if row == 0 or _divided(across, ys[row], centre):  # else it is the lower part of a cell above
                foot = row + 1
                while foot < len(ys) - 1 and not _divided(across, ys[foot], centre):
                    foot += 1
                box = (xs[column], ys[foot], xs[column + width], ys[row])
                yield Boxed(row, column, width, _written(textpage, *box))
            column += width


def _divided(rules: Iterable[Rule], at: float, place: float) -> bool:
    return any(abs(rule.at - at) <= 2 * NEAR and rule.covers(place) for rule in rules)


def _written(textpage: Any, left: float, bottom: float, right: float, top: float) -> str:
    text = textpage.get_text_bounded(left=left + 1, bottom=bottom + 1, right=right - 1, top=top - 1)
    return re.sub(r"[\r\n\ufffe\uffff\x00-\x08\x0b-\x1f]", "", text).strip()
