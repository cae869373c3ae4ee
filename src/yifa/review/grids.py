"""Tables: the figures of cells that hold a bare number, with the unit of their column, row or table.

A number means something through the words at the head of its column and the beginning of its row, and its unit stands
there: 金额（万元）, 受理件数, 单位：件. The last row 合计 is the total of the rows above it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from yifa.review import numerals, units
from yifa.review.values import Cell, Document, Figure, Grid

_BARE = re.compile(
    rf"\s*(?P<about>约|近|超|逾)?\s*(?P<number>{numerals.ARABIC}\s?[余多]?\s?[万亿]?[余多]?)\s*(?P<percent>[%％])?\s*"
)
_NO_COUNT = re.compile(
    r"序号|编号|年份|年度$|^年$|月份|日期|时间|电话|手机|号码|邮编|证号|文号|排名|名次|代码|备注|行次|工号|^月$|学号|栏次"
)
_BRACKET = re.compile(r"[（(]\s*(?:单位[:：]?)?\s*(?P<scale>[万亿千百]?)(?P<unit>[^（()）\d]{1,5}?)\s*[)）]")
_TABLE_UNIT = re.compile(r"单位\s*[:：]\s*(?P<scale>[万亿千百]?)(?P<unit>[^\s（()）\d、，。|]{1,5})")
_NAMED = re.compile(
    r"(?P<unit>人次|件次|场次|户次|家次|批次|学时)(?:数|$|合计|小计)|(?P<of>[人件起场次户份个家册条宗批篇处名支期间])数(?:量)?(?:$|[（(合小])"
)
_RATE = re.compile(r"(?:率|占比|比例|比重|百分比|增幅|降幅)$")
_TOTAL = re.compile(r"\s*(?:合|总|共)\s*计\s*(?:数)?\s*|总数|合计数")
_SUBTOTAL = re.compile(r"小\s*计|其中")
_SPACES = re.compile(r"\s+")
TOTAL = "合计"  # marks the total of a column until its parts are linked to it
LONGEST_TABLE = 5000  # cells; a longer table is a data sheet, not a report's


@dataclass(frozen=True, slots=True)
class Measure:
    """A unit with the scale word that goes before it: 万元."""

    scale: str
    unit: str


def in_tables(document: Document) -> list[Figure]:
    """The figures of bare cells, with their totals as `parent` counted within this list."""
    result: list[Figure] = []
    for grid in document.tables:
        if len(grid) <= LONGEST_TABLE:
            found = _Table(document, grid).figures()
            result += _shifted(found, len(result))
    return result


def _shifted(found: list[tuple[Cell, Figure]], by: int) -> list[Figure]:
    """Links every part to the total of its column, which is of the kind all its parts are."""
    totals = {cell.column: at for at, (cell, figure) in enumerate(found) if figure.per == TOTAL}
    linked = [replace(figure, per="") for _, figure in found]
    for at, (cell, figure) in enumerate(found):
        total = totals.get(cell.column, at)
        if total != at and found[total][1].unit == figure.unit:
            linked[at] = replace(linked[at], parent=total + by, exhaustive=True)
    for total in totals.values():
        kinds = {(one.kind, one.code) for one in linked if one.parent == total + by}
        if len(kinds) == 1:
            kind, code = kinds.pop()
            linked[total] = replace(linked[total], kind=kind, code=code)
    return linked


class _Table:
    """One table of a document, asked for the words around a cell."""

    def __init__(self, document: Document, grid: Grid) -> None:
        self.text, self.grid = document.text, grid
        self.places = {
            (cell.row, at): cell for cell in grid for at in range(cell.column, cell.column + cell.width)
        }
        self.first = self._first_row()
        before = self.text[max(0, grid[0].start - 60) : grid[0].start] if grid else ""
        heads = "".join(self.of(cell) for cell in grid if cell.row < max(self.first, 1))
        self.unit = _measure(_TABLE_UNIT.search(before) or _TABLE_UNIT.search(heads))

    def of(self, cell: Cell) -> str:
        return self.text[cell.start : cell.end].strip()

    def _first_row(self) -> int:
        """The first row with a bare number in it that is not merely the row's own number."""
        rows = (c.row for c in self.grid if c.column > 0 and _BARE.fullmatch(self.of(c)) and self.of(c))
        return min(rows, default=0)

    def figures(self) -> list[tuple[Cell, Figure]]:
        found = [(cell, one) for cell in self.grid if (one := self._figure(cell))]
        last = max((cell.row for cell, _ in found), default=0)
        mixed = any(_SUBTOTAL.search(self._label(cell)) for cell, _ in found)
        return [(cell, replace(one, per="") if mixed or cell.row != last else one) for cell, one in found]

    def _figure(self, cell: Cell) -> Figure | None:
        written = self.text[cell.start : cell.end]
        bare = _BARE.fullmatch(written) if written.strip() else None
        if bare is None or cell.row < self.first:
            return None
        heads, label = self._heads(cell), self._label(cell)
        head = "".join(heads)
        if not (head or label) or _NO_COUNT.search(head) or (not head and _NO_COUNT.search(label)):
            return None
        measure = Measure("", "%") if bare["percent"] else self._measure(heads, label)
        return self._made(cell, bare, measure, f"{label}{head}") if measure else None

    def _measure(self, heads: list[str], label: str) -> Measure | None:
        """The head nearest to the cell speaks first."""
        return next(filter(None, map(_told, [*reversed(heads), label])), None) or self.unit

    def _made(self, cell: Cell, bare: re.Match[str], measure: Measure, words: str) -> Figure | None:
        from yifa.review.extraction import in_text

        start, end = bare.span("number")
        plain = re.sub(r"[（(][^（()）]*[)）]|\s", "", words)
        spoken = in_text(
            f"{plain}：{bare['about'] or ''}{bare['number'].strip()}{measure.scale}{measure.unit}"
        )
        if not spoken:
            return None
        one = spoken[-1]
        end = cell.start + (bare.end("percent") if bare["percent"] else start + len(bare["number"].rstrip()))
        begin = cell.start + start
        total = TOTAL if _TOTAL.fullmatch(self._label(cell)) else ""
        return replace(one, text=self.text[begin:end], start=begin, end=end, per=total, parent=None)

    def _heads(self, cell: Cell) -> list[str]:
        """The words above the cell, from the top down."""
        above = [self.places.get((row, cell.column)) for row in range(self.first)]
        return list(dict.fromkeys(_SPACES.sub("", self.of(one)) for one in above if one and self.of(one)))

    def _label(self, cell: Cell) -> str:
        """The words that begin the cell's row; an empty cell there continues the one above it."""
        words: list[str] = []
        for column in range(cell.column):
            total = bool(words) and bool(_TOTAL.fullmatch(words[0]))
            said = self._beside(cell.row, column, inherits=not total)
            if said and not _BARE.fullmatch(said):
                words.append(_SPACES.sub("", said))
        return "".join(dict.fromkeys(words[:2]))

    def _beside(self, row: int, column: int, *, inherits: bool) -> str:
        for above in range(row, self.first - 1 if inherits else row - 1, -1):
            cell = self.places.get((above, column))
            if cell is not None and self.of(cell):
                return self.of(cell)
            if column > 1:
                break
        return ""


