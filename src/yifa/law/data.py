"""Data files of the room. YAML is for people; a JSON copy beside the byte code is for fast starts.

Every scalar is read as text: no surprise conversions, and each schema says itself what it expects.
"""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "tables"


def names(folder: str) -> list[str]:
    """The data files of a folder, by name, sorted."""
    return sorted(f"{folder}/{path.name}" for path in (FOLDER / folder).glob("*.yaml"))


def read(name: str) -> Any:
    """The content of a data file; a copy already parsed is used while it is as new as the file."""
    source = FOLDER / name
    stat = source.stat()
    stamp = [stat.st_mtime_ns, stat.st_size]
    copy = FOLDER.parent / "__pycache__" / f"{name.replace('/', '.')}.json"
    return _fresh(copy, stamp) or _parse(source, copy, stamp)


def parse(text: str) -> Any:
    """YAML text with every scalar as text."""
    import yaml  # only when no fresh copy is there: half the time of a start

    return yaml.load(text, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))  # noqa: S506 (text only)


def _fresh(copy: Path, stamp: list[int]) -> Any:
    try:
        kept = json.loads(copy.read_bytes())
    except (OSError, ValueError):
        return None
    return kept["content"] if kept["stamp"] == stamp else None


def _parse(source: Path, copy: Path, stamp: list[int]) -> Any:
    content = parse(source.read_text(encoding="utf-8"))
    _keep(copy, json.dumps({"stamp": stamp, "content": content}, ensure_ascii=False))
    return content


def _keep(copy: Path, text: str) -> None:
    """Write beside the byte code; a read-only installation simply parses again."""
    part = copy.with_suffix(f".{os.getpid()}.part")
    try:
        copy.parent.mkdir(exist_ok=True)
        part.write_text(text, encoding="utf-8")
        part.replace(copy)
    except OSError:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
