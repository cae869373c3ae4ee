"""The blocks of a document's text in Word: headings, paragraphs, tables, lines to sign, pictures."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

from yifa.foundation.errors import Invalid
from yifa.papers import charts, rules, standard, tables
from yifa.papers.docx import runs
from yifa.papers.docx.figures import Register
from yifa.papers.docx.runs import Look, Place, paragraph, run
from yifa.papers.docx.xml import NAMES, SVG, A, Element, plain, w
from yifa.papers.text import clean
from yifa.papers.values import (
    Block,
    Chart,
    Fields,
    FigureRun,
    Heading,
    Paragraph,
    Picture,
    SignatureLines,
    Table,
)

TEXT_TWIPS = standard.twips(standard.TEXT_WIDTH)
EMU = 36_000  # to a millimetre
PLACES = {"body": runs.INDENTED, "flush": runs.FLUSH, "center": runs.CENTRED, "right": runs.RIGHT}


@dataclass(slots=True)
class Parts:
    """What the text needs beside itself: figures written, pictures by file name."""

    figures: Register = field(default_factory=Register)
    media: dict[str, bytes] = field(default_factory=dict)
    bind: bool = True

    def add_media(self, data: bytes, kind: str) -> str:
        name = f"image{len(self.media) + 1}.{kind}"
        self.media[name] = data
        return f"rIdImage{len(self.media)}"


def blocks(given: tuple[Block, ...], parts: Parts) -> list[Element]:
    """All blocks in order; a short last paragraph stays with the signature."""
    made = [element for block in given for element in _block(block, parts)]
    if given and made and rules.stays_with_signature(given[-1]):
        made[-1][0].insert(1, w("keepNext"))
    return made


def _block(block: Block, parts: Parts) -> list[Element]:
    match block:
        case Heading():
            return [_heading(block)]
        case Paragraph():
            style = "FlushText" if block.align == "flush" else "BodyText"
            return [paragraph(style, PLACES.get(block.align, runs.INDENTED), *_inline(block, parts))]
        case Table():
            return grid(tables.of_table(block), parts)
        case Fields():
            return grid(tables.of_fields(block), parts)
        case SignatureLines():
            return [_sign_line(person, block.dated) for person in block.people]
        case Picture():
            return _picture(block, parts)
        case Chart():
            return _picture(charts.picture(block), parts)
        case _:
            return [paragraph("Spacer", Place(line=20), w("r", w("br", type="page")))]


def _heading(block: Heading) -> Element:
    look = Look(standard.HEADING_FONTS[block.level])
    return paragraph(f"Heading{block.level}", Place(first=2, keep_next=True), run(block.text, look))


def _inline(block: Paragraph, parts: Parts) -> list[Element]:
    """Runs and figures of a paragraph."""
    made: list[Element] = []
    for part in block.runs:
        if isinstance(part, FigureRun):
            made += figure(part, parts)
        else:
            made.append(run(part.text, Look(bold=part.bold)))
    return made


def figure(part: FigureRun, parts: Parts, look: Look = runs.BODY) -> list[Element]:
    """A figure as a control, or as plain text where figures are not bound."""
    return parts.figures.control(part, look) if parts.bind else [run(part.text, look)]


def spacer(count: int = 1, line: int = standard.WORD_LINE, *, keep_next: bool = False) -> list[Element]:
    """Blank lines."""
    return [paragraph("Spacer", Place(line=line, keep_next=keep_next), _mark(line)) for _ in range(count)]


def _mark(line: int) -> Element | None:
    """A very low line needs a very small paragraph mark, or programs make it taller."""
    return run("", Look(size=1, spacing=0)) if line < standard.WORD_LINE else None


# Tables: free of the fixed line, so that no row is cut off


def grid(given: tables.Grid, parts: Parts) -> list[Element]:
    """A ruled table over the whole width of the text, with its caption above."""
    widths = _widths(given.widths)
    rows = [
        _row(cells, widths, parts, header=number < given.header_rows)
        for number, cells in enumerate(given.rows)
    ]
    caption = [_caption(given.caption, keep_next=True)] if given.caption else []
    table = w("tbl", _table_properties(), w("tblGrid", *[w("gridCol", w=width) for width in widths]), *rows)
    return [*caption, table, *spacer(line=120)]


def _widths(given: tuple[float, ...]) -> list[int]:
    return [round(TEXT_TWIPS * part / sum(given)) for part in given]


def _table_properties() -> Element:
    rules_ = [
        w(side, val="single", sz=4, space=0, color="000000") for side in ("top", "left", "bottom", "right")
    ]
    inside = [w(side, val="single", sz=4, space=0, color="000000") for side in ("insideH", "insideV")]
    return w(
        "tblPr",
        w("tblW", w=TEXT_TWIPS, type="dxa"),
        w("jc", val="center"),
        w("tblBorders", *rules_, *inside),
        w("tblLayout", type="fixed"),
        w("tblCellMar", w("left", w=80, type="dxa"), w("right", w=80, type="dxa")),
    )


def _row(cells: tuple[tables.Cell, ...], widths: list[int], parts: Parts, *, header: bool) -> Element:
    made: list[Element] = []
    column = 0
    for cell in cells:
        made.append(_cell(cell, sum(widths[column : column + cell.span]), parts))
        column += cell.span
    return w("tr", w("trPr", w("cantSplit"), w("tblHeader") if header else None), *made)


def _cell(cell: tables.Cell, width: int, parts: Parts) -> Element:
    look = runs.SMALL_HEAD if cell.head else runs.SMALL
    inside = (
        figure(cell.content, parts, look) if isinstance(cell.content, FigureRun) else [run(cell.text, look)]
    )
    place = Place(align="left" if cell.long else "center", line=300, exact=False, before=40, after=40)
    return w(
        "tc",
        w(
            "tcPr",
            w("tcW", w=width, type="dxa"),
            w("gridSpan", val=cell.span) if cell.span > 1 else None,
            w("vAlign", val="center"),
        ),
        paragraph("Cell", place, *inside),
    )


def _caption(text: str, *, keep_next: bool = False) -> Element:
    place = Place(align="center", exact=False, line=400, keep_next=keep_next)
    return paragraph("Caption", place, run(text, runs.SMALL_HEAD))


def _sign_line(person: str, dated: bool) -> Element:
    """A rule drawn by a tab's leader, then room for the date."""
    date = "　年　　月　　日" if dated else ""
    stop = TEXT_TWIPS - (standard.twips(47) if dated else 0)
    content = [run(f"{person}："), w("r", runs.properties(runs.BODY), w("tab")), run(date)]
    line = round(standard.WORD_LINE * 1.5)
    place = Place(align="left", line=line)
    return paragraph("SignLine", place, *content, extra=(runs.tabs(("left", stop, "underscore")),))


