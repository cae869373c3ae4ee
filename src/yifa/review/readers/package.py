"""A docx as a zip of XML parts, opened so that a hostile file costs nothing."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import Any

from yifa.review.readers.errors import Unreadable

MOST_UNPACKED = 200 * 1024 * 1024
MOST_PARTS = 5000
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"


def w(name: str) -> str:
    """A tag of WordprocessingML."""
    return f"{{{W}}}{name}"


class Package:
    """The parts of a docx."""

    def __init__(self, data: bytes) -> None:
        try:
            self.zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise Unreadable("压缩结构已损坏，不是完整的 Word 文件", fix="请重新保存一份") from error
        self._refuse()
        self.names = set(self.zip.namelist())
        if "word/document.xml" not in self.names:
            raise Unreadable(self._what(), fix="请提供 docx、pdf、txt、html 或 md 文件")

    def _refuse(self) -> None:
        parts = self.zip.infolist()
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
            raise Unreadable("文件解压后过大，可能是恶意文件", fix="请重新保存一份只含正文的 Word 文件")
        if any(part.flag_bits & 1 for part in parts):
            raise Unreadable("文件设了密码", fix="请去掉密码后再试")

    def _what(self) -> str:
        if any(name.startswith("xl/") for name in self.names):
            return "这是表格文件（xlsx），不是报告"
        if any(name.startswith("ppt/") for name in self.names):
            return "这是演示文稿（pptx），不是报告"
        if "content.xml" in self.names:
            return "这是 ODF 文件（odt）"
        if "OFD.xml" in self.names:
            return "这是 OFD 版式文件"
        return "这是压缩包，不是 Word 文件"

    def xml(self, name: str) -> Any:
        """A part's root element, or None where the package has no such part."""
        if name not in self.names:
            return None
        from lxml import etree

        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, remove_blank_text=False
        )
        try:
            content = self.bytes(name)
            if f'"{STRICT}"'.encode() in content[:4096]:
                content = content.replace(STRICT.encode(), W.encode())
            return etree.fromstring(content, parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise Unreadable("Word 文件的内容已损坏", fix="请在 Word 或 WPS 中打开并重新保存") from error

    def bytes(self, name: str) -> bytes:
        """A part as it is."""
        try:
            return self.zip.read(name)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            OSError,
            NotImplementedError,
            RuntimeError,
        ) as error:
            raise Unreadable("Word 文件已损坏，解不开", fix="请重新保存一份") from error

    def matching(self, begin: str) -> list[str]:
        """Names of XML parts that begin so, in order."""
        return sorted(name for name in self.names if name.startswith(begin) and name.endswith(".xml"))
