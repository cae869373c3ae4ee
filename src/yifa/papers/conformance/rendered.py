"""A PDF as a measuring eye sees it: characters and rules with their places on the page, in millimetres from its top."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pypdfium2
import pypdfium2.raw as raw

from yifa.foundation.errors import YifaError
from yifa.papers.standard import POINT


@dataclass(frozen=True, slots=True)
class Char:
    """A character: edges of its ink, its baseline, size in points, face, colour as RRGGBB."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    baseline: float
    size: float
    font: str
    color: str


@dataclass(frozen=True, slots=True)
class Line:
    """Characters on one baseline, from left to right."""

    chars: tuple[Char, ...]

    @property
    def text(self) -> str:
        return "".join(char.text for char in self.chars)

    @property
    def size(self) -> float:
        return max(char.size for char in self.chars)

    @property
    def left(self) -> float:
        return self.chars[0].left

    @property
    def right(self) -> float:
        return max(char.right for char in self.chars)

    @property
    def top(self) -> float:
        return min(char.top for char in self.chars)

    @property
    def baseline(self) -> float:
        return self.chars[0].baseline


@dataclass(frozen=True, slots=True)
class Stroke:
    """A drawn rule: its edges and colour."""

    left: float
    right: float
    top: float
    bottom: float
    color: str


class Page:
    """One page: its size, lines of text from above, and rules."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.width, self.height = page.get_width() * POINT, page.get_height() * POINT

    @cached_property
    def lines(self) -> list[Line]:
        rows: dict[int, list[Char]] = {}
        for char in self._chars():
            rows.setdefault(round(char.baseline * 5), []).append(char)
        return [Line(tuple(sorted(rows[y], key=lambda char: char.left))) for y in sorted(rows)]

    def _chars(self) -> Iterator[Char]:
        text = self.page.get_textpage()
        for index in range(text.count_chars()):
            letter = text.get_text_range(index, 1)
            if letter.strip():
                yield self._char(text, index, letter)

    def _char(self, text: Any, index: int, letter: str) -> Char:
        left, bottom, right, top = text.get_charbox(index)
        x, y = ctypes.c_double(), ctypes.c_double()
        raw.FPDFText_GetCharOrigin(text, index, x, y)
        return Char(
            letter,
            left * POINT,
            right * POINT,
            self.height - top * POINT,
            self.height - bottom * POINT,
            self.height - y.value * POINT,
            round(raw.FPDFText_GetFontSize(text, index), 1),
            _font_name(text, index),
            _color(raw.FPDFText_GetFillColor, text, index),
        )

    @cached_property
    def strokes(self) -> list[Stroke]:
        found = [self._stroke(item) for item in self.page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH])]
        return sorted((stroke for stroke in found if stroke.right - stroke.left > 20), key=lambda s: s.top)

    def _stroke(self, item: Any) -> Stroke:
        left, bottom, right, top = item.get_bounds()
        color = _color(raw.FPDFPageObj_GetStrokeColor, item)
        edges = left * POINT, right * POINT, self.height - top * POINT, self.height - bottom * POINT
        return Stroke(*edges, color)

    def fonts(self) -> dict[str, bool]:
        """Face -> whether it is embedded."""
        found = {}
        for item in self.page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT]):
            font = raw.FPDFTextObj_GetFont(item)
            size = raw.FPDFFont_GetBaseFontName(font, None, 0)
            buffer = ctypes.create_string_buffer(size)
            raw.FPDFFont_GetBaseFontName(font, buffer, size)
            found[buffer.value.decode("utf-8", "replace")] = raw.FPDFFont_GetIsEmbedded(font) == 1
        return found


def _font_name(text: Any, index: int) -> str:
    size = raw.FPDFText_GetFontInfo(text, index, None, 0, None)
    buffer = ctypes.create_string_buffer(max(size, 1))
    raw.FPDFText_GetFontInfo(text, index, buffer, size, None)
    return buffer.value.decode("utf-8", "replace")


def _color(getter: Any, *where: Any) -> str:
    parts = [ctypes.c_uint() for _ in range(4)]
    getter(*where, *parts)
    return "".join(f"{part.value:02X}" for part in parts[:3])


class Rendered:
    """A PDF file.

    Raises:
        YifaError: the bytes are no PDF, or it is locked.
    """

    def __init__(self, data: bytes) -> None:
        self.data = data
        try:
            self.file = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as problem:
            raise YifaError("这不是可以打开的 PDF 文件", fix="请检查文件是否完整、是否设有密码") from problem
        self.pages = [Page(page) for page in self.file]

    @cached_property
    def bookmarks(self) -> list[str]:
        return [entry.get_title() for entry in self.file.get_toc()]
