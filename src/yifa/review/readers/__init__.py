"""Read a file as one text with stable offsets. What a file is, its bytes decide, never its name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from yifa.review.outline import title_of
from yifa.review.readers.errors import Unreadable
from yifa.review.values import Document

__all__ = ["Unreadable", "read"]

LARGEST = 100 * 1024 * 1024


def read(source: Path | str | bytes, name: str = "") -> Document:
    """The document in a file or in bytes; Unreadable says in Chinese what is wrong and what to do."""
    if isinstance(source, bytes):
        data = source
    else:
        path = Path(source)
        name = name or path.name
        data = _bytes(path)
    if not data.strip(b"\0\r\n\t "):
        raise Unreadable("文件是空的", fix="请确认选对了文件")
    if len(data) > LARGEST:
        raise Unreadable("文件超过 100 MB", fix="请另存一份只含正文的文件")
    document = _reader(data, name)(data, name)
    return replace(document, title=title_of(document))


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST:
            raise Unreadable("文件超过 100 MB", fix="请另存一份只含正文的文件")
        return path.read_bytes()
    except OSError as error:
        raise Unreadable(f"打不开文件（{error.strerror}）", fix="请检查路径和权限") from error


_PICTURES = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*")


def _of_an_older_office(data: bytes, name: str) -> Unreadable:
    """The file is a container of the older kind: a protected docx, a WPS file, or an old Word file."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return Unreadable("文件设了打开密码", fix="请在 Word 或 WPS 中去掉密码后再试")
    if name.lower().endswith((".wps", ".wpt")):
        return Unreadable("这是 WPS 文字自己的格式（.wps）", fix="请在 WPS 中另存为 .docx")
    return Unreadable("这是旧版 Word（.doc）文件", fix="请在 Word 或 WPS 中另存为 .docx")


def _reader(data: bytes, name: str) -> Callable[[bytes, str], Document]:
    from yifa.review.readers import docx, html, pdf, text

    if data[:4] == b"PK\x03\x04":
        return docx.read
    if b"%PDF-" in data[:1024]:
        return pdf.read
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise _of_an_older_office(data, name)
    if data.startswith(_PICTURES):
        raise Unreadable("这是图片，不是文字", fix="请先做文字识别，或者提供 docx、带文字的 pdf")
    if data[:5] == b"{\\rtf":
        raise Unreadable("这是 RTF 文件", fix="请在 Word 或 WPS 中另存为 .docx")
    if name.lower().endswith((".html", ".htm")) or html.looks_like(data):
        return html.read
    return text.read
