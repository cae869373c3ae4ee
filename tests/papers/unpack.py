"""Takes a Word file apart and puts it together again with something changed."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

from lxml import etree

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NAMES = {"w": W}
MAIN = "word/document.xml"


def w(name: str) -> str:
    return f"{{{W}}}{name}"


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def tree(data: bytes, part: str = MAIN) -> etree._Element:
    return etree.fromstring(parts(data)[part])


def pack(content: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, value in content.items():
            archive.writestr(name, value)
    return buffer.getvalue()


def changed(data: bytes, change: Callable[[etree._Element], object], part: str = MAIN) -> bytes:
    """The same file with one part edited in place."""
    content = parts(data)
    root = etree.fromstring(content[part])
    change(root)
    content[part] = etree.tostring(root)
    return pack(content)


def replaced(data: bytes, old: str, new: str, part: str = MAIN) -> bytes:
    """The same file with a piece of one part's source replaced; the piece must be there."""
    content = parts(data)
    assert old.encode() in content[part]
    content[part] = content[part].replace(old.encode(), new.encode())
    return pack(content)


def styled(root: etree._Element, style: str) -> list[etree._Element]:
    """The paragraphs of a style."""
    return [node.getparent().getparent() for node in root.iterfind(f".//w:pStyle[@w:val='{style}']", NAMES)]
