"""Stored files: what encryption costs, in MB for a second of the processor and in memory, on files as offices keep them."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterable
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from benchmarks.table import Table

if TYPE_CHECKING:
    from yifa.records.store import Store

SIZES = {"photograph, 2 MB": 2_000_000, "the most, 50 MB": 50 << 20}


def run(quick: bool) -> Iterable[Table]:
    """One row for each size: the same bytes written and read in the clear, and encrypted."""
    with tempfile.TemporaryDirectory(prefix="yifa-bench-") as folder:
        os.environ["YIFA_DATA"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "yifa.config.settings"
        import django

        django.setup()
        table = Table(
            "Stored files: MB for a second of one processor (median), and the most memory in MiB",
            [
                "file",
                "SM3 only",
                "copy, flushed",
                "encrypt, flushed",
                "check",
                "check and read",
                "new key",
                "memory",
            ],
        )
        for name, size in SIZES.items():
            table.add(name, *speeds(Path(folder), size, 3 if quick else 9))
        return [table]


def speeds(folder: Path, size: int, turns: int) -> Iterable[object]:
    """MB/s of each way, then the peak of memory of a write and a read."""
    from yifa.records.store import storage

    store, content = storage(), os.urandom(size)
    digest = hashlib.new("sm3", content).hexdigest()
    place, source = f"{digest[:2]}/{digest[2:4]}/{digest}", folder / "source"
    source.write_bytes(content)
    ways: list[Callable[[], object]] = [
        lambda: _hash(source),
        lambda: _copy(source, folder / "copy"),
        lambda: _save(store, place, source),
        lambda: store.whole(place).close(),
        lambda: _read(store, place),
        lambda: store.renew(place),
    ]
    for way in ways:
        yield size / 1e6 / median(_seconds(way) for _ in range(turns))
    tracemalloc.start()
    _save(store, place, source)
    _read(store, place)
    yield tracemalloc.get_traced_memory()[1] / (1 << 20)
    tracemalloc.stop()


def _seconds(way: Callable[[], object]) -> float:
    began = time.process_time()
    way()
    return time.process_time() - began


def _hash(source: Path) -> None:
    with source.open("rb") as file:
        hashlib.file_digest(file, "sm3")


def _copy(source: Path, target: Path) -> None:
    with source.open("rb") as file, target.open("wb") as other:
        shutil.copyfileobj(file, other, 1 << 20)
        os.fsync(other.fileno())


def _save(store: Store, place: str, source: Path) -> None:
    with source.open("rb") as file:
        store.save(place, file)


def _read(store: Store, place: str) -> None:
    with store.whole(place) as file:
        while file.read(1 << 16):
            pass
