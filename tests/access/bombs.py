"""Files made to hurt, and a process that gives each to every reader and measures the memory it took."""

from __future__ import annotations

import io
import json
import os
import struct
import zipfile
import zlib
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "哈哈哈哈哈哈哈哈">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)
OUTSIDE = '<!DOCTYPE x [<!ENTITY i SYSTEM "file:///etc/passwd">]>'


def boxed(parts: dict[str, bytes | str]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as box:
        for name, content in parts.items():
            box.writestr(name, content)
    return file.getvalue()


def word(body: str, before: str = "", **more: bytes | str) -> bytes:
    text = f'<?xml version="1.0" encoding="UTF-8"?>{before}<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'
    types = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
    return boxed({"[Content_Types].xml": types, "word/document.xml": text, **more})


@lru_cache
def huge() -> bytes:
    """Half a gigabyte of blanks in some megabytes."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as box:
        for name in ("word/document.xml", "xl/workbook.xml", "[Content_Types].xml"):
            with box.open(name, "w", force_zip64=True) as part:
                for _turn in range(170):
                    part.write(b" " * (1 << 20))
    return file.getvalue()


def lying() -> bytes:
    """A zip whose directory says ten bytes where there are sixty million."""
    content = bytearray(boxed({"word/document.xml": b" " * 60_000_000, "xl/workbook.xml": b" "}))
    place = content.index(b"PK\x01\x02")
    content[place + 24 : place + 28] = struct.pack("<I", 10)
    return bytes(content)


def sheet(inside: str, before: str = "") -> bytes:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    pack = "http://schemas.openxmlformats.org/package/2006"
    return boxed(
        {
            "[Content_Types].xml": f'<Types xmlns="{pack}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/s.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{pack}/relationships"><Relationship Id="r1" Type="{rel}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{space}" xmlns:r="{rel}"><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{pack}/relationships"><Relationship Id="r1" Type="{rel}/worksheet" Target="s.xml"/></Relationships>',
            "xl/s.xml": f'<?xml version="1.0"?>{before}<worksheet xmlns="{space}"><dimension ref="A1:XFD1048576"/><sheetData>{inside}</sheetData></worksheet>',
        }
    )


def picture(width: int = 50_000, height: int = 50_000) -> bytes:
    """A picture of 2.5 thousand million points in a few bytes."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


def pages(count: int) -> bytes:
    """A PDF that says it has so many pages, all the same one."""
    kids = b"3 0 R " * count
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count %d/Kids[%s]>>" % (count, kids),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9999999 9999999]>>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        out
        + b"xref\n0 4\n0000000000 65535 f \n"
        + table
        + b"trailer<</Size 4/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % len(out)
    )


DEEP = "<w:p>" * 60_000 + "</w:p>" * 60_000
TABLES = "<w:tbl><w:tr><w:tc>" * 240 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 240
BOMBS: dict[str, Callable[[], bytes]] = {
    "huge.docx": huge,
    "lying.docx": lying,
    "laughs.docx": lambda: word("<w:p><w:r><w:t>&i;</w:t></w:r></w:p>", LAUGHS),
    "outside.docx": lambda: word("<w:p><w:r><w:t>&i;</w:t></w:r></w:p>", OUTSIDE),
    "deep.docx": lambda: word(DEEP),
    "tables.docx": lambda: word(TABLES),
    "many.docx": lambda: word("<w:p/>" * 300_000),
    "parts.docx": lambda: word("<w:p/>", **{f"word/{number}.xml": b"" for number in range(6_000)}),
    "paths.docx": lambda: word(
        "<w:p/>", **{"../../../tmp/evil.xml": b"x", "/etc/evil.xml": b"x", "word\\..\\..\\e": b"x"}
    ),
    "null.docx": lambda: word("<w:p/>", **{"word/a\x01.xml": b"x"}),
    "huge.xlsx": huge,
    "lying.xlsx": lying,
    "laughs.xlsx": lambda: sheet('<row><c t="inlineStr"><is><t>&i;</t></is></c></row>', LAUGHS),
    "outside.xlsx": lambda: sheet('<row><c t="inlineStr"><is><t>&i;</t></is></c></row>', OUTSIDE),
    "late.xlsx": lambda: sheet(
        '<row><c t="inlineStr"><is><t>&i;</t></is></c></row>', f"<!--{' ' * 5000}-->{LAUGHS}"
    ),
    "far.xlsx": lambda: sheet('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
    "wide.xlsx": lambda: sheet('<row r="1">' + "<c><v>1</v></c>" * 200_000 + "</row>"),
    "pages.pdf": lambda: pages(200_000),
    "cut.pdf": lambda: pages(3)[:120],
}


def read_all(folder: Path) -> None:
    """Give every file of a folder to every reader; print what each said, and the most memory there was."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "yifa.config.settings"
    import django

    django.setup()
    from yifa.foundation.errors import YifaError
    from yifa.papers.docx.opening import main_part, open_package
    from yifa.records.exchange.headings import Headings
    from yifa.records.exchange.workbook import read as read_sheet
    from yifa.records.files import kind_of
    from yifa.records.registry import ledger
    from yifa.review.readers import read

    readers: dict[str, Any] = {
        "review": lambda path: read(path.read_bytes(), path.name).text,
        "word": lambda path: main_part(open_package(path.read_bytes())),
        "sheet": lambda path: read_sheet(path.read_bytes(), path.name, Headings(ledger("disputes"))),
        "attach": lambda path: kind_of(path.open("rb"), path.name),
    }
    told: dict[str, str] = {}
    for path in sorted(folder.iterdir()):
        for name, reader in readers.items():
            try:
                told[f"{name} {path.name}"] = f"taken: {str(reader(path))[:200]}"
            except YifaError as error:
                told[f"{name} {path.name}"] = f"refused: {error.message}"
            except Exception as error:
                told[f"{name} {path.name}"] = f"broke: {type(error).__name__} {str(error)[:120]}"
    print(json.dumps({"told": told, "memory": highest()}))


def highest() -> int:
    """The most memory of this very program, MiB; `getrusage` would count that of the process which started it."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) >> 10
