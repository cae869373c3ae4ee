"""The front-end files: which file of which npm package the pages use. htmx comes with django-htmx."""

from __future__ import annotations

import shutil
from pathlib import Path

VENDOR = Path("src/yifa/desk/static/vendor")

# name in the vendor folder -> file in node_modules
FILES = {
    "tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
    "echarts.min.js": "echarts/dist/echarts.min.js",
    "tabler-icons.min.css": "@tabler/icons-webfont/dist/tabler-icons.min.css",
    "fonts/tabler-icons.woff2": "@tabler/icons-webfont/dist/fonts/tabler-icons.woff2",
}


def complete(root: Path) -> bool:
    """Whether every file is in its place."""
    return all((root / VENDOR / name).exists() for name in FILES)


def copy(root: Path) -> None:
    """Copy the files from node_modules; files of an earlier set-up go."""
    shutil.rmtree(root / VENDOR, ignore_errors=True)
    for name, source in FILES.items():
        target = root / VENDOR / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(root / "node_modules" / source, target)
