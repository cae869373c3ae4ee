"""Opens a Word file from outside: nothing too large, broken, with macros or of another kind gets further."""

from __future__ import annotations

import io
import zipfile
import zlib
from dataclasses import dataclass

from lxml import etree

from yifa.foundation.errors import YifaError
from yifa.papers.docx.xml import NAMES, Element, qualified

LARGEST = 30 * 1024 * 1024
LARGEST_UNPACKED = 300 * 1024 * 1024
MOST_ENTRIES = 5_000
MOST_PARAGRAPHS = 20_000
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OTHER_KINDS = {"xl/": "Excel 表格", "ppt/": "演示文稿", "META-INF/": "其他格式的压缩包"}
MAIN = "word/document.xml"


class Unreadable(YifaError):
    """The file cannot be taken; the message says why and what to do."""

    status = 422


@dataclass(frozen=True, slots=True)
class Package:
    """The parts of a Word file by name, unpacked."""

    parts: dict[str, bytes]

    def xml(self, name: str) -> Element | None:
        """A part as a tree; None when the file has none of that name."""
        return parse(self.parts[name], name) if name in self.parts else None


def open_package(data: bytes) -> Package:
    """Unpack a Word file.

    Raises:
        Unreadable: too large, not a zip, damaged, another kind of file, macros, too many paragraphs.
    """
    if len(data) > LARGEST:
        raise Unreadable(f"文件超过 {LARGEST >> 20} MB", fix="请压缩图片，或者把附件分开上传")
    if data.startswith(OLE):
        raise Unreadable("这是旧版 .doc 文件，或者文件设有密码", fix="请取消密码，另存为 .docx 后再上传")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check(archive)
            package = Package({name: archive.read(name) for name in archive.namelist() if _wanted(name)})
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as problem:
        raise Unreadable(
            "文件已损坏，或者不是 Word 文档", fix="请在 Word 或 WPS 中重新保存为 .docx"
        ) from problem
    return package


def _check(archive: zipfile.ZipFile) -> None:
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > LARGEST_UNPACKED:
        raise Unreadable("文件展开后过大", fix="请压缩图片，删去嵌入的对象后再上传")
    names = {entry.filename for entry in entries}
    if any(name.lower().endswith("vbaproject.bin") for name in names) or _macro_type(archive, names):
        raise Unreadable("文件带有宏，不能上传", fix="请另存为不带宏的 .docx")
    if MAIN not in names:
        kind = next(
            (kind for start, kind in OTHER_KINDS.items() if any(n.startswith(start) for n in names)), ""
        )
        raise Unreadable(f"这不是 Word 文档{kind and f'，而是{kind}'}", fix="请上传 .docx 文件")


def _macro_type(archive: zipfile.ZipFile, names: set[str]) -> bool:
    types = "[Content_Types].xml"
    return types in names and b"macroEnabled" in archive.read(types)


def _wanted(name: str) -> bool:
    return name.startswith(("word/", "docProps/")) and not name.endswith("/")


def parse(data: bytes, name: str) -> Element:
    """A part as a tree, with nothing fetched and no entity expanded.

    Raises:
        Unreadable: the part is not well-formed, or declares entities.
    """
    if b"<!DOCTYPE" in data[:4096] or b"<!ENTITY" in data:
        raise Unreadable("文件含有不允许的声明", fix="请在 Word 或 WPS 中重新保存为 .docx")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as problem:
        raise Unreadable(f"文件已损坏（{name}）", fix="请在 Word 或 WPS 中重新保存为 .docx") from problem


def main_part(package: Package) -> Element:
    """The body of word/document.xml.

    Raises:
        Unreadable: there is no body, or it has more paragraphs than any document of ours.
    """
    tree = parse(package.parts[MAIN], MAIN)
    body = tree.find("w:body", NAMES)
    if body is None:
        raise Unreadable("文件没有正文", fix="请在 Word 或 WPS 中打开检查后重新保存")
    count = sum(1 for _ in body.iter(qualified("w:p")))
    if count > MOST_PARAGRAPHS:
        raise Unreadable(
            f"文件有 {count} 段，超过 {MOST_PARAGRAPHS} 段的上限",
            fix="请确认上传的是这份公文，附件请分开上传",
        )
    return body
