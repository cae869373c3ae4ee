"""Official documents by GB/T 9704-2012: values, Word and PDF writers, a reader, and an independent measurement.

Plain Python: no Django, no network, nothing of other rooms but `foundation`.

    from yifa.papers import OfficialDocument, Heading, Paragraph
    from yifa.papers import docx, pdf, conformance

    document = OfficialDocument(kind="报告", title="…", blocks=(Heading(1, "一、…"), Paragraph.of("…")))
    docx.write(document)                  -> bytes
    pdf.write(document, at=some_instant)  -> bytes
"""

from yifa.papers.values import (
    Attachment,
    Block,
    Chart,
    Fields,
    FigureRun,
    Form,
    Heading,
    OfficialDocument,
    PageBreak,
    Paragraph,
    Picture,
    Run,
    SignatureLines,
    Table,
    Text,
)

__all__ = [
    "Attachment",
    "Block",
    "Chart",
    "Fields",
    "FigureRun",
    "Form",
    "Heading",
    "OfficialDocument",
    "PageBreak",
    "Paragraph",
    "Picture",
    "Run",
    "SignatureLines",
    "Table",
    "Text",
]
