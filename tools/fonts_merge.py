"""Joins the slices of a web font into one font file.

Web fonts of Chinese come as about a hundred files of some hundred characters each. A typesetter picks one file of
a family, not a hundred, so the slices are put together again: outlines, widths, character map and, for a variable
font, its variations. Layout tables (kerning, vertical forms) are left out: official documents use none of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.tables._c_m_a_p import CmapSubtable

KEPT = {"GlyphOrder", "head", "hhea", "maxp", "OS/2", "hmtx", "cmap", "loca", "glyf", "name", "post"}
VARIABLE = {"fvar", "avar", "STAT", "gvar"}
NOTDEF = ".notdef"


def merge(slices: Iterable[Path], family: str) -> TTFont:
    """One font named `family` with every character of the slices; the first slice that has a character wins."""
    paths = list(slices)
    font = _base(paths[0], family)
    cmap: dict[int, str] = {}
    order = [NOTDEF]
    for number, path in enumerate(paths):
        part = TTFont(path)
        wanted = {code: name for code, name in part.getBestCmap().items() if code not in cmap}
        renamed = {name: f"g{number}.{index}" for index, name in enumerate(_closure(part, wanted.values()))}
        order += _copy(part, font, renamed)
        cmap |= {code: renamed[name] for code, name in wanted.items()}
    _finish(font, order, cmap)
    return font


def _base(path: Path, family: str) -> TTFont:
    """The first slice, emptied of all glyphs but the one for missing characters."""
    font = TTFont(path, recalcTimestamp=False)
    for tag in set(font.keys()) - KEPT - VARIABLE:
        del font[tag]
    _keep_only(font["glyf"].glyphs, NOTDEF)
    _keep_only(font["hmtx"].metrics, NOTDEF)
    if "gvar" in font:
        _keep_only(font["gvar"].variations, NOTDEF)
    font.flavor = None
    _rename(font, family)
    return font


def _keep_only(table: dict[str, Any], name: str) -> None:
    for other in set(table) - {name}:
        del table[other]


def _rename(font: TTFont, family: str) -> None:
    """The licence lets a changed font keep neither name nor unique identifier of the original."""
    names = font["name"]
    names.names = [record for record in names.names if record.nameID in (0, 13, 14) or record.nameID > 25]
    text = {
        1: family,
        2: "Regular",
        3: f"{family} Regular",
        4: family,
        6: family.replace(" ", ""),
        16: family,
    }
    for number, value in (text | {17: "Regular"}).items():
        names.setName(value, number, 3, 1, 0x409)


def _closure(font: TTFont, names: Iterable[str]) -> Iterator[str]:
    """The glyphs and the parts that they are composed of, each once."""
    seen: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        yield name
        glyph = font["glyf"][name]
        waiting += [part.glyphName for part in glyph.components] if glyph.isComposite() else []


def _copy(part: TTFont, font: TTFont, renamed: dict[str, str]) -> list[str]:
    """Copy glyphs under their new names; returns the names in order."""
    for old, new in renamed.items():
        glyph = part["glyf"][old]
        if glyph.isComposite():
            for component in glyph.components:
                component.glyphName = renamed[component.glyphName]
        glyph.removeHinting()
        font["glyf"].glyphs[new] = glyph
        font["hmtx"].metrics[new] = part["hmtx"].metrics[old]
        if "gvar" in font:
            font["gvar"].variations[new] = part["gvar"].variations[old]
    return list(renamed.values())


def _finish(font: TTFont, order: list[str], cmap: dict[int, str]) -> None:
    font.setGlyphOrder(order)
    font["glyf"].glyphOrder = order
    if "gvar" in font:
        font["gvar"].variations = {name: font["gvar"].variations.get(name, []) for name in order}
    font["cmap"] = table = newTable("cmap")
    table.tableVersion = 0
    table.tables = [_subtable(4, {c: n for c, n in cmap.items() if c < 0x10000}), _subtable(12, cmap)]
    post = font["post"]
    post.formatType = 3.0
    font["maxp"].numGlyphs = len(order)


def _subtable(layout: int, cmap: dict[int, str]) -> CmapSubtable:
    table = CmapSubtable.newSubtable(layout)
    table.platformID, table.platEncID, table.language = 3, 1 if layout == 4 else 10, 0
    table.format, table.reserved, table.length, table.nGroups = layout, 0, 0, 0
    table.cmap = cmap
    return table
