"""The document part: the elements of an official document in their order (GB/T 9704-2012 section 7)."""

from __future__ import annotations

from yifa.papers import rules, standard
from yifa.papers.docx import pages, runs
from yifa.papers.docx.blocks import Parts, blocks, spacer
from yifa.papers.docx.runs import Place, paragraph, run
from yifa.papers.docx.xml import Element, w
from yifa.papers.values import Attachment, Form, OfficialDocument

TITLE_LINE = round(standard.TITLE_LINE * 20)


def document(doc: OfficialDocument, parts: Parts) -> Element:
    """word/document.xml."""
    content = [
        *_head(doc),
        *_title(doc.title, "DocTitle"),
        *_plain_number(doc),
        *_addressee(doc),
        *blocks(doc.blocks, parts),
        *_attachment_list(doc.attachments),
        *_closing(doc),
        *_notes(doc),
        *_attachments(doc.attachments, parts),
        *_imprint(doc),
    ]
    return w("document", w("body", *content, pages.section(doc)))


def _head(doc: OfficialDocument) -> list[Element]:
    if doc.has_red_head:
        return pages.report_head(doc)
    return pages.letter_head(doc) if doc.form == Form.LETTER else []


def _title(title: str, style: str) -> list[Element]:
    """One paragraph for the whole title, its lines broken as the rules say."""
    lines = "\n".join(rules.title_lines(title))
    return [paragraph(style, Place(align="center", line=TITLE_LINE), run(lines, runs.TITLE))]


def _plain_number(doc: OfficialDocument) -> list[Element]:
    if doc.form != Form.PLAIN or not doc.number:
        return []
    return [paragraph("Number", Place(align="right"), run(doc.number))]


def _addressee(doc: OfficialDocument) -> list[Element]:
    if not doc.addressee:
        return [] if doc.form == Form.PLAIN else spacer()
    text = rules.addressee_text(doc.addressee)
    return [*spacer(standard.ADDRESSEE_GAP), paragraph("Addressee", runs.LEFT, run(text))]


def _attachment_list(attachments: tuple[Attachment, ...]) -> list[Element]:
    """附件说明: a further line, or the rest of a long name, stands under the first name."""
    made: list[Element] = []
    for before, name in rules.attachment_list(attachments):
        hang = rules.width("附件：1." if len(attachments) > 1 else "附件：")
        own = rules.width(before)
        place = Place(align="left", left=2 + hang, hanging=own, keep_next=True)
        made.append(paragraph("AttachmentList", place, run(before + name)))
    return [*spacer(keep_next=True), *made] if made else []


def _closing(doc: OfficialDocument) -> list[Element]:
    """署名 and 成文日期, kept on one page with the blank lines over them."""
    name, day = rules.signature_indents(doc)
    made: list[Element] = []
    if doc.signature:
        place = Place(align="right", right=name, keep_next=doc.date is not None)
        made.append(paragraph("Signature", place, run(doc.signature)))
    if doc.date:
        place = Place(align="right", right=day)
        made.append(paragraph("DocDate", place, run(rules.chinese_date(doc.date))))
    return [*spacer(rules.closing_blank(doc), keep_next=True), *made] if made else []


def _notes(doc: OfficialDocument) -> list[Element]:
    return [paragraph("Notes", runs.INDENTED, run(rules.notes_text(doc.notes)))] if doc.notes else []


def _attachments(attachments: tuple[Attachment, ...], parts: Parts) -> list[Element]:
    """Each attachment on a new page: label on the first line, title on the third."""
    made: list[Element] = []
    for number, attachment in enumerate(attachments, 1):
        if attachment.blocks:
            label = rules.attachment_label(number, len(attachments))
            start = paragraph(
                "AttachmentLabel", runs.LEFT, run(label, runs.HEI), extra=(w("pageBreakBefore"),)
            )
            made += [start, *spacer(), *_title(attachment.title, "AttachmentTitle"), *spacer()]
            made += blocks(attachment.blocks, parts)
    return made


def _imprint(doc: OfficialDocument) -> list[Element]:
    """The frame needs a paragraph to hang on: a last line of no height."""
    return [*pages.imprint(doc), *spacer(line=20)] if doc.has_imprint else []
