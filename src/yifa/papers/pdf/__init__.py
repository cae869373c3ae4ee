"""A document as PDF/A-2b: fonts embedded, text selectable, headings as bookmarks, the same bytes for the same input."""

from __future__ import annotations

import json
import tempfile
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Final

from yifa.foundation import clock
from yifa.foundation.errors import YifaError
from yifa.papers import charts, fonts
from yifa.papers.pdf.data import Pictures, of_document, words
from yifa.papers.values import OfficialDocument

STANDARD: Final = "a-2b"


def write(
    doc: OfficialDocument,
    *,
    at: datetime | None = None,
    font_folder: Path | None = None,
    system_fonts: bool = True,
) -> bytes:
    """Typeset a document.

    Args:
        at: the moment written into the file; the same moment and document give the same bytes. Without it: the
            document's own date, else now.
        font_folder: where fonts are; else the folder of set-up.
        system_fonts: whether faces of the machine (仿宋_GB2312 …) go before the free ones.

    Raises:
        YifaError: no Chinese font is there, or a picture cannot be read.
    """
    chosen = fonts.load(font_folder or fonts.folder(), system=system_fonts)
    pictures = Pictures()
    data = of_document(doc, chosen, pictures)
    with tempfile.TemporaryDirectory(prefix="yifa-pdf-") as place:
        root = Path(place)
        for name, content in pictures.files.items():
            (root / name).write_bytes(content)
        (root / "data.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        (root / charts.TEMPLATE).write_bytes(charts.template())
        main = root / "official.typ"
        main.write_bytes(files(__package__).joinpath("official.typ").read_bytes())
        return _compile(main, chosen, _moment(doc, at), words(data))


def _compile(main: Path, chosen: fonts.FontSet, moment: datetime, text: str) -> bytes:

    import typst

    try:
        made = typst.compile(
            main,
            root=main.parent,
            font_paths=chosen.loaded,
            format="pdf",
            pdf_standards=[STANDARD],
            timestamp=int(moment.timestamp()),
        )
    except typst.TypstError as problem:
        if strange := chosen.uncovered(text):
            codes = "、".join(f"{char}（U+{ord(char):04X}）" for char in strange[:5])
            fix = "请改用其他写法，或者把含有这些字的字体文件放进字体文件夹"
            raise YifaError(f"现有字体里没有这些字：{codes}", fix=fix) from problem
        raise YifaError(
            f"公文排版失败：{problem.message}", fix="请检查图片是否为完好的 PNG 或 SVG"
        ) from problem
    return bytes(made)


def _moment(doc: OfficialDocument, at: datetime | None) -> datetime:
    if at is not None:
        return at
    return clock.at(doc.date, hour=0) if doc.date else clock.now()
