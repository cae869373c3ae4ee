"""Write docs/generated from data: a page for every procedure, and the list of personal data. `--check` only compares."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "generated"


def pages() -> dict[str, str]:
    """File name → content, for every procedure, and an index."""
    from yifa.config import personal
    from yifa.procedures.diagram import document
    from yifa.procedures.registry import procedures

    found = {f"{one.code}.md": document(one) for one in procedures()}
    lines = [f"- [{one.name}]({one.code}.md)：{one.basis}" for one in procedures()]
    return {
        "README.md": "# 程序\n\n由数据生成，请勿手改：`python tools/diagrams.py`\n\n"
        + "\n".join(lines)
        + "\n",
        "personal-data.md": personal.page(),
        **found,
    }


def stale() -> list[str]:
    """Pages that are not what the data says."""
    return [
        name
        for name, text in pages().items()
        if not (FOLDER / name).is_file() or (FOLDER / name).read_text(encoding="utf-8") != text
    ]


def main() -> int:
    """Write, or with --check compare."""
    os.environ.setdefault("YIFA_DATA", tempfile.mkdtemp(prefix="yifa-diagrams-"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yifa.config.settings")
    import django

    django.setup()
    if "--check" in sys.argv:
        print("\n".join(stale()) or "最新")
        return 1 if stale() else 0
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
