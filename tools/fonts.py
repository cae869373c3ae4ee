"""Collects the fonts of official documents into one folder, so that PDFs need nothing of the system.

    .venv/bin/python -m tools.fonts [FOLDER]

From locked packages only: Noto Sans SC whole (a Python package), Noto Serif SC and LXGW WenKai Lite (npm, in slices,
joined here). All three are under the SIL Open Font License; the joined ones get a name of their own.
"""

from __future__ import annotations

import importlib.util
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from tools.fonts_merge import merge

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"

# file -> (family, pattern of its slices in node_modules)
JOINED = {
    "YifaSong.ttf": (
        "Yifa Song",
        "@fontsource-variable/noto-serif-sc/files/noto-serif-sc-*-wght-normal.woff2",
    ),
    "YifaKai.ttf": ("Yifa Kai", "lxgw-wenkai-lite-webfont/files/lxgwwenkailite-regular-subset-*.woff2"),
}
WHOLE = {"NotoSansSC.ttf": ("justmytype_intl_cjk", "fonts/ofl/notosanssc/NotoSansSC[wght].ttf")}


class Failed(Exception):
    """A font package is not there; the message names it."""


def collect(folder: Path, modules: Path = MODULES) -> list[Path]:
    """Write every font into the folder and return the files, old ones replaced one by one."""
    folder.mkdir(parents=True, exist_ok=True)
    joined = [_join(folder / name, family, modules, slices) for name, (family, slices) in JOINED.items()]
    return joined + [_copy(folder / name, package, inside) for name, (package, inside) in WHOLE.items()]


def _join(target: Path, family: str, modules: Path, pattern: str) -> Path:
    slices = sorted(modules.glob(pattern))
    if not slices:
        raise Failed(f"没有找到字体 {pattern}：请先运行 make setup")
    fresh = target.with_suffix(".part")
    merge(slices, family).save(fresh)
    return fresh.replace(target)


def _copy(target: Path, package: str, inside: str) -> Path:
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise Failed(f"没有安装字体软件包 {package}：请先运行 make setup")
    fresh = target.with_suffix(".part")
    shutil.copyfile(Path(spec.submodule_search_locations[0]) / inside, fresh)
    return fresh.replace(target)


def main(arguments: Sequence[str]) -> int:
    """Exit code 0 when all fonts are there, 1 when a package is missing."""
    folder = Path(arguments[0]) if arguments else ROOT / ".fonts"
    try:
        files = collect(folder)
    except Failed as problem:
        print(problem, file=sys.stderr)
        return 1
    size = sum(file.stat().st_size for file in files) / 1e6
    print(f"· 公文字体 {len(files)} 种，{size:.0f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
