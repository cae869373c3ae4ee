"""Which fonts draw a document: the faces of the standard where a machine has them, free ones otherwise.

A role is what the standard asks for (仿宋, 楷体, 黑体, 小标宋, 宋体). Its chain lists families in order of preference
and ends in two fonts of set-up that together hold every character of GBK and of Extension A.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from yifa.foundation.errors import YifaError

SONG, KAI, HEI = "Yifa Song", "Yifa Kai", "Noto Sans SC"
LAST_RESORT = (SONG, HEI, "Noto Serif CJK SC", "Noto Sans CJK SC")


@dataclass(frozen=True, slots=True)
class Role:
    """Families of a role, best first; `weight` is for the ones of set-up, whose weight is free."""

    system: tuple[str, ...]
    own: str
    weight: int = 400


ROLES: dict[str, Role] = {
    # No free 仿宋 comes from a package registry; a light 宋 keeps text apart from the 楷体 of headings.
    "fang": Role(("FangSong_GB2312", "FangSong", "STFangsong", "FandolFang R", "FandolFang"), SONG, 300),
    "kai": Role(("KaiTi_GB2312", "KaiTi", "STKaiti", "FandolKai"), KAI),
    "hei": Role(("SimHei", "STHeiti", "FandolHei"), HEI),
    "title": Role(("FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "STZhongsong"), SONG, 600),
    "song": Role(("SimSun", "STSong", "FandolSong"), SONG),
}


def folder() -> Path:
    """Where set-up put the fonts: YIFA_FONTS, else the project's folder, else the environment's share."""
    named = os.environ.get("YIFA_FONTS")
    project = Path(__file__).resolve().parents[3] / ".fonts"
    places = [Path(named)] if named else [project, Path(sys.prefix) / "share" / "yifa" / "fonts"]
    return next((place for place in places if place.is_dir()), places[0])


@dataclass(frozen=True, slots=True)
class FontSet:
    """Fonts loaded for typst, and the chain of families of each role."""

    loaded: Any
    chains: dict[str, tuple[str, ...]]

    def weight(self, role: str) -> int:
        """The weight to ask for: of the set-up's font when it comes first, else what the face is."""
        return ROLES[role].weight if self.chains[role][0] == ROLES[role].own else 400

    def uncovered(self, text: str, role: str = "fang") -> str:
        """The characters that no font of the role's chain has, each once, in order of code."""
        return "".join(sorted({char for char in text if char.isprintable()} - _characters(self._files(role))))

    def _files(self, role: str) -> tuple[Path, ...]:
        chain = set(self.chains[role])
        faces = [font for font in self.loaded.fonts() if font.family in chain and font.path]
        return tuple(sorted({Path(font.path) for font in faces}))


@lru_cache(maxsize=8)
def load(place: Path, *, system: bool = True) -> FontSet:
    """The fonts of a folder, with those of the system that a role asks for.

    Raises:
        YifaError: neither the folder nor the system has a Chinese font.
    """

    import typst

    loaded = typst.Fonts(include_system_fonts=system, include_embedded_fonts=False, font_paths=[str(place)])
    families = set(loaded.families())
    added = [font.family for font in loaded.fonts() if Path(font.path or "").parent == place]
    chains = {name: _chain(role, families, added) for name, role in ROLES.items()}
    if not all(chains.values()):
        raise YifaError(
            f"没有找到排版公文的中文字体（{place}）",
            fix="请运行 make setup，或者用环境变量 YIFA_FONTS 指明字体所在的文件夹",
        )
    return FontSet(loaded, chains)


def _chain(role: Role, families: set[str], added: Sequence[str] = ()) -> tuple[str, ...]:
    """Best first; fonts that an office put into the folder itself come last, for characters all others lack."""
    wanted = dict.fromkeys([*role.system, role.own, *LAST_RESORT, *sorted(added)])
    return tuple(name for name in wanted if name in families)


@lru_cache(maxsize=16)
def _characters(files: tuple[Path, ...]) -> frozenset[str]:
    """Every character that one of these font files draws."""

    from fontTools.ttLib import TTFont

    found: set[str] = set()
    for path in files:
        found |= set(map(chr, TTFont(path, lazy=True, fontNumber=0).getBestCmap()))
    return frozenset(found)
