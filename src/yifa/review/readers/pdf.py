"""PDF with a text layer. Lines that were only wrapped are joined again; page numbers are left out."""

from __future__ import annotations

import re
import threading
from typing import Any

from yifa.review.readers.errors import Unreadable
from yifa.review.readers.text import blocks
from yifa.review.values import Document

MOST_PAGES = 2000
_PAGE_NUMBER = re.compile(r"\s*[—–-]?\s*(?:第\s*)?\d{1,4}(?:\s*页)?(?:\s*[/／]\s*\d{1,4})?\s*[—–-]?\s*")
_STOPS = "。！？；：:;!?"
_BEGINS = re.compile(
    r"\s*(?:[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[）)]|\d+[.．、]|附件|抄送)"
)
# The library is not thread-safe.
_LOCK = threading.Lock()


def read(data: bytes, name: str) -> Document:
    """The document in a PDF; Unreadable for scanned, protected and broken ones."""
    import pypdfium2

    with _LOCK:
        pages = _pages(pypdfium2, data)
    text = "\n".join(_flow(page) for page in pages)
    if len(re.sub(r"\s", "", text)) < 8 * len(pages):
        raise Unreadable("这份 PDF 没有文字，多半是扫描件", fix="请先做文字识别，或者提供 Word 文件")
    return Document(name, text, blocks(text), "pdf")


def _pages(pdfium: Any, data: bytes) -> list[str]:
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            raise Unreadable("这份 PDF 设了打开密码", fix="请提供没有密码的文件") from error
        raise Unreadable("PDF 已损坏，打不开", fix="请重新导出一份") from error
    try:
        if len(document) > MOST_PAGES:
            raise Unreadable(f"PDF 超过 {MOST_PAGES} 页", fix="请只提供报告正文")
        return [_text(document, number) for number in range(len(document))]
    except pdfium.PdfiumError as error:
        raise Unreadable("PDF 已损坏，读不出文字", fix="请重新导出一份") from error
    finally:
        document.close()


def _text(document: Any, number: int) -> str:
    page = document[number]
    textpage = page.get_textpage()
    try:
        found: str = textpage.get_text_range()
    finally:
        textpage.close()
        page.close()
    return re.sub(r"[\ufffe\uffff\x00-\x08\x0b-\x1f]", "", found.replace("\r\n", "\n").replace("\r", "\n"))


def _flow(page: str) -> str:
    """Join lines that were broken only because the page ended at the right."""
    lines = [line.rstrip() for line in page.split("\n") if line.strip() and not _PAGE_NUMBER.fullmatch(line)]
    width = max((len(line) for line in lines), default=0)
    result = ""
    for index, line in enumerate(lines):
        result += line
        following = lines[index + 1] if index + 1 < len(lines) else ""
        result += "" if following and _wrapped(line, following, width) else "\n"
    return result.rstrip("\n")


def _wrapped(line: str, following: str, width: int) -> bool:
    full = len(line) >= width * 0.8
    return full and not _BEGINS.match(following) and not (line[-1] in _STOPS and following[:1] in "　 ")
