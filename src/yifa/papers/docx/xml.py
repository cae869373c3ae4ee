"""Small builders of WordprocessingML, so that the writer reads like the document."""

from __future__ import annotations

from typing import Any, Final

from lxml import etree

W: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WP: Final = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
A: Final = "http://schemas.openxmlformats.org/drawingml/2006/main"
PIC: Final = "http://schemas.openxmlformats.org/drawingml/2006/picture"
SVG: Final = "http://schemas.microsoft.com/office/drawing/2016/SVG/main"
NAMES: Final = {"w": W, "r": R, "wp": WP, "a": A, "pic": PIC}

Element = etree._Element
Value = str | int | float


def qualified(name: str) -> str:
    """w:p as lxml wants it."""
    prefix, _, local = name.partition(":")
    return f"{{{NAMES[prefix]}}}{local}" if local else prefix


def w(name: str, /, *children: Element | None, **attributes: Value) -> Element:
    """A w: element with w: attributes; a trailing underscore keeps a name clear of Python's words."""
    node = etree.Element(qualified(f"w:{name}"), nsmap={"w": W})
    for key, value in attributes.items():
        node.set(qualified(f"w:{key.rstrip('_')}"), str(value))
    node.extend([child for child in children if child is not None])
    return node


def plain(name: str, /, *children: Element, **attributes: Value) -> Element:
    """An element of any known prefix with attributes that have none; `r_id` and its like become r:id."""
    node = etree.Element(qualified(name), nsmap=NAMES)
    for key, value in attributes.items():
        node.set(qualified(key.replace("r_", "r:", 1)) if key.startswith("r_") else key, str(value))
    node.extend(children)
    return node


def root(namespace: str, tag: str, **prefixes: str) -> Element:
    """The root of a part whose names need no prefix; some programs read only such parts."""
    names: Any = {None: namespace} | prefixes
    return etree.Element(f"{{{namespace}}}{tag}", nsmap=names)


def serialize(part: Element) -> bytes:
    """The bytes of a part."""
    etree.cleanup_namespaces(part, keep_ns_prefixes=["w", "r"])
    return etree.tostring(part, xml_declaration=True, encoding="UTF-8", standalone=True)
