"""What a file carries beside what it shows: tracked changes, comments, hidden parts, names in its properties, pictures.

`inspect` looks into Word, Excel, PDF, picture and text files by content and tells each as a finding of the gate. Words of
the file, of its name and of its pictures go through the same checks of persons and secrets as a report's text.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import TYPE_CHECKING, Any

from lxml import etree

from yifa import review
from yifa.reports import pictures

if TYPE_CHECKING:
    from pypdf import PdfReader

BASIS = "《中华人民共和国政府信息公开条例》第十四条、第十五条（条号待核对）"
LARGEST_PART = 64 << 20
DOTS = 200  # an inch: what a reading program needs
PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
Told = Iterator[tuple[str, str]]  # (check, what was found)


def inspect(name: str, mime: str, content: bytes, *, checks: frozenset[str]) -> list[review.Finding]:
    """All that keeps a file from leaving; `checks` are those of review that speak of persons and secrets."""
    found = [_finding(name, check, said) for check, said in _look(mime, content)]
    texts = [("文件名", name.rpartition(".")[0]), ("内容", _text(name, mime, content))]
    shown = _pictures(mime, content)
    read = [(number, pictures.words(one)) for number, one in enumerate(shown, 1)]
    texts += [(f"第{number}张图片", said) for number, said in read if said]
    if unread := [str(number) for number, said in read if said is None]:
        numbers = "" if len(shown) == 1 else f"第{'、'.join(unread)}张"
        found.append(
            _finding(name, "file.picture", f"{numbers}图片中的文字没有识读，请人工确认没有个人信息和涉密内容")
        )
    return found + [_worded(name, where, one) for where, text in texts for one in _privacy(text, checks)]


def _finding(name: str, check: str, said: str) -> review.Finding:
    return review.Finding(
        check, "high", 0, 0, f"附件《{name}》：{said}"[:200], "处理后重新上传，或者由两人放行", BASIS
    )


def _worded(name: str, where: str, one: review.Finding) -> review.Finding:
    words = f"附件《{name}》{where}：{one.text}"[:200]
    return review.Finding(one.check, one.severity, 0, 0, words, one.message, one.basis)


def _privacy(text: str, checks: frozenset[str]) -> list[review.Finding]:
    document = review.read(text.encode(), "附件.txt") if text.strip() else None
    return review.check(document, settings=review.Settings(only=checks, least="question")) if document else []


def _look(mime: str, content: bytes) -> Told:
    look: dict[str, Callable[[bytes], Told]] = {
        "wordprocessingml.document": _word, "spreadsheetml.sheet": _sheet, "application/pdf": _pdf,
        "image/jpeg": _photo, "image/png": _photo, "image/webp": _photo,
    }  # fmt: skip
    for kind, one in look.items():
        if mime.endswith(kind):
            yield from one(content)


# Office files


def _parts(content: bytes) -> dict[str, bytes]:
    """The parts of a file, each no larger than a limit; a damaged file has none."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            small = [one for one in package.infolist() if one.file_size <= LARGEST_PART]
            return {one.filename: package.read(one) for one in small}
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError):
        return {}


def _tags(part: bytes) -> dict[str, int]:
    """How often each element stands in a part, by local name."""
    counts: dict[str, int] = {}
    try:
        for node in etree.fromstring(part, PARSER).iter("{*}*"):
            local = etree.QName(node).localname
            counts[local] = counts.get(local, 0) + 1
    except etree.XMLSyntaxError:
        return {}
    return counts


def _properties(parts: dict[str, bytes]) -> Told:
    names = {"creator": "作者", "lastModifiedBy": "最后修改人", "Manager": "主管", "Company": "单位"}
    said = [
        f"{names[etree.QName(node).localname]}“{(node.text or '').strip()}”"
        for part in ("docProps/core.xml", "docProps/app.xml")
        for node in _tree(parts.get(part, b""))
        if etree.QName(node).localname in names and (node.text or "").strip()
    ]
    if said:
        yield "file.metadata", f"文件属性中有{'、'.join(said)}"


def _tree(part: bytes) -> list[etree._Element]:
    try:
        return list(etree.fromstring(part, PARSER).iter("{*}*")) if part else []
    except etree.XMLSyntaxError:
        return []


