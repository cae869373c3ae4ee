"""Several papers as one numbered file (卷宗): joined in order, the page number of the file at each upper corner."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError

from yifa.foundation.errors import YifaError
from yifa.papers import fonts

# One page for each number: odd pages right, even pages left, as files are bound at the left.
OVERLAY = """
#let pages = json(bytes(sys.inputs.d))
#set page(paper: "a4", margin: (top: 15mm, bottom: 15mm, left: 20mm, right: 20mm), fill: none)
#set text(size: 10.5pt)
#for (n, number) in pages.enumerate() {
  if n > 0 { pagebreak() }
  align(if calc.odd(number) { right } else { left }, str(number))
}
"""


@dataclass(frozen=True, slots=True)
class Part:
    """One paper of the file as PDF."""

    title: str
    content: bytes

    @property
    def pages(self) -> int:
        """How many pages it has; YifaError when it is no readable PDF."""
        return len(_reader(self).pages)


def starts(parts: Sequence[Part]) -> list[int]:
    """The file's page number on which each part begins."""
    found, page = [], 1
    for part in parts:
        found.append(page)
        page += part.pages
    return found


def bundle(front: Sequence[Part], parts: Sequence[Part], back: Sequence[Part] = ()) -> bytes:
    """Join `front` (cover and catalogue), `parts` (numbered from 1) and `back` (back cover), with bookmarks."""
    writer = PdfWriter()
    _append(writer, front)
    first = len(writer.pages)
    _append(writer, parts)
    _number(writer, first)
    _append(writer, back)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def _append(writer: PdfWriter, parts: Sequence[Part]) -> None:
    for part in parts:
        writer.append(BytesIO(part.content), outline_item=part.title, import_outline=False)


def _number(writer: PdfWriter, first: int) -> None:

    import typst

    count = len(writer.pages) - first
    if count <= 0:
        return
    overlay = typst.compile(
        OVERLAY.encode(),
        font_paths=fonts.load(fonts.folder()).loaded,
        format="pdf",
        sys_inputs={"d": json.dumps(list(range(1, count + 1)))},
    )
    for page, mark in zip(list(writer.pages)[first:], PdfReader(BytesIO(bytes(overlay))).pages, strict=True):
        page.merge_page(mark)


def _reader(part: Part) -> PdfReader:
    try:
        reader = PdfReader(BytesIO(part.content))
        if reader.is_encrypted:
            raise YifaError(f"“{part.title}”设有密码，不能装订入卷", fix="请上传未加密的文件")
    except PyPdfError as problem:
        raise YifaError(f"“{part.title}”不是完好的 PDF，不能装订入卷", fix="请重新上传") from problem
    return reader
