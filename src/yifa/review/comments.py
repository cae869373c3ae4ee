"""Give a Word file back with findings as comments at their places."""

from __future__ import annotations

import copy
import io
import zipfile
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from yifa.review.readers.docx import Piece, traced
from yifa.review.readers.package import Package, W, w
from yifa.review.values import SEVERITY_NAMES, Finding

AUTHOR, INITIALS = "依法核稿", "核"
_COMMENTS = "word/comments.xml"
_TYPES, _RELATIONS = "[Content_Types].xml", "word/_rels/document.xml.rels"
_COMMENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_COMMENT_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
_CONTENT_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_PACKAGE_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def annotate_docx(original: bytes, findings: Iterable[Finding], *, at: datetime | None = None) -> bytes:
    """The same file with a comment at each finding. Text, layout and older comments stay as they are.

    Offsets must be those of `read(original)`. A finding about the whole text is put at its first paragraph; one in
    a page header or note, where Word allows no comment, likewise.
    """
    trace, package, root = traced(original)
    comments = _comments_part(package)
    number = 1 + max(
        (int(one.get(w("id"), "0")) for one in comments if one.get(w("id"), "").isdigit()), default=-1
    )
    pieces = [piece for piece in trace.pieces if piece.element.getroottree().getroot() is root]
    marks = _Marks(pieces)
    stamp = (at or datetime.now(UTC)).strftime("%Y-%m-%dT%H:%M:%SZ")
    for finding in findings:
        if marks.put(finding, number):
            comments.append(_comment(finding, number, stamp))
            number += 1
    return _written(package, {"word/document.xml": root, _COMMENTS: comments})


