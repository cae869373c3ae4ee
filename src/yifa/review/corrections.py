"""Give a text or a Word file back with accepted suggestions put in. Nothing else of the file changes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from yifa.review.readers.docx import Piece, traced
from yifa.review.values import Finding

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_MAIN = "word/document.xml"


def clash(findings: Iterable[Finding]) -> Finding | None:
    """The first finding whose place lies over an earlier one's: both cannot be put in."""
    ordered = sorted(findings, key=lambda one: (one.start, one.end))
    return next((after for before, after in pairwise(ordered) if after.start < before.end), None)


def corrected_text(text: str, findings: Iterable[Finding]) -> str:
    """The text with each suggestion in its place. Places must not overlap."""
    for one in sorted(findings, key=lambda one: one.start, reverse=True):
        text = text[: one.start] + one.suggestion + text[one.end :]
    return text


def corrected_docx(original: bytes, findings: Iterable[Finding]) -> tuple[bytes, list[Finding]]:
    """The Word file with the suggestions put in, and those that could not be without touching layout.

    The new words take the look of the first character they replace. A place that a line break, a tab or a field
    runs through, or that stands in a page header or a note, is left as it is.
    """
    from lxml import etree

    trace, package, root = traced(original)
    pieces = [one for one in trace.pieces if one.element.getroottree().getroot() is root]
    # From the end, so that the places before stay where they are.
    ordered = sorted(findings, key=lambda one: one.start, reverse=True)
    left = [one for one in ordered if not _put(pieces, one)]
    changed = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for item in package.zip.infolist():
            target.writestr(
                item.filename, changed if item.filename == _MAIN else package.bytes(item.filename)
            )
    return out.getvalue(), left[::-1]


def _put(pieces: list[Piece], finding: Finding) -> bool:
    """Replace a place by its suggestion; False where the place is not plain text of the body."""
    touched = [one for one in pieces if one.start < finding.end and one.start + len(one.text) > finding.start]
    covered = sum(
        min(one.start + len(one.text), finding.end) - max(one.start, finding.start) for one in touched
    )
    if not touched or covered != finding.end - finding.start:
        return False
    for number, one in enumerate(touched):
        begin, end = max(finding.start - one.start, 0), finding.end - one.start
        text = str(one.element.text or "")
        _set(one.element, text[:begin] + (finding.suggestion if number == 0 else "") + text[max(end, 0) :])
    return True


def _set(element: Any, text: str) -> None:
    element.text = text
    element.set(_SPACE, "preserve")
