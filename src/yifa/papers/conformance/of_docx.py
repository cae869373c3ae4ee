"""Measures a Word file element by element by unpacking it. One function an element; each yields its findings."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from yifa.papers import rules, standard
from yifa.papers.conformance.unpacked import Paragraph, Unpacked
from yifa.papers.conformance.values import ElementResult, result
from yifa.papers.docx.xml import NAMES, qualified
from yifa.papers.values import Form

Results = Iterator[ElementResult]
DATE = re.compile(r"[12]\d{3}年(?:[1-9]|1[0-2])月(?:[1-9]|[12]\d|3[01])日")
BELOW_TEXT = (
    1.3  # mm: a line of 28.95 pt ends so far under its characters of 16 pt, measured on rendered pages
)


def check_docx(data: bytes, *, form: Form | str = Form.REPORT) -> list[ElementResult]:
    """Measure every element of a Word file against GB/T 9704-2012.

    Elements that a document may lack (signer, notes, attachments, copies; running text in a case paper) are measured
    where they stand.

    Raises:
        Unreadable: the file is no Word document.
    """
    file = Unpacked(data)
    checks = [*COMMON, *(RED_HEAD if form == Form.REPORT else LETTER if form == Form.LETTER else ())]
    if form != Form.PLAIN or file.of_style("公文正文"):
        checks += TEXT
    return [found for check in checks for found in check(file)]


# Page


def _paper(file: Unpacked) -> Results:
    size = _section(file, "pgSz", "w"), _section(file, "pgSz", "h")
    right = all(
        abs(a - b) <= 0.5 for a, b in zip(size, (standard.PAGE_WIDTH, standard.PAGE_HEIGHT), strict=True)
    )
    yield result("paper", right, "210×297毫米", f"{size[0]:.0f}×{size[1]:.0f}毫米")


def _margins(file: Unpacked) -> Results:
    wanted = {"top": standard.TOP, "left": standard.LEFT, "right": standard.RIGHT, "bottom": standard.BOTTOM}
    for side, expected in wanted.items():
        found = _section(file, "pgMar", side)
        ok = abs(found - expected) <= standard.MARGIN_TOLERANCE
        yield result(f"margin_{side}", ok, f"{expected:g}毫米", f"{found:.1f}毫米")


def _section(file: Unpacked, name: str, attribute: str) -> float:
    """A measure of the section in millimetres."""
    node = file.section.find(f"w:{name}", NAMES) if file.section is not None else None
    return (
        float(node.get(qualified(f"w:{attribute}"), "0")) / 20 * standard.POINT if node is not None else 0.0
    )


def _grid(file: Unpacked) -> Results:
    """Twenty-two lines on the grid."""
    node = file.section.find("w:docGrid", NAMES) if file.section is not None else None
    pitch = float(node.get(qualified("w:linePitch"), "0")) / 20 if node is not None else 0.0
    yield result(
        "lines", _fit(pitch) == standard.LINES, f"网格每面{standard.LINES}行", f"网格每面{_fit(pitch)}行"
    )


def _fit(pitch: float) -> int:
    """How many lines of a pitch in points the text block holds."""
    return int(standard.points(standard.TEXT_HEIGHT) / pitch) if pitch else 0


def _pitch(file: Unpacked) -> Results:
    """Running text has one exact pitch, that of twenty-two lines."""
    text = file.of_style("公文正文")
    found = {p.number("spacing", "line") / 20 for p in text if p.value("spacing", "lineRule") == "exact"}
    ok = len(found) == 1 and {_fit(pitch) for pitch in found} == {standard.LINES}
    yield result(
        "lines", ok, f"行距{standard.WORD_LINE / 20:g}磅，每面{standard.LINES}行", f"行距{_list(found)}磅"
    )


def _characters(file: Unpacked) -> Results:
    """Twenty-eight characters: sixteen points and what is taken off between them."""
    spaced = {_spacing(p) for p in file.of_style("公文正文") if p.runs}
    width = standard.points(standard.TEXT_WIDTH)
    found = {int(width / (standard.BODY_SIZE + space) + 1e-6) for space in spaced}
    yield result(
        "characters", found == {standard.CHARACTERS}, f"每行{standard.CHARACTERS}字", f"每行{_list(found)}字"
    )


def _spacing(paragraph: Paragraph) -> float:
    """Space between characters in points, of the first run with text."""
    run = next(r for r in paragraph.node.iter(qualified("w:r")) if r.find("w:t", NAMES) is not None)
    node = run.find("w:rPr/w:spacing", NAMES)
    return float(node.get(qualified("w:val"), "0")) / 20 if node is not None else 0.0


def _list(values: set[float] | set[int]) -> str:
    return "、".join(f"{value:g}" for value in sorted(values)) or "无"


# Letterhead


def _letterhead(file: Unpacked) -> Results:
    yield from _looks(
        file, "letterhead", "公文版头", standard.TITLE_FONT, None, color=standard.RED, align="center"
    )


def _number(file: Unpacked) -> Results:
    given = file.of_style("公文字号")
    text = given[0].text.strip().split("\t")[0] if given else ""
    looks = (
        bool(given) and given[0].sizes == f"{standard.BODY_SIZE:g}" and standard.BODY_FONT in given[0].fonts
    )
    found = f"{text} {given[0].fonts} {given[0].sizes}磅" if given else ""
    yield result("number", looks and rules.number_is_right(text), "机关代字〔年份〕序号 三号仿宋", found)
    if given and "签发人" in given[0].text:
        yield from _signer(given[0])


def _signer(line: Paragraph) -> Results:
    label, _, name = line.text.rpartition("：")
    faces = [run.east_asian for run in line.runs]
    ok = label.endswith("签发人") and bool(name.strip()) and faces[-1] == standard.KAI_FONT
    yield result("signer", ok, "“签发人：”三号仿宋，姓名三号楷体", f"{label[-3:]}：{name} {faces[-1]}")


def _red_rule(file: Unpacked) -> Results:
    """The rule stands alone in a line whose height is its distance from the number."""
    for paragraph in file.paragraphs:
        border = paragraph.border("bottom")
        if border and not paragraph.text.strip():
            gap = BELOW_TEXT + paragraph.number("spacing", "line") / 20 * standard.POINT
            ok = border[0] == standard.RED and abs(gap - standard.RULE_GAP) <= 0.5 and border[1] > 0
            yield result("red_rule", ok, "红色，字号之下4毫米", f"颜色{border[0]}，字号之下{gap:.1f}毫米")
            return
    yield result("red_rule", False, "红色，字号之下4毫米", "")


def _letter_rules(file: Unpacked) -> Results:
    frames = [p for p in file.paragraphs if p.border("top") and not p.text.strip()]
    reds = [p for p in frames if (p.border("top") or ("",))[0] == standard.RED]
    widths = [p.number("framePr", "w") / 20 * standard.POINT for p in reds]
    ok = len(widths) == 2 and all(abs(width - standard.LETTER_RULE_WIDTH) <= 1 for width in widths)
    yield result("letter_rules", ok, "红色双线，长170毫米", f"{widths[0]:.0f}毫米" if widths else "")


# Body


def _title(file: Unpacked) -> Results:
    yield from _looks(file, "title", "公文标题", standard.TITLE_FONT, standard.TITLE_SIZE, align="center")


def _addressee(file: Unpacked) -> Results:
    for paragraph in file.of_style("公文主送"):
        flush = not paragraph.number("ind", "firstLineChars") and not paragraph.number("ind", "leftChars")
        looks = paragraph.fonts == standard.BODY_FONT and paragraph.sizes == f"{standard.BODY_SIZE:g}"
        ok = flush and looks and paragraph.text.rstrip().endswith("：")
        yield result("addressee", ok, "三号仿宋，顶格，末为全角冒号", _look(paragraph))


def _body(file: Unpacked) -> Results:
    given = file.of_style("公文正文")
    wrong = [p for p in given if not _is_body(p)]
    yield result(
        "body",
        bool(given) and not wrong,
        "三号仿宋，左空二字",
        _look(wrong[0]) if wrong else f"{len(given)}段",
    )


def _is_body(paragraph: Paragraph) -> bool:
    placed = paragraph.value("jc") in ("center", "right") or _indented(paragraph)
    return placed and paragraph.fonts == standard.BODY_FONT and paragraph.sizes == f"{standard.BODY_SIZE:g}"


def _indented(paragraph: Paragraph) -> bool:
    """Two characters, given in characters or, by programs that know none, in twips."""
    chars = paragraph.number("ind", "firstLineChars") / 100
    return abs((chars or paragraph.number("ind", "firstLine") / (standard.BODY_SIZE * 20)) - 2) <= 0.05


def _headings(file: Unpacked) -> Results:
    for level, font in standard.HEADING_FONTS.items():
        for paragraph in file.of_style(f"heading {level}"):
            looks = paragraph.fonts == font and paragraph.sizes == f"{standard.BODY_SIZE:g}"
            ok = looks and _indented(paragraph)
            yield result(f"heading_{level}", ok, f"三号{font}，左空二字", _look(paragraph))


def _attachment_list(file: Unpacked) -> Results:
    given = file.of_style("公文附件说明")
    if given:
        started = given[0].text.startswith("附件：")
        clean = not any(p.text.rstrip().endswith(("。", "；", "，", "、")) for p in given)
        looks = all(p.fonts == standard.BODY_FONT and p.sizes == f"{standard.BODY_SIZE:g}" for p in given)
        shown = "；".join(p.text for p in given)
        yield result("attachment_list", started and clean and looks, "“附件：”起，三号仿宋，末无标点", shown)


def _closing(file: Unpacked) -> Results:
    """署名 over the date, both right; the date in Arabic numerals."""
    names, days = file.of_style("公文署名"), file.of_style("公文成文日期")
    for day in days:
        right = day.value("jc") == "right" and day.number("ind", "rightChars") > 0
        ok = DATE.fullmatch(day.text.strip()) is not None and right and _plain(day)
        indent = day.number("ind", "rightChars") / 100
        yield result(
            "date", ok, "阿拉伯数字，月日不编虚位，右空字", f"{day.text} {day.fonts} 右空{indent:g}字"
        )
    for name in names:
        ok = name.value("jc") == "right" and _plain(name) and (not days or _name_in_place(name, days[0]))
        indent = name.number("ind", "rightChars") / 100
        yield result(
            "signature", ok, "三号仿宋，与成文日期相称", f"{name.text} {name.fonts} 右空{indent:g}字"
        )


def _plain(paragraph: Paragraph) -> bool:
    return paragraph.fonts == standard.BODY_FONT and paragraph.sizes == f"{standard.BODY_SIZE:g}"


def _name_in_place(name: Paragraph, day: Paragraph) -> bool:
    """Centred over the date (sealed), or the date two characters in from the name's beginning (unsealed)."""
    ends = name.number("ind", "rightChars") / 100, day.number("ind", "rightChars") / 100
    widths = rules.width(name.text.strip()), rules.width(day.text.strip())
    centred = abs((ends[0] + widths[0] / 2) - (ends[1] + widths[1] / 2)) <= 0.3
    stepped = abs((ends[0] + widths[0]) - (ends[1] + widths[1]) - 2) <= 0.3
    return centred or stepped


