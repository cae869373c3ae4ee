"""Measures a PDF on the page: where characters and rules stand, whatever program made it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from statistics import median

from yifa.papers import rules, standard
from yifa.papers.conformance.of_docx import DATE
from yifa.papers.conformance.rendered import Line, Page, Rendered
from yifa.papers.conformance.values import ElementResult, result
from yifa.papers.values import Form

Results = Iterator[ElementResult]
FOOT = standard.TOP + standard.TEXT_HEIGHT  # mm: lower edge of the text block
EDGE = standard.LEFT + standard.TEXT_WIDTH
MIDDLE = standard.LEFT + standard.TEXT_WIDTH / 2
CHARACTER = standard.BODY_SIZE * standard.POINT
NUMBER = re.compile(r"[^\s\d〔〕]+[〔\[（(【][12]\d{3}[〕\]）)】]第?\d+号")
PAGE_NUMBER = re.compile(r"[—–\-]\d+[—–\-]")
LONG_LINE = 22  # characters from which a line shows where the right edge is


def check_pdf(data: bytes, *, form: Form | str = Form.REPORT) -> list[ElementResult]:
    """Measure every page of a PDF against GB/T 9704-2012.

    Raises:
        YifaError: the bytes are no PDF that can be opened.
    """
    file = Rendered(data)
    checks = [*COMMON, *(RED_HEAD if form == Form.REPORT else LETTER if form == Form.LETTER else ())]
    return [found for check in checks for found in check(file)]


def _text(page: Page) -> list[Line]:
    """The lines without the page number."""
    return [line for line in page.lines if line.baseline <= FOOT + 1 or not PAGE_NUMBER.fullmatch(line.text)]


def _body(page: Page) -> list[Line]:
    """The lines at the size of running text."""
    return [line for line in _text(page) if line.size == standard.BODY_SIZE]


def _paper(file: Rendered) -> Results:
    sizes = {(round(page.width), round(page.height)) for page in file.pages}
    shown = "、".join(f"{w}×{h}" for w, h in sorted(sizes))
    yield result("paper", sizes == {(210, 297)}, "210×297毫米", f"{shown}毫米")


def _margins(file: Rendered) -> Results:
    """The ink of running text stays inside the text block and reaches its edges."""
    lines = [line for page in file.pages for line in _body(page)]
    if not lines:
        return
    left, right = min(line.left for line in lines), max(line.right for line in lines)
    tops = [min(_text(page), key=lambda line: line.top) for page in file.pages[1:] if _body(page)]
    bottom = max(line.chars[0].bottom for line in lines)
    yield result("margin_left", abs(left - standard.LEFT) <= 1.2, f"{standard.LEFT:g}毫米", f"{left:.1f}毫米")
    reached = not any(rules.width(line.text) >= LONG_LINE for line in lines) or right >= EDGE - 3
    within = reached and right <= EDGE + 1
    yield result("margin_right", within, f"{standard.RIGHT:g}毫米", f"{standard.PAGE_WIDTH - right:.1f}毫米")
    if tops:
        top = min(line.top for line in tops)
        yield result("margin_top", -1 <= top - standard.TOP <= 4.5, f"{standard.TOP:g}毫米", f"{top:.1f}毫米")
    yield result("margin_bottom", bottom <= FOOT + 1, f"不越过版心下边 {FOOT:g}毫米", f"{bottom:.1f}毫米")


def _lines(file: Rendered) -> Results:
    """The pitch of running text, and how many lines the fullest page has."""
    gaps = [b.baseline - a.baseline for page in file.pages for a, b in _neighbours(_body(page))]
    gaps = [gap for gap in gaps if gap < 2 * standard.LINE_PITCH * standard.POINT - 0.5]
    if not gaps:
        return
    pitch = median(gaps)
    fit = int(standard.TEXT_HEIGHT / pitch + 0.02)
    most = max(len(_body(page)) for page in file.pages)
    ok = fit == standard.LINES and most <= standard.LINES
    yield result(
        "lines", ok, f"每面{standard.LINES}行", f"行距{pitch:.2f}毫米，合每面{fit}行，最多一面{most}行"
    )


def _neighbours(lines: list[Line]) -> Iterator[tuple[Line, Line]]:
    return pairwise(lines)


def _characters(file: Rendered) -> Results:
    """Full lines, counted: a punctuation mark at the end may be condensed, so one more may stand on a line."""
    full = [line for page in file.pages for line in _body(page) if _is_full(line)]
    if not full:
        return
    counts = [rules.width(line.text) for line in full]
    typical = median(round(count) for count in counts)
    ok = typical == standard.CHARACTERS and max(counts) <= standard.CHARACTERS + 1.5
    shown = f"{len(full)}个整行，中位{typical:g}字，{min(counts):g}至{max(counts):g}字"
    yield result("characters", ok, f"每行{standard.CHARACTERS}字", shown)


def _is_full(line: Line) -> bool:
    begins = line.left < standard.LEFT + CHARACTER / 2
    return begins and line.right > EDGE - CHARACTER / 2 - 1 and rules.width(line.text) >= LONG_LINE


def _letterhead(file: Rendered) -> Results:
    yield from _red_line(file, standard.TOP + standard.HEAD_DROP)


def _letter_letterhead(file: Rendered) -> Results:
    yield from _red_line(file, standard.LETTER_TOP)


def _red_line(file: Rendered, wanted: float) -> Results:
    """发文机关标志: red, centred, its upper edge at the wanted height."""
    red = [line for line in file.pages[0].lines if {char.color for char in line.chars} == {standard.RED}]
    if not red:
        yield result("letterhead", False, f"红色，上边缘距上页边{wanted:g}毫米", "")
        return
    head = red[0]
    centred = abs((head.left + head.right) / 2 - MIDDLE) <= 1.5
    ok = len(red) == 1 and centred and abs(head.top - wanted) <= 1.0
    shown = f"{head.text}，距上页边{head.top:.1f}毫米{'' if centred else '，未居中'}"
    yield result("letterhead", ok, f"红色，居中，上边缘距上页边{wanted:g}毫米", shown)


def _number(file: Rendered) -> Results:
    found = next((m.group() for line in file.pages[0].lines if (m := NUMBER.search(line.text))), "")
    yield result("number", rules.number_is_right(found), "机关代字〔年份〕序号", found)


def _red_rule(file: Rendered) -> Results:
    """The rule over the whole text width, 4 mm under the number's line."""
    page = file.pages[0]
    red = [stroke for stroke in page.strokes if stroke.color == standard.RED]
    line = next((line for line in page.lines if NUMBER.search(line.text)), None)
    if not red or line is None:
        yield result("red_rule", False, "红色，字号之下4毫米，与版心等宽", "")
        return
    gap = red[0].top - (line.baseline + 0.2 * CHARACTER)
    wide = abs(red[0].right - red[0].left - standard.TEXT_WIDTH) <= 1.5
    ok = wide and abs(gap - standard.RULE_GAP) <= 1.0
    yield result(
        "red_rule",
        ok,
        "红色，字号之下4毫米，与版心等宽",
        f"字号之下{gap:.1f}毫米，长{red[0].right - red[0].left:.0f}毫米",
    )


