"""Review (核稿): read any report like a careful editor with a law library and the ledgers open.

Plain Python: no Django, no network. What stands outside is handed in: the register of acts (`ActIndex`), the office's
figures (`LedgerFigures`), other files (`peers`).

    document = read("report.docx")
    for figure in figures(document): ...
    for finding in check(document, acts=register): ...
    print(report(document, acts=register).to_json())
    print(review_text("受理28件，成功30件。").findings)
"""

from __future__ import annotations

from yifa.review.acts import ActIndex
from yifa.review.checks import CHECKS
from yifa.review.comments import annotate_docx
from yifa.review.extraction import figures
from yifa.review.ledger import LedgerFigures
from yifa.review.readers import Unreadable, read
from yifa.review.review import Review, check, report, review_text
from yifa.review.values import Block, Document, Figure, Finding, SetAside, Settings

__all__ = [
    "CHECKS",
    "ActIndex",
    "Block",
    "Document",
    "Figure",
    "Finding",
    "LedgerFigures",
    "Review",
    "SetAside",
    "Settings",
    "Unreadable",
    "annotate_docx",
    "check",
    "figures",
    "read",
    "report",
    "review_text",
]