def _notes(file: Unpacked) -> Results:
    for paragraph in file.of_style("公文附注"):
        text = paragraph.text.strip()
        ok = text.startswith("（") and text.endswith("）") and _indented(paragraph)
        yield result("notes", ok and _plain(paragraph), "左空二字，加圆括号", text)


def _attachments(file: Unpacked) -> Results:
    for label in file.of_style("公文附件序号"):
        own_page = label.node.find("w:pPr/w:pageBreakBefore", NAMES) is not None
        ok = (
            own_page
            and label.fonts == standard.HEI_FONT
            and re.fullmatch(r"附件\d*", label.text.strip()) is not None
        )
        yield result(
            "attachment", ok, "另面，三号黑体，顶格", f"{_look(label)}{'' if own_page else ' 未另面'}"
        )
    titled = file.of_style("公文附件标题")
    for title in titled:
        ok = title.fonts == standard.TITLE_FONT and title.value("jc") == "center"
        yield result("attachment", ok, "附件标题居中", _look(title))


# Imprint and page number


def _imprint(file: Unpacked) -> Results:
    lines = file.of_style("公文版记")
    if not lines:
        return
    black = [p.border("top") for p in file.paragraphs if not p.text.strip() and p.border("top")]
    eighths = [border[1] for border in black if border and border[0] != standard.RED]
    thick = round(standard.points(standard.THICK_RULE) * 8)
    thin = round(standard.points(standard.THIN_RULE) * 8)
    ruled = eighths == [thick, *[thin] * (len(lines) - 1), thick]
    looks = all(p.fonts == standard.BODY_FONT and p.sizes == f"{standard.SMALL_SIZE:g}" for p in lines)
    copies = [p.text.strip() for p in lines if p.text.strip().startswith("抄送")]
    worded = all(text.startswith("抄送：") and text.endswith("。") for text in copies)
    ok = ruled and looks and worded
    yield result(
        "imprint", ok, "四号仿宋，首末条粗线、中间细线，抄送末为句号", f"{_look(lines[0])} 线{eighths}"
    )