def _letter_rules(file: Rendered) -> Results:
    red = [stroke for stroke in file.pages[0].strokes if stroke.color == standard.RED]
    long = [s for s in red if abs(s.right - s.left - standard.LETTER_RULE_WIDTH) <= 1.6]
    foot = max((s.bottom for s in long), default=0.0)
    ok = len(long) >= 4 and abs(standard.PAGE_HEIGHT - foot - standard.LETTER_BOTTOM) <= 1.2
    yield result(
        "letter_rules",
        ok,
        "上下各一条红色双线，长170毫米，下线距下页边20毫米",
        f"{len(long)}条，下线在{foot:.1f}毫米",
    )


def _title(file: Rendered) -> Results:
    lines = [line for line in file.pages[0].lines if line.size == standard.TITLE_SIZE]
    off = [line for line in lines if abs((line.left + line.right) / 2 - MIDDLE) > 1.5]
    shown = f"{len(lines)}行{'，未居中' if off else ''}" if lines else ""
    yield result("title", bool(lines) and not off, "二号，居中", shown)


def _date(file: Rendered) -> Results:
    """成文日期 stands right of the middle, two or four characters from the edge."""
    lines = [line for page in file.pages for line in _body(page) if DATE.fullmatch(line.text)]
    for line in lines[-1:]:
        free = (EDGE - line.right) / CHARACTER
        yield result(
            "date",
            line.left > MIDDLE and free > 0.5,
            "右空四字（加盖印章）",
            f"{line.text}，右空{free:.1f}字",
        )