@cache
def _known() -> frozenset[str]:
    return frozenset(units.units())


def _measure(found: re.Match[str] | None) -> Measure | None:
    unit = found["unit"].strip() if found else ""
    scale = found["scale"] if found else ""
    if unit in _known():
        return Measure(scale, unit)
    return Measure(scale, unit[:-1]) if unit[:-1] in _known() and unit.endswith(("数", "次")) else None


def _told(words: str) -> Measure | None:
    """The unit that the words of a head or label name."""
    if bracket := _measure(_BRACKET.search(words)):
        return bracket
    if _RATE.search(words):
        return Measure("", "%")
    named = _NAMED.search(words)
    return Measure("", named["unit"] or named["of"]) if named else None


_TAB = re.compile(r"\t+| {2,}|　{2,}")
_RULE = re.compile(r"[|\s:：+-]+")


def in_lines(text: str) -> tuple[Grid, ...]:
    """The tables of a plain text: lines of Markdown with |, or lines set in columns by tabs or wide gaps."""
    if "|" not in text and "\t" not in text and "  " not in text and "　　" not in text:
        return ()
    grids, rows = [], list[list[tuple[int, int]]]()
    for line in re.finditer(r"[^\r\n]*(?:\r?\n|$)", text):
        spans = list(_spans(line[0].rstrip("\r\n"), line.start()))
        if len(spans) >= 2:
            rows.append(spans)
        elif not (_RULE.fullmatch(line[0].strip() or ".") and rows):
            grids.append(_grid(rows))
            rows = []
    return tuple(grid for grid in [*grids, _grid(rows)] if grid)


def _spans(line: str, start: int) -> Iterator[tuple[int, int]]:
    """Where the columns of a line stand; none where it has no columns."""
    body = line.strip()
    if not body or _RULE.fullmatch(body):
        return
    offset = start + line.index(body[0])
    marks = re.compile(r"\|") if "|" in body else _TAB
    at = 0
    for mark in [*marks.finditer(body), None]:
        end = mark.start() if mark else len(body)
        if mark is None and end == at and "|" in body:
            return
        if not ("|" in body and at == 0 and end == 0):
            yield offset + at, offset + end
        at = mark.end() if mark else end


def _grid(rows: list[list[tuple[int, int]]]) -> Grid:
    """Rows of equal width, two at least."""
    if len(rows) < 2 or len({len(row) for row in rows}) > 2:
        return ()
    return tuple(
        Cell(start, end, at, column) for at, row in enumerate(rows) for column, (start, end) in enumerate(row)
    )
