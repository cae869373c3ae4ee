"""Parts into one file: content types, relationships, a zip whose bytes depend on nothing but its content."""

from __future__ import annotations

import io
import zipfile

from lxml import etree

from yifa.papers.docx import body, pages, styles
from yifa.papers.docx.blocks import Parts
from yifa.papers.docx.xml import Element, root, serialize
from yifa.papers.text import clean
from yifa.papers.values import Form, OfficialDocument

RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
CORE_KIND = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
CORE_TYPE = "application/vnd.openxmlformats-package.core-properties+xml"
CUSTOM_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
EARLIEST = (1980, 1, 1, 0, 0, 0)


def write(doc: OfficialDocument, *, key: str = "", bind: bool = True) -> bytes:
    """A Word document of GB/T 9704-2012.

    Args:
        key: names the document, so that a copy that comes back is told from another document.
        bind: figures become content controls; without it they are plain text, for a copy that leaves the house.

    Raises:
        Invalid: a picture that Word cannot show.
    """
    parts = Parts(bind=bind)
    main = body.document(doc, parts)
    footers = {"default": pages.page_number(even=False), "even": pages.page_number(even=True)}
    if doc.form == Form.LETTER:
        footers["first"] = pages.letter_foot()
    files = {
        "word/document.xml": (f"{WORD}.document.main+xml", main),
        "word/styles.xml": (f"{WORD}.styles+xml", styles.styles()),
        "word/settings.xml": (f"{WORD}.settings+xml", styles.settings()),
        "word/fontTable.xml": (f"{WORD}.fontTable+xml", styles.font_table()),
        "docProps/core.xml": (CORE_TYPE, styles.core(clean(doc.title.replace("\n", "")), clean(doc.kind))),
    }
    files |= {f"word/footer_{kind}.xml": (f"{WORD}.footer+xml", part) for kind, part in footers.items()}
    if bind:
        files["docProps/custom.xml"] = (CUSTOM_TYPE, parts.figures.properties(key))
    return _zip(files, parts.media, list(footers))


def _zip(files: dict[str, tuple[str, Element]], media: dict[str, bytes], footers: list[str]) -> bytes:
    whole = {
        "[Content_Types].xml": serialize(_types(files, media)),
        "_rels/.rels": serialize(_package_relations("docProps/custom.xml" in files)),
        "word/_rels/document.xml.rels": serialize(_document_relations(footers, media)),
    }
    whole |= {name: serialize(part) for name, (_, part) in files.items()}
    whole |= {f"word/media/{name}": data for name, data in media.items()}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in whole.items():
            entry = zipfile.ZipInfo(name, EARLIEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    return buffer.getvalue()


def _types(files: dict[str, tuple[str, Element]], media: dict[str, bytes]) -> Element:
    top = root(TYPES, "Types")
    known = {"rels": "application/vnd.openxmlformats-package.relationships+xml", "xml": "application/xml"}
    pictures = {"png": "image/png", "svg": "image/svg+xml"}
    known |= {name.rpartition(".")[2]: pictures[name.rpartition(".")[2]] for name in media}
    for extension, kind in known.items():
        etree.SubElement(top, f"{{{TYPES}}}Default", Extension=extension, ContentType=kind)
    for name, (kind, _) in files.items():
        etree.SubElement(top, f"{{{TYPES}}}Override", PartName=f"/{name}", ContentType=kind)
    return top


def _relations(entries: list[tuple[str, str, str]]) -> Element:
    top = root(RELATIONS, "Relationships")
    for identifier, kind, target in entries:
        etree.SubElement(top, f"{{{RELATIONS}}}Relationship", Id=identifier, Type=kind, Target=target)
    return top


def _package_relations(custom: bool) -> Element:
    entries = [
        ("rId1", f"{OFFICE}/officeDocument", "word/document.xml"),
        ("rId2", CORE_KIND, "docProps/core.xml"),
    ]
    return _relations(
        entries + ([("rId3", f"{OFFICE}/custom-properties", "docProps/custom.xml")] if custom else [])
    )


def _document_relations(footers: list[str], media: dict[str, bytes]) -> Element:
    entries = [
        (f"rId_{name}", f"{OFFICE}/{name}", f"{name}.xml") for name in ("styles", "settings", "fontTable")
    ]
    entries += [(f"rId_{kind}", f"{OFFICE}/footer", f"footer_{kind}.xml") for kind in footers]
    entries += [(f"rIdImage{n}", f"{OFFICE}/image", f"media/{name}") for n, name in enumerate(media, 1)]
    return _relations(entries)