def _page_number(file: Rendered) -> Results:
    """Each page but the first of a letter: dashes 7 mm under the text, outside, one character free."""
    wrong = []
    for place, page in enumerate(file.pages, 1):
        line = page.lines[-1] if page.lines else None
        if line is None or line.text.replace(" ", "") != f"—{place}—":
            wrong += [] if place == 1 and _is_letter(file) else [f"第{place}面无页码"]
        elif fault := _misplaced(line, odd=place % 2 == 1):
            wrong.append(f"第{place}面{fault}")
    yield result(
        "page_number", not wrong, "四号，一字线距版心7毫米，单右双左空一字", wrong[0] if wrong else "各面正确"
    )


def _is_letter(file: Rendered) -> bool:
    reds = [stroke for stroke in file.pages[0].strokes if stroke.color == standard.RED]
    return len(reds) >= 4


def _misplaced(line: Line, *, odd: bool) -> str:
    small = standard.SMALL_SIZE
    dash = line.chars[0]
    depth = (dash.top + dash.bottom) / 2 - FOOT
    free = (EDGE - line.right) if odd else (line.left - standard.LEFT)
    if line.size != small:
        return f"{line.size:g}磅"
    if abs(depth - standard.FOOTER_GAP) > 1:
        return f"一字线在版心下{depth:.1f}毫米"
    return "" if abs(free / CHARACTER - 1) <= 0.35 else f"外侧空{free / CHARACTER:.1f}字"


def _imprint(file: Rendered) -> Results:
    """The last rule on the lower edge of the text block of the last page."""
    page = file.pages[-1]
    words = [line for line in page.lines if line.text.startswith("抄送：") or line.text.endswith("印发")]
    if not words:
        return
    black = [s for s in page.strokes if s.color != standard.RED and s.bottom > words[0].top - 6]
    foot = max((stroke.bottom for stroke in black), default=0.0)
    sizes = {line.size for line in words}
    ok = abs(foot - FOOT) <= 1 and sizes == {standard.SMALL_SIZE} and len(black) >= 2
    yield result(
        "imprint", ok, f"四号，末条线在版心下边{FOOT:g}毫米", f"末条线{foot:.1f}毫米，{len(black)}条线"
    )


def _fonts(file: Rendered) -> Results:
    found = {name: embedded for page in file.pages for name, embedded in page.fonts().items()}
    bare = sorted(name for name, embedded in found.items() if not embedded)
    yield result(
        "fonts",
        bool(found) and not bare,
        "全部嵌入",
        "、".join(bare) if bare else f"{len(found)}种，全部嵌入",
    )


def _selectable(file: Rendered) -> Results:
    text = "".join(line.text for page in file.pages for line in page.lines)
    bad = sum(char in "\ufffd\x00\ufffe" for char in text)
    yield result(
        "text", bool(text) and not bad, "全部文字可选可查", f"{len(text)}字，{bad}字不可读" if text else ""
    )


def _archive(file: Rendered) -> Results:
    part = re.search(rb"pdfaid:part(?:>|=\")(\d)", file.data)
    level = re.search(rb"pdfaid:conformance(?:>|=\")([A-Z])", file.data)
    found = f"PDF/A-{part.group(1).decode()}{level.group(1).decode().lower()}" if part and level else ""
    yield result("archive", found == "PDF/A-2b", "PDF/A-2b", found)


def _bookmarks(file: Rendered) -> Results:
    """As many bookmarks as headings of the first level at least."""
    heads = [
        line.text
        for page in file.pages
        for line in _body(page)
        if re.match(r"[一二三四五六七八九十]+、", line.text)
    ]
    if heads:
        yield result(
            "bookmarks", len(file.bookmarks) >= len(heads), f"至少{len(heads)}条", f"{len(file.bookmarks)}条"
        )


Check = Callable[[Rendered], Results]
COMMON: tuple[Check, ...] = (
    _paper,
    _margins,
    _lines,
    _characters,
    _title,
    _date,
    _imprint,
    _page_number,
    _fonts,
    _selectable,
    _archive,
    _bookmarks,
)
RED_HEAD: tuple[Check, ...] = (_letterhead, _number, _red_rule)
LETTER: tuple[Check, ...] = (_letter_letterhead, _number, _letter_rules)
