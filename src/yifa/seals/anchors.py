"""Anchors: each batch once more outside the database, signed, in a folder that an office copies away."""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path

from yifa.foundation import clock, data
from yifa.foundation.errors import YifaError
from yifa.seals import signing
from yifa.seals.models import Batch
from yifa.seals.standalone import Sealed, code_of, read_anchors, read_keys


def folder() -> Path:
    """Where anchors are written: `YIFA_ANCHORS`, else `anchors` in the data folder."""
    named = os.environ.get("YIFA_ANCHORS")
    path = Path(named) if named else data.folder() / "anchors"
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def newest() -> int:
    """The number of the newest anchor; 0 when there is none."""
    return max((int(path.stem.removeprefix("seal-")) for path in folder().glob("seal-*.json")), default=0)


def write() -> int:
    """Write the anchors that are missing at the end, and the public key; returns how many. None is ever overwritten."""
    _write_key()
    count = 0
    for one in Batch.objects.filter(number__gt=newest()).order_by("number").iterator(chunk_size=20):
        proof = json.dumps({"root": one.root, "signature": one.signature})
        _new(folder() / f"seal-{one.number:08d}.json", f"{one.body}\n{proof}\n")
        count += 1
    return count


def _write_key() -> None:
    path = folder() / f"seal-{signing.public().hex()[:16]}.pem"
    if not path.exists():
        _new(path, signing.public_pem())


def _new(path: Path, text: str) -> None:
    """A file that appears whole, and only if there is none of its name."""
    fresh = path.with_name(f".{path.name}-{secrets.token_hex(8)}")
    fresh.write_text(text, encoding="utf-8")
    try:
        os.link(fresh, path)
    except FileExistsError:
        pass  # another process was first with the same batch
    finally:
        fresh.unlink()


def read(place: Path | None = None) -> list[Sealed]:
    """The anchors of a folder (ours)."""
    return read_anchors(place or folder())


def public_keys(place: Path | None = None) -> list[bytes]:
    """Public keys: those that lie in a folder of anchors, else ours."""
    found = read_keys(sorted((place or folder()).glob("*.pem")))
    return found or [signing.public()]


def code(one: Batch) -> str:
    """A batch as the text of a printed code: the stand-alone verifier takes it as `--code`."""
    return str(code_of(Sealed(one.number, one.body, one.root, one.signature)))


def require_newest(number: int) -> None:
    """Refuse to seal on a database that is older than its anchors: it would hide that it was replaced."""
    top = newest()
    if top > number:
        raise YifaError(
            f"库外凭证到第 {top} 批，数据库只到第 {number} 批：数据库比凭证旧，暂停封存",
            fix="请核实是否恢复过旧备份；确属恢复的，由系统管理员运行 yifa seals resume 并写明原因",
        )


def set_aside(number: int) -> list[Path]:
    """Move anchors above a number into a folder of their own, where they stay as evidence; returns their new places."""
    place = folder() / f"superseded-{clock.now():%Y%m%d-%H%M%S}"
    moved = []
    for path in sorted(folder().glob("seal-*.json")):
        if int(path.stem.removeprefix("seal-")) > number:
            place.mkdir(exist_ok=True)
            moved.append(path.rename(place / path.name))
    return moved
