"""The page around the text: section, page numbers, the red head, the letter's rules, the imprint."""

from __future__ import annotations

from yifa.papers import rules, standard
from yifa.papers.docx import runs
from yifa.papers.docx.blocks import TEXT_TWIPS, spacer
from yifa.papers.docx.runs import Look, Place, borders, paragraph, run, tabs
from yifa.papers.docx.xml import Element, qualified, w
from yifa.papers.values import Form, OfficialDocument

CHARACTER = round(standard.BODY_SIZE * 20)
RED_EIGHTHS = round(standard.RED_RULE * 8)
THICK = round(standard.points(standard.THICK_RULE) * 8)
THIN = round(standard.points(standard.THIN_RULE) * 8)
HEAD_LINE = 1.2  # line pitch of 发文机关标志 in its own size
# Where the ink of a face begins inside its line, in parts of the size: measured on the rendered page.
HEAD_INK = 0.13
BELOW_TEXT = 1.3  # mm between the lower edge of a character and the end of its line
PAGE_LINE = 20.0  # pt, line of the page number
PAGE_DASH = 0.62  # where its dash lies in that line, from above


def section(doc: OfficialDocument) -> Element:
    """w:sectPr: A4, the margins of the standard, twenty-two lines."""
    letter = doc.form == Form.LETTER
    kinds = ["default", "even", *(["first"] if letter else [])]
    return w(
        "sectPr",
        *[_footer_reference(kind) for kind in kinds],
        w("pgSz", w=standard.twips(standard.PAGE_WIDTH), h=standard.twips(standard.PAGE_HEIGHT)),
        w(
            "pgMar",
            top=standard.twips(standard.TOP),
            right=standard.twips(standard.RIGHT),
            bottom=standard.twips(standard.BOTTOM),
            left=standard.twips(standard.LEFT),
            header=standard.twips(15),
            footer=_footer_distance(),
            gutter=0,
        ),
        w("titlePg") if letter else None,
        w("docGrid", type="lines", linePitch=standard.WORD_LINE),
    )


def _footer_reference(kind: str) -> Element:
    node = w("footerReference", type=kind)
    node.set(qualified("r:id"), f"rId_{kind}")
    return node


def _footer_distance() -> int:
    """From the page's lower edge to the footer's, so that the dash lies 7 mm under the text block."""
    return round(standard.twips(standard.BOTTOM - standard.FOOTER_GAP) - (1 - PAGE_DASH) * PAGE_LINE * 20)


def page_number(*, even: bool) -> Element:
    """The footer of odd or even pages: outside, one character free."""
    place = Place(
        align="left" if even else "right",
        line=round(PAGE_LINE * 20),
        left=1 if even else 0,
        right=0 if even else 1,
    )
    look = runs.PAGE_NUMBER
    content = [run("— ", look), *runs.field("PAGE", look), run(" —", look)]
    return w("ftr", paragraph("PageNumber", place, *content))


def letter_foot() -> Element:
    """The first page of a letter has no number, but the lower double rule 20 mm above the edge."""
    y = standard.twips(standard.PAGE_HEIGHT - standard.LETTER_BOTTOM) - DOUBLE[1]
    return w("ftr", *_double_rule(y, thick_first=False), paragraph("PageNumber", Place(line=20)))


# The letter's rules: eighths of a point of the thick and the thin one, twips from one to the other. Each is a frame
# of its own, since programs do not agree which line of a double border is the outer one.
THICK_RED, THIN_RED = 12, 6
DOUBLE = (68, 50)


def _double_rule(y: int, *, thick_first: bool) -> list[Element]:
    """上粗下细 above the text, 上细下粗 below it (10.1)."""
    first, second = (THICK_RED, THIN_RED) if thick_first else (THIN_RED, THICK_RED)
    return [_red_frame(y, first), _red_frame(y + DOUBLE[0 if thick_first else 1], second)]


def _red_frame(y: int, eighths: int) -> Element:
    line = borders(top=("single", eighths, standard.RED))
    mark = run("", Look(size=1, spacing=0))
    return paragraph("Spacer", Place(line=20), mark, extra=(_letter_frame(y), line))


def _letter_frame(y: int) -> Element:
    return w(
        "framePr",
        w=standard.twips(standard.LETTER_RULE_WIDTH),
        hSpace=0,
        wrap="around",
        vAnchor="page",
        hAnchor="page",
        xAlign="center",
        y=y,
    )


# Red head of a report


def report_head(doc: OfficialDocument) -> list[Element]:
    """份号, 密级, 紧急程度; 发文机关标志; 发文字号 and 签发人; the red rule; two blank lines."""
    size = rules.head_size(doc.head_name)
    before = standard.twips(standard.HEAD_DROP) - 3 * standard.WORD_LINE - round(HEAD_INK * size * 20)
    look = Look(standard.TITLE_FONT, size, standard.RED, spacing=0, latin=standard.TITLE_FONT)
    place = Place(align="center", line=round(HEAD_LINE * size * 20), before=max(before, 0))
    return [
        *_marks(doc, 3),
        paragraph("Head", place, run(doc.head_name, look)),
        *spacer(2),
        _number_line(doc),
        rule(standard.twips(standard.RULE_GAP - BELOW_TEXT)),
        *spacer(standard.TITLE_GAP),
    ]


