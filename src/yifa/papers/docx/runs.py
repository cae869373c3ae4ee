"""Runs and paragraphs: fonts named for every run, punctuation included, and never a theme font."""

from __future__ import annotations

from dataclasses import dataclass

from yifa.papers import standard
from yifa.papers.docx.xml import Element, w
from yifa.papers.text import clean

# Minus a quarter point between characters, so that twenty-eight of 16 pt fit into 156 mm. A characters grid
# would do the same on paper, but some programs then give every character two cells.
CONDENSED = -5


@dataclass(frozen=True, slots=True)
class Look:
    """How a run looks: face, size in points, colour, weight, space between characters in twips."""

    font: str = standard.BODY_FONT
    size: float = standard.BODY_SIZE
    color: str = "000000"
    bold: bool = False
    spacing: int = CONDENSED
    latin: str = standard.LATIN_FONT


BODY = Look()
SMALL = Look(size=standard.SMALL_SIZE, spacing=0)
SMALL_HEAD = Look(standard.HEI_FONT, standard.SMALL_SIZE, spacing=0)
HEI = Look(standard.HEI_FONT)
KAI = Look(standard.KAI_FONT)
TITLE = Look(standard.TITLE_FONT, standard.TITLE_SIZE, spacing=0)
PAGE_NUMBER = Look(standard.SONG_FONT, standard.SMALL_SIZE, spacing=0, latin=standard.SONG_FONT)


def properties(look: Look) -> Element:
    """w:rPr. The hint makes quotation marks, dashes and dots take the Chinese face."""
    half_points = round(look.size * 2)
    return w(
        "rPr",
        w("rFonts", ascii=look.latin, hAnsi=look.latin, eastAsia=look.font, cs=look.latin, hint="eastAsia"),
        w("b") if look.bold else None,
        w("color", val=look.color),
        w("spacing", val=look.spacing) if look.spacing else None,
        w("sz", val=half_points),
        w("szCs", val=half_points),
        w("lang", val="en-US", eastAsia="zh-CN"),
    )


def run(text: str, look: Look = BODY) -> Element:
    """A run of text; tabs and line feeds become Word's own."""
    node = w("r", properties(look))
    for number, line in enumerate(clean(text).replace("\r\n", "\n").replace("\r", "\n").split("\n")):
        if number:
            node.append(w("br"))
        for place, piece in enumerate(line.split("\t")):
            if place:
                node.append(w("tab"))
            if piece:
                node.append(_text(piece))
    return node


def _text(piece: str) -> Element:
    node = w("t")
    node.text = piece
    node.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return node


def field(instruction: str, look: Look) -> list[Element]:
    """A field such as PAGE, with a value to show until it is computed."""
    code = w("instrText")
    code.text = f" {instruction} "
    inner = [
        w("fldChar", fldCharType="begin"),
        code,
        w("fldChar", fldCharType="separate"),
        _text("1"),
        w("fldChar", fldCharType="end"),
    ]
    return [w("r", properties(look), child) for child in inner]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a paragraph stands: alignment, line pitch and space in twips, indents in characters of 16 pt."""

    align: str = "both"
    line: int = standard.WORD_LINE
    exact: bool = True
    before: int = 0
    after: int = 0
    first: float = 0
    left: float = 0
    right: float = 0
    hanging: float = 0
    keep_next: bool = False
    character: float = standard.BODY_SIZE


FLUSH = Place()
INDENTED = Place(first=2)
CENTRED = Place(align="center")
LEFT = Place(align="left")
RIGHT = Place(align="right")


def paragraph(style: str, place: Place, *content: Element | None, extra: tuple[Element, ...] = ()) -> Element:
    """A paragraph; `extra` are properties that only some paragraphs have: frame, borders, tabs."""
    by_name = {node.tag.rpartition("}")[2]: node for node in extra}
    return w(
        "p",
        w(
            "pPr",
            w("pStyle", val=style),
            w("keepNext") if place.keep_next else None,
            by_name.get("pageBreakBefore"),
            by_name.get("framePr"),
            w("widowControl", val=0),
            by_name.get("pBdr"),
            by_name.get("tabs"),
            w("overflowPunct", val=0),
            w("autoSpaceDE", val=0),
            w("autoSpaceDN", val=0),
            w("snapToGrid", val=0) if place.line != standard.WORD_LINE else None,
            _spacing(place),
            _indent(place),
            w("jc", val=place.align),
        ),
        *content,
    )


def _spacing(place: Place) -> Element:
    rule = "exact" if place.exact else "atLeast"
    return w("spacing", before=place.before, after=place.after, line=place.line, lineRule=rule)


def _indent(place: Place) -> Element | None:
    """Indents twice: in characters for Word and WPS, in twips for programs that know only these."""
    wanted = {"left": place.left, "right": place.right, "firstLine": place.first, "hanging": place.hanging}
    given = {name: value for name, value in wanted.items() if value}
    if not given:
        return w("ind", firstLine=0, left=0)
    chars = {f"{name}Chars": round(value * 100) for name, value in given.items()}
    twips = {name: round(value * place.character * 20) for name, value in given.items()}
    return w("ind", **chars, **twips)


def borders(**sides: tuple[str, int, str]) -> Element:
    """w:pBdr: side = (kind, eighths of a point, colour)."""
    return w("pBdr", *[_border(side, *sides[side]) for side in ("top", "bottom") if side in sides])


def _border(side: str, kind: str, eighths: int, color: str) -> Element:
    return w(side, val=kind, sz=eighths, space=0, color=color)


def tabs(*stops: tuple[str, int] | tuple[str, int, str]) -> Element:
    """w:tabs: (left or right, twips, leader)."""
    nodes = [
        w("tab", val=stop[0], pos=stop[1], **({"leader": stop[2]} if len(stop) > 2 else {})) for stop in stops
    ]
    return w("tabs", *nodes)