class _Marks:
    """Puts comment ranges into the document, splitting runs where a range begins or ends inside one."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self.pieces = list(pieces)
        self.starts = [piece.start for piece in self.pieces]

    def put(self, finding: Finding, number: int) -> bool:
        if not self.pieces:
            return False
        start, end = finding.start, finding.end
        if end <= start or self._at(start) is None:
            start, end = self.pieces[0].start, self.pieces[0].start + 1
        first = self._split(start)
        last = self._split_before(end, first)
        _insert_before(first, _mark("commentRangeStart", number))
        end_mark = _mark("commentRangeEnd", number)
        _insert_after(last, end_mark)
        end_mark.addnext(_reference(number))
        return True

    def _at(self, place: int) -> int | None:
        """The piece that holds the place, or the next one after it."""
        index = bisect_right(self.starts, place) - 1
        if index >= 0 and place < self.pieces[index].start + len(self.pieces[index].text):
            return index
        return index + 1 if index + 1 < len(self.pieces) else None

    def _split(self, place: int) -> Any:
        """The w:t that begins at the place, first in its run; made by cutting text and run where needed."""
        index = self._at(place)
        assert index is not None
        piece = self.pieces[index]
        if place > piece.start:
            return self._cut(index, place - piece.start)
        _begin_run(piece.element)
        return piece.element

    def _split_before(self, place: int, first: Any) -> Any:
        """The w:t that ends at the place, last in its run, or `first` if that would lie before it."""
        begin = next(at for at, piece in enumerate(self.pieces) if piece.element is first)
        index = max(bisect_right(self.starts, place - 1) - 1, begin)
        piece = self.pieces[index]
        if piece.start < place < piece.start + len(piece.text):
            self._cut(index, place - piece.start)
        elif (following := piece.element.getnext()) is not None:
            _begin_run(following)
        return piece.element

    def _cut(self, index: int, offset: int) -> Any:
        """Cut a w:t in two, the second in a run of its own; gives the second."""
        piece = self.pieces[index]
        second = copy.copy(piece.element)
        _set(piece.element, piece.text[:offset])
        _set(second, piece.text[offset:])
        piece.element.addnext(second)
        _begin_run(second)
        halves = (
            (piece.start, piece.text[:offset], piece.element),
            (piece.start + offset, piece.text[offset:], second),
        )
        self.pieces[index : index + 1] = [Piece(*half) for half in halves]
        self.starts[index : index + 1] = [start for start, _, _ in halves]
        return second


def _begin_run(element: Any) -> None:
    """Split the run before the element, unless it comes first in it already. Properties go to both."""
    run = element.getparent()
    if run.tag != w("r") or all(before.tag == w("rPr") for before in element.itersiblings(preceding=True)):
        return
    second = _new("r")
    properties = run.find(w("rPr"))
    if properties is not None:
        second.append(copy.deepcopy(properties))
    for moved in (element, *element.itersiblings()):
        second.append(moved)
    run.addnext(second)


def _set(element: Any, text: str) -> None:
    element.text = text
    element.set(_SPACE, "preserve")


def _run(element: Any) -> Any:
    """The run of a w:t, or the w:t itself where a broken file has none."""
    parent = element.getparent()
    return parent if parent.tag == w("r") else element


def _insert_before(element: Any, mark: Any) -> None:
    _run(element).addprevious(mark)


def _insert_after(element: Any, mark: Any) -> None:
    run = _run(element)
    tail, run.tail = run.tail, None
    run.addnext(mark)
    mark.tail = tail


def _new(tag: str, **attributes: str) -> Any:
    from lxml import etree

    element = etree.Element(w(tag), nsmap={"w": W})
    for name, value in attributes.items():
        element.set(w(name), value)
    return element


def _mark(tag: str, number: int) -> Any:
    return _new(tag, id=str(number))


def _reference(number: int) -> Any:
    run = _new("r")
    run.append(_new("commentReference", id=str(number)))
    return run


def _comment(finding: Finding, number: int, stamp: str) -> Any:
    comment = _new("comment", id=str(number), author=AUTHOR, initials=INITIALS, date=stamp)
    for line in _lines(finding):
        paragraph, run, text = _new("p"), _new("r"), _new("t")
        _set(text, line)
        run.append(text)
        paragraph.append(run)
        comment.append(paragraph)
    return comment


def _lines(finding: Finding) -> list[str]:
    lines = [f"【{SEVERITY_NAMES[finding.severity]}】{finding.message}"]
    if finding.suggestion:
        lines.append(f"建议改为：{finding.suggestion}")
    if finding.basis:
        lines.append(f"依据：{finding.basis}")
    return ["".join(letter for letter in line if letter >= " ") for line in lines]


def _comments_part(package: Package) -> Any:
    found = package.xml(_COMMENTS)
    return found if found is not None else _new("comments")


def _written(package: Package, changed: dict[str, Any]) -> bytes:
    from lxml import etree

    parts = {
        name: etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
        for name, root in changed.items()
    }
    if _COMMENTS not in package.names:
        parts |= {_TYPES: _typed(package), _RELATIONS: _related(package)}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for item in package.zip.infolist():
            own = parts.pop(item.filename, b"")
            target.writestr(item.filename, own or package.bytes(item.filename))
        for name, content in parts.items():
            target.writestr(name, content)
    return out.getvalue()


def _plain(namespace: str) -> Any:
    """The namespace without a prefix."""
    return {None: namespace}


def _typed(package: Package) -> bytes:
    from lxml import etree

    root = package.xml(_TYPES)
    if root is None:
        root = etree.Element("Types", nsmap=_plain(_CONTENT_TYPES))
    space = etree.QName(root).namespace
    etree.SubElement(root, f"{{{space}}}Override", PartName=f"/{_COMMENTS}", ContentType=_COMMENT_TYPE)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def _related(package: Package) -> bytes:
    from lxml import etree

    root = package.xml(_RELATIONS)
    if root is None:
        root = etree.Element("Relationships", nsmap=_plain(_PACKAGE_RELATIONS))
    space = etree.QName(root).namespace
    etree.SubElement(
        root, f"{{{space}}}Relationship", Id="rIdYifaReview", Type=_COMMENT_RELATION, Target="comments.xml"
    )
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))
