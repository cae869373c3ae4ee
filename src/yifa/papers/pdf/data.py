"""A document as the data that the typst template reads. Words stay words: nothing of them is ever source text."""

from __future__ import annotations

from typing import Any

from yifa.papers import charts, rules, standard, tables
from yifa.papers.fonts import FontSet
from yifa.papers.text import clean
from yifa.papers.values import (
    Block,
    Chart,
    Fields,
    Heading,
    OfficialDocument,
    Paragraph,
    Picture,
    SignatureLines,
    Table,
)

# What is taken off between two characters, so that twenty-eight of 16 pt fit into 156 mm.
TRACKING = standard.points(standard.TEXT_WIDTH) / standard.CHARACTERS - standard.BODY_SIZE

MEASURES: dict[str, Any] = {
    name.lower(): value
    for name, value in vars(standard).items()
    if name.isupper() and isinstance(value, (int, float, str))
} | {"tracking": TRACKING}


class Pictures:
    """Collects picture files beside the data; each is named by its place."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    def add(self, data: bytes) -> str:
        kind = "png" if data.startswith(b"\x89PNG") else "svg"
        name = f"picture-{len(self.files)}.{kind}"
        self.files[name] = data
        return name


def of_document(doc: OfficialDocument, fonts: FontSet, pictures: Pictures) -> dict[str, Any]:
    """Everything the template asks for, every word of it fit to be shown."""
    return {name: _cleaned(value) for name, value in _data(doc, fonts, pictures).items()}


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {name: _cleaned(inner) for name, inner in value.items()}
    return [_cleaned(inner) for inner in value] if isinstance(value, list | tuple) else value


def words(value: Any) -> str:
    """Every word of the data, to see which characters it needs."""
    if isinstance(value, dict):
        return "".join(map(words, value.values()))
    if isinstance(value, list):
        return "".join(map(words, value))
    return value if isinstance(value, str) else ""


def _data(doc: OfficialDocument, fonts: FontSet, pictures: Pictures) -> dict[str, Any]:
    return {
        "measures": MEASURES,
        "form": str(doc.form),
        "fonts": {
            role: {"families": chain, "weight": fonts.weight(role)} for role, chain in fonts.chains.items()
        },
        "meta": {
            "title": doc.title.replace("\n", ""),
            "author": doc.issuer,
            "keywords": [doc.kind],
        },
        "head": {"name": doc.head_name, "size": rules.head_size(doc.head_name)},
        "marks": _marks(doc),
        "number": doc.number,
        "signer": doc.signer,
        "title": rules.title_lines(doc.title),
        "addressee": rules.addressee_text(doc.addressee) if doc.addressee else "",
        "blocks": _blocks(doc.blocks, pictures),
        "attachment_list": rules.attachment_list(doc.attachments),
        "notes": rules.notes_text(doc.notes) if doc.notes else "",
        "attachments": _attachments(doc, pictures),
        "imprint": _imprint(doc),
    } | _closing(doc)


def _marks(doc: OfficialDocument) -> list[dict[str, str]]:
    """份号, 密级, 紧急程度 from top to bottom (7.2.1 to 7.2.3)."""
    marks = [("fang", doc.copy_number), ("hei", doc.secrecy), ("hei", doc.urgency)]
    return [{"role": role, "text": text} for role, text in marks if text]


def _closing(doc: OfficialDocument) -> dict[str, Any]:
    name, day = rules.signature_indents(doc)
    text = rules.chinese_date(doc.date) if doc.date else ""
    blank = rules.closing_blank(doc)
    return {
        "signature": {"text": doc.signature, "right": name, "blank": blank},
        "date": {"text": text, "right": day},
    }


def _attachments(doc: OfficialDocument, pictures: Pictures) -> list[dict[str, Any]]:
    return [
        {
            "label": rules.attachment_label(number, len(doc.attachments)),
            "title": rules.title_lines(attachment.title),
            "blocks": _blocks(attachment.blocks, pictures),
        }
        for number, attachment in enumerate(doc.attachments, 1)
        if attachment.blocks
    ]


def _imprint(doc: OfficialDocument) -> dict[str, str] | None:
    if not doc.has_imprint:
        return None
    printed = f"{rules.chinese_date(doc.printed_on)}印发" if doc.printed_on else ""
    copies = rules.copies_text(doc.copies) if doc.copies else ""
    return {"copies": copies, "by": doc.printed_by, "on": printed}


def _blocks(blocks: tuple[Block, ...], pictures: Pictures) -> list[dict[str, Any]]:
    """The blocks; a short last paragraph stays with what follows, so that no signature stands alone on a page."""
    data = [_block(block, pictures) for block in blocks]
    if blocks and rules.stays_with_signature(blocks[-1]):
        data[-1]["sticky"] = True
    return data


def _block(block: Block, pictures: Pictures) -> dict[str, Any]:
    match block:
        case Heading():
            return {"type": "heading", "level": block.level, "text": block.text}
        case Paragraph():
            return {"type": "paragraph", "align": block.align, "runs": _runs(block), "sticky": False}
        case Table():
            return _grid(tables.of_table(block))
        case Fields():
            return _grid(tables.of_fields(block))
        case SignatureLines():
            return {"type": "sign", "people": list(block.people), "dated": block.dated}
        case Picture():
            return _picture(block, pictures)
        case Chart():
            return {"type": "chart", "caption": block.caption, "chart": charts.data(block)}
        case _:
            return {"type": "break"}


def _runs(paragraph: Paragraph) -> list[dict[str, Any]]:
    return [{"text": run.text, "bold": getattr(run, "bold", False)} for run in paragraph.runs]


def _grid(grid: tables.Grid) -> dict[str, Any]:
    rows = [
        [{"text": c.text, "span": c.span, "long": c.long, "head": c.head} for c in row] for row in grid.rows
    ]
    return {
        "type": "table",
        "caption": grid.caption,
        "rows": rows,
        "header": grid.header_rows,
        "widths": grid.widths,
    }


def _picture(block: Picture, pictures: Pictures) -> dict[str, Any]:
    return {
        "type": "picture",
        "file": pictures.add(block.data),
        "caption": block.caption,
        "width": block.width_mm,
        "alt": block.alt or block.caption,
    }