def _word(content: bytes) -> Told:
    parts = _parts(content)
    body = {name: _tags(part) for name, part in parts.items() if re.fullmatch(r"word/[a-z0-9]+\.xml", name)}
    marks = sum(tags.get(tag, 0) for tags in body.values() for tag in ("ins", "del", "moveFrom", "moveTo"))
    if marks:
        yield "file.revisions", f"有{marks}处修订痕迹，删去的文字仍在文件中"
    if remarks := sum(tags.get("comment", 0) for tags in body.values()):
        yield "file.comments", f"有{remarks}条批注"
    if hidden := body.get("word/document.xml", {}).get("vanish", 0):
        yield "file.hidden", f"有{hidden}处隐藏文字"
    yield from _properties(parts)


def _sheet(content: bytes) -> Told:
    parts = _parts(content)
    sheets = [
        node for node in _tree(parts.get("xl/workbook.xml", b"")) if etree.QName(node).localname == "sheet"
    ]
    if hidden := [node.get("name", "") for node in sheets if node.get("state", "visible") != "visible"]:
        yield "file.hidden", f"有隐藏的工作表：{'、'.join(hidden)}"
    pages = [_tree(part) for name, part in parts.items() if name.startswith("xl/worksheets/sheet")]
    lines = [node for page in pages for node in page if etree.QName(node).localname in ("row", "col")]
    if sum(node.get("hidden") in ("1", "true") for node in lines):
        yield "file.hidden", "有隐藏的行或者列"
    if any(re.match(r"xl/(threadedComments/|comments)", name) for name in parts):
        yield "file.comments", "有批注"
    yield from _properties(parts)


def _media(content: bytes) -> list[bytes]:
    names = (".png", ".jpg", ".jpeg", ".bmp", ".gif", ".tif", ".tiff", ".webp")
    return [
        part
        for name, part in sorted(_parts(content).items())
        if "/media/" in name and name.lower().endswith(names)
    ]


# PDF and pictures


def _pages(content: bytes) -> PdfReader | None:
    from pypdf import PdfReader  # costs the server a fifth of a second at its start
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(BytesIO(content))
        return None if reader.is_encrypted else reader
    except (PyPdfError, ValueError, OSError):
        return None


def _pdf(content: bytes) -> Told:
    reader = _pages(content)
    if reader is None:
        yield "file.closed", "文件有密码或者已损坏，无法检查"
        return
    if author := str((reader.metadata and reader.metadata.author) or "").strip():
        yield "file.metadata", f"文件属性中有作者“{author}”"
    notes = [
        one
        for page in reader.pages
        for one in page.get("/Annots") or ()
        if one.get_object().get("/Subtype") != "/Link"
    ]
    if notes:
        yield "file.comments", f"有{len(notes)}处批注"
    if reader.attachments:
        yield "file.hidden", f"内嵌了{len(reader.attachments)}个文件"


def _photo(content: bytes) -> Told:
    """Where and with what a photograph was taken stands in its EXIF part."""
    if b"Exif\x00\x00" in content[:70_000] or b"eXIf" in content[:70_000] or b"EXIF" in content[:70_000]:
        yield "file.metadata", "照片带有拍摄信息，可能含位置和设备"


def _pictures(mime: str, content: bytes) -> list[bytes]:
    if mime.startswith("image/"):
        return [content]
    if mime == "application/pdf":
        return _pictured_pages(content)
    return _media(content) if "officedocument" in mime else []


def _pictured_pages(content: bytes) -> list[bytes]:
    """The pages of a PDF that hold pictures, drawn, as reading programs take them."""

    import pypdfium2
    import pypdfium2.raw as raw

    try:
        pages = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError:
        return []
    held = (page for page in pages if any(page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=4)))
    return [_ppm(page.render(scale=DOTS / 72, rev_byteorder=True, prefer_bgrx=False)) for page in held]


def _ppm(drawn: Any) -> bytes:
    """A drawn page in the plainest of picture formats."""
    data, width, each = bytes(drawn.buffer), drawn.width, drawn.n_channels
    rows = (data[at : at + width * each] for at in range(0, drawn.height * drawn.stride, drawn.stride))
    kind = b"P5" if each == 1 else b"P6"
    return kind + b" %d %d 255\n" % (width, drawn.height) + b"".join(rows)


# Words


def _text(name: str, mime: str, content: bytes) -> str:
    if mime.endswith("spreadsheetml.sheet"):
        return _cells(content)
    try:
        return review.read(content, name).text
    except review.Unreadable:
        return ""


def _cells(content: bytes) -> str:

    from openpyxl import load_workbook

    book = load_workbook(BytesIO(content), read_only=True, data_only=True)
    rows = (row for page in book.worksheets for row in page.iter_rows(values_only=True))
    return "\n".join("，".join(str(cell) for cell in row if cell is not None) for row in rows)