def _page_number(file: Unpacked) -> Results:
    """Odd pages right, even pages left, dashes on both sides, 四号宋体."""
    odd, even = file.footer("default"), file.footer("even")
    sides = [p.value("jc") for p in (odd, even) if p]
    faces = {run.east_asian for p in (odd, even) if p for run in p.runs}
    sizes = {run.size for p in (odd, even) if p for run in p.runs}
    dashes = all(re.fullmatch(r"— ?\d+ ?—", p.text.strip()) for p in (odd, even) if p)
    placed = sides == ["right", "left"] and file.setting("evenAndOddHeaders")
    ok = placed and dashes and faces == {standard.SONG_FONT} and sizes == {standard.SMALL_SIZE}
    found = f"{'/'.join(map(str, sides)) or '无'} {'、'.join(sorted(faces))} {_list(sizes)}磅"
    yield result("page_number", ok, "单页居右、双页居左，四号宋体，左右一字线", found)


# The file itself


def _fonts(file: Unpacked) -> Results:
    """Every run names its own East-Asian font; no theme font, which would win over it."""
    everything = [*file.paragraphs, *file.cells]
    bare = [run.text for p in everything for run in p.runs if not run.east_asian or run.theme]
    themed = "word/theme/theme1.xml" in file.package.parts and any(
        r.theme for p in everything for r in p.runs
    )
    yield result(
        "fonts",
        not bare and not themed,
        "逐段指定中文字体，不用主题字体",
        f"未指定：{bare[0]}" if bare else "已指定",
    )