# Pictures


def _picture(block: Picture, parts: Parts) -> list[Element]:
    raster = block.png if block.png else block.data
    if not raster.startswith(b"\x89PNG\r\n\x1a\n"):
        raise Invalid({"png": "放入 Word 的图片需要 PNG 格式：请同时提供 png"})
    width, height = _size(raster, block.width_mm)
    ids = (parts.add_media(raster, "png"), parts.add_media(block.data, "svg") if block.png else "")
    drawing = _drawing(ids, width, height, clean(block.alt or block.caption), len(parts.media))
    place = Place(align="center", exact=False, line=240, keep_next=bool(block.caption))
    made = [paragraph("Picture", place, w("r", drawing))]
    return made + ([_caption(block.caption)] if block.caption else [])


def _size(png: bytes, width_mm: float) -> tuple[int, int]:
    """Width and height in EMU, the picture's own proportion kept and no wider than the text."""
    across, down = struct.unpack(">II", png[16:24])
    width = min(width_mm, standard.TEXT_WIDTH)
    return round(width * EMU), round(width * EMU * down / max(across, 1))


def _drawing(ids: tuple[str, str], width: int, height: int, alt: str, number: int) -> Element:
    extent = {"cx": width, "cy": height}
    shape = plain(
        "pic:spPr",
        plain("a:xfrm", plain("a:off", x=0, y=0), plain("a:ext", **extent)),
        plain("a:prstGeom", plain("a:avLst"), prst="rect"),
    )
    picture = plain(
        "pic:pic",
        plain(
            "pic:nvPicPr", plain("pic:cNvPr", id=number, name=f"图{number}", descr=alt), plain("pic:cNvPicPr")
        ),
        plain("pic:blipFill", _blip(*ids), plain("a:stretch", plain("a:fillRect"))),
        shape,
    )
    frame = plain(
        "wp:inline",
        plain("wp:extent", **extent),
        plain("wp:docPr", id=number, name=f"图{number}", descr=alt),
        plain("a:graphic", plain("a:graphicData", picture, uri=NAMES["pic"])),
    )
    return w("drawing", frame)


def _blip(raster: str, vector: str) -> Element:
    """The raster picture, with the vector one beside it for programs that draw SVG."""
    blip = plain("a:blip", r_embed=raster)
    if vector:
        svg = blip.makeelement(f"{{{SVG}}}svgBlip", nsmap={"asvg": SVG})
        svg.set(f"{{{NAMES['r']}}}embed", vector)
        extension = plain("a:ext", uri="{96DAC541-7B7A-43D3-8B79-37D633B846F1}")
        extension.append(svg)
        blip.append(plain("a:extLst", extension))
    return blip


__all__ = ["TEXT_TWIPS", "A", "Parts", "blocks", "figure", "grid", "spacer"]
