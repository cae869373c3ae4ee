"""A report as an official document (GB/T 9704-2012): figures stay tagged, so that they survive Word and WPS."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from yifa.figures.definitions import figure
from yifa.foundation.clock import today
from yifa.papers import Block as PaperBlock
from yifa.papers import FigureRun, Form, Heading, OfficialDocument, Paragraph
from yifa.papers import Run as PaperRun
from yifa.papers import Text as PaperText
from yifa.reports.attachments import attachments
from yifa.reports.models import Report
from yifa.reports.queries import compose
from yifa.reports.values import Block, Draft, Run, Token
from yifa.reports.vouching import code_of, voucher
from yifa.reports.wording import FORMS

KIND = "报告"


def document(
    draft: Draft,
    *,
    number: str = "",
    signer: str = "",
    on: date | None = None,
    copies: tuple[str, ...] = (),
    form: Form = Form.REPORT,
) -> OfficialDocument:
    """The report as a document to the government above. `on` is the day of signing (成文日期), today for a draft."""
    return OfficialDocument(
        kind=KIND,
        form=form,
        title=draft.title,
        issuer=draft.office,
        letterhead=f"{draft.office}文件",
        number=number,
        signer=signer,
        addressee=draft.addressee,
        blocks=tuple(blocks(block for _, block in draft.blocks())),
        signature=draft.office,
        date=on or today(),
        copies=copies,
    )


def blocks(found: Iterable[Block]) -> Iterable[PaperBlock]:
    """Headings and paragraphs of the document."""
    for block in found:
        if block.kind == "heading":
            yield Heading(block.level, block.text)
        else:
            yield Paragraph(tuple(run(one) for one in block.runs))


def run(one: Run) -> PaperRun:
    """A run of the document; a figure keeps its code and form as its tag and its name as its label."""
    if isinstance(one, Token):
        return FigureRun(tag(one), label(one), one.text)
    return PaperText(one.text)


def tag(token: Token) -> str:
    """How a figure is named in the file: its code, and its form where that is not the plain one."""
    return token.code if token.form == "text" else f"{token.code}|{token.form}"


def label(token: Token) -> str:
    """What a person reads on the figure in Word."""
    name = figure(token.code).name
    return name if token.form == "text" else f"{name}（{FORMS[token.form]}）"


def key(found: Report) -> str:
    """How a file of this report names where it came from."""
    return f"{found.source}/{found.unit.code}/{found.year}"


def paper(found: Report, *, form: Form = Form.REPORT) -> OfficialDocument:
    """The report as its passages and figures stand, with what the course has given it so far."""
    copies = tuple(name.strip() for name in found.copies.split("、") if name.strip())
    written = compose(found)
    made = document(
        written,
        number=found.document_number,
        signer=found.signer,
        on=found.signed_on,
        copies=copies,
        form=form,
    )
    behind = (*(attachments(found) if found.with_table else ()), *voucher(code_of(found)))
    made = replace(made, attachments=behind)
    if found.issued_on is None:
        return made
    return replace(made, printed_by=written.office, printed_on=found.issued_on)