def _language(file: Unpacked) -> Results:
    node = file.defaults.find("w:lang", NAMES) if file.defaults is not None else None
    found = node.get(qualified("w:eastAsia"), "") if node is not None else ""
    yield result("language", found == "zh-CN", "zh-CN", found)


def _tables(file: Unpacked) -> Results:
    """A fixed line pitch would cut off rows of small text with large marks."""
    fixed = [p for p in file.cells if p.value("spacing", "lineRule") == "exact" and p.text.strip()]
    if file.cells:
        yield result(
            "tables", not fixed, "表格不用固定行距", f"{len(fixed)}格固定行距" if fixed else "不固定"
        )


def _figures(file: Unpacked) -> Results:
    """Each control carries tag and alias and stands inside a bookmark of its own."""
    controls = list(file.body.iter(qualified("w:sdt")))
    if not controls:
        return
    bare = [
        c for c in controls if any(c.find(f"w:sdtPr/w:{name}", NAMES) is None for name in ("tag", "alias"))
    ]
    marks = [
        n
        for n in file.body.iter(qualified("w:bookmarkStart"))
        if n.get(qualified("w:name"), "").startswith("f_")
    ]
    ok = not bare and len(marks) == len(controls)
    yield result(
        "figures", ok, "标记、别名、书签齐全", f"{len(controls)}处，缺标识{len(bare)}处，书签{len(marks)}个"
    )


def _looks(
    file: Unpacked,
    element: str,
    style: str,
    font: str,
    size: float | None,
    *,
    color: str = "000000",
    align: str,
) -> Results:
    """An element by the style it carries: face, size, colour, alignment."""
    given = file.of_style(style)
    if not given:
        yield result(element, False, font, "")
        return
    first = given[0]
    sized = size is None or first.sizes == f"{size:g}"
    ok = first.fonts == font and sized and first.colors == color and first.value("jc") == align
    yield result(
        element, ok, f"{font}{f' {size:g}磅' if size else ''} 居中 {color}", f"{_look(first)} {first.colors}"
    )


def _look(paragraph: Paragraph) -> str:
    return f"{paragraph.text.strip()[:12]} {paragraph.fonts} {paragraph.sizes}磅 {paragraph.value('jc') or ''}".strip()


Check = Callable[[Unpacked], Results]
COMMON: tuple[Check, ...] = (
    _paper,
    _margins,
    _grid,
    _title,
    _addressee,
    _headings,
    _attachment_list,
    _closing,
    _notes,
    _attachments,
    _imprint,
    _page_number,
    _fonts,
    _language,
    _tables,
    _figures,
)
TEXT: tuple[Check, ...] = (_pitch, _characters, _body)
RED_HEAD: tuple[Check, ...] = (_letterhead, _number, _red_rule)
LETTER: tuple[Check, ...] = (_letterhead, _number, _letter_rules)