def _marks(doc: OfficialDocument, lines: int) -> list[Element]:
    """The marks from above, then blank lines up to the room they have."""
    given = [(doc.copy_number, runs.BODY), (doc.secrecy, runs.HEI), (doc.urgency, runs.HEI)]
    made = [paragraph("Mark", runs.LEFT, run(text, look)) for text, look in given if text]
    return made + spacer(lines - len(made))


def _number_line(doc: OfficialDocument) -> Element:
    """发文字号 centred; in a document to a superior left, with the signer right, one character free each."""
    if not doc.signer:
        return paragraph("Number", runs.CENTRED, run(doc.number))
    stops = tabs(("left", CHARACTER), ("right", TEXT_TWIPS - CHARACTER))
    content = [run(f"\t{doc.number}\t签发人："), run(doc.signer, runs.KAI)]
    return paragraph("Number", runs.LEFT, *content, extra=(stops,))


def rule(height: int) -> Element:
    """The red rule: the lower border of an empty line of the given height."""
    line = borders(bottom=("single", RED_EIGHTHS, standard.RED))
    return paragraph("Spacer", Place(line=height), run("", Look(size=1, spacing=0)), extra=(line,))


# Letter


def letter_head(doc: OfficialDocument) -> list[Element]:
    """发文机关标志 30 mm under the page's edge, double rule, number and marks on one line, two blank lines."""
    size = rules.head_size(doc.head_name)
    line = round(HEAD_LINE * size * 20)
    top = standard.twips(standard.LETTER_TOP) - round(HEAD_INK * size * 20)
    look = Look(standard.TITLE_FONT, size, standard.RED, spacing=0, latin=standard.TITLE_FONT)
    name = paragraph(
        "Head", Place(align="center", line=line), run(doc.head_name, look), extra=(_letter_frame(top),)
    )
    ink_end = standard.twips(standard.LETTER_TOP) + round(size * 20)
    y = ink_end + standard.twips(standard.LETTER_RULE_GAP)
    below = y + round(standard.BODY_SIZE * 7 / 8 * 20) - standard.twips(standard.TOP)
    return [
        name,
        *_double_rule(y, thick_first=True),
        *_letter_number(doc, below),
        *spacer(standard.TITLE_GAP),
    ]


def _letter_number(doc: OfficialDocument, before: int) -> list[Element]:
    marks = [text for text in (doc.copy_number, doc.secrecy, doc.urgency) if text]
    first = marks[0] if marks else ""
    stop = tabs(("right", TEXT_TWIPS))
    line = paragraph(
        "Number",
        Place(align="left", before=max(before, 0)),
        run(first, runs.BODY if doc.copy_number else runs.HEI),
        run(f"\t{doc.number}"),
        extra=(stop,),
    )
    return [line, *[paragraph("Mark", runs.LEFT, run(text, runs.HEI)) for text in marks[1:]]]


# Imprint

IMPRINT_LINE = 480
APART = 10  # twips between a rule and its line: frames at one and the same place would be taken for one frame
IMPRINT_CHARACTERS = standard.points(standard.TEXT_WIDTH) / standard.SMALL_SIZE - 5


def imprint(doc: OfficialDocument) -> list[Element]:
    """版记 at the foot of the last page, its last rule on the lower edge of the text block.

    Rules and lines are frames, each with its place on the page: the one kind of floating thing that Word, WPS and
    LibreOffice all put where they are told (tables that float stay in the text in some of them).
    """
    rows = [_copies_row(doc)] if doc.copies else []
    rows += [_printed_row(doc)] if doc.printed_by and doc.form != Form.LETTER else []
    y = standard.twips(standard.TOP + standard.TEXT_HEIGHT) - sum(height for height, _ in rows)
    made = [_imprint_rule(y, THICK)]
    for number, (height, line) in enumerate(rows, 1):
        line[0].insert(1, _imprint_frame(y + APART))
        y += height
        made += [line, _imprint_rule(y, THICK if number == len(rows) else THIN)]
    return made


def _copies_row(doc: OfficialDocument) -> tuple[int, Element]:
    text = f"抄送：{rules.copies_text(doc.copies)}"
    lines = 1 + int((rules.width(text) - 3) // IMPRINT_CHARACTERS)
    place = Place(left=4, right=1, hanging=3, line=IMPRINT_LINE, character=standard.SMALL_SIZE)
    return lines * IMPRINT_LINE, paragraph("Imprint", place, run(text, runs.SMALL))


def _printed_row(doc: OfficialDocument) -> tuple[int, Element]:
    day = f"\t{rules.chinese_date(doc.printed_on)}印发" if doc.printed_on else ""
    stops = tabs(("right", TEXT_TWIPS - round(standard.SMALL_SIZE * 20)))
    place = Place(align="left", left=1, line=IMPRINT_LINE, character=standard.SMALL_SIZE)
    return IMPRINT_LINE, paragraph(
        "Imprint", place, run(f"{doc.printed_by}{day}", runs.SMALL), extra=(stops,)
    )


def _imprint_rule(y: int, eighths: int) -> Element:
    """First and last rule thick, the one between thin (7.4.1)."""
    line = borders(top=("single", eighths, "000000"))
    mark = run("", Look(size=1, spacing=0))
    return paragraph("Spacer", Place(line=20), mark, extra=(_imprint_frame(y), line))


def _imprint_frame(y: int) -> Element:
    return w(
        "framePr", w=TEXT_TWIPS, hSpace=0, wrap="around", vAnchor="page", hAnchor="margin", xAlign="left", y=y
    )
