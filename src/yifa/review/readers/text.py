"""Plain text and Markdown, in UTF-8, UTF-16 or GBK. Offsets are those of the decoded text, line ends untouched."""

from __future__ import annotations

import codecs
import re

from yifa.review.grids import in_lines
from yifa.review.readers.errors import Unreadable
from yifa.review.values import Block, Document

_LINES = re.compile(r"[^\r\n]+")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffd]")
_HASHES = re.compile(r"(#{1,6})\s+\S")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def read(data: bytes, name: str) -> Document:
    """The document in a text file."""
    text = decode(data)
    kind = "md" if name.lower().endswith((".md", ".markdown")) else "txt"
    return Document(name, text, blocks(text), kind, tables=in_lines(text))


def decode(data: bytes) -> str:
    """The text in UTF-8, UTF-16 or GBK (GB 18030); Unreadable if it is none of them or no text at all."""
    text = _decode(data)
    if len(_CONTROLS.findall(text)) > max(3, len(text) // 200):
        raise Unreadable("文件不是文字内容，或者已经损坏", fix="请提供 docx、pdf、txt、html 或 md 文件")
    return text


def _decode(data: bytes) -> str:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _try(data, encoding) or _fail()
    for encoding in ("utf-8", "gb18030"):
        if (text := _try(data, encoding)) is not None:
            return text
    return _fail()


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, UnicodeError):
        return None


def _fail() -> str:
    raise Unreadable(
        "文字编码认不出来（不是 UTF-8 也不是 GBK），文件可能已损坏", fix="请用记事本另存为 UTF-8 编码"
    )


def blocks(text: str) -> tuple[Block, ...]:
    """Each line that is not blank, without the blanks around it."""
    return tuple(block for match in _LINES.finditer(text) if (block := _block(match)))


def _block(match: re.Match[str]) -> Block | None:
    line = match[0]
    start = match.start() + len(line) - len(line.lstrip())
    end = match.start() + len(line.rstrip())
    if start >= end:
        return None
    hashes = _HASHES.match(line.lstrip())
    return Block(start, end, "heading", len(hashes[1])) if hashes else Block(start, end)
