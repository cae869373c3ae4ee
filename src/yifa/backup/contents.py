"""What lies in a backup: a tar of numbered parts, read from the first to the last and checked on the way."""

from __future__ import annotations

import hashlib
import io
import json
import os
import tarfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import IO, Any

from yifa.backup.box import BROKEN, NotABackup, Reader
from yifa.backup.tables import FIRST, Row
from yifa.seals import standalone
from yifa.seals.standalone import Result, Sealed

PART = 5000  # rows in one part
BEGIN, END = "begin.json", "end.json"
Progress = Callable[[str, int], None]


def add(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    """Put some bytes into the archive under a name."""
    about = tarfile.TarInfo(name)
    about.size = len(content)
    tar.addfile(about, io.BytesIO(content))


def add_rows(tar: tarfile.TarFile, table: str, rows: Iterable[Row], progress: Progress) -> int:
    """Put the rows of a table into the archive, a few thousand to a part."""
    count, part = 0, []
    for row in rows:
        part.append(json.dumps(row, ensure_ascii=False, separators=(",", ":")))
        if len(part) == PART:
            count += _add_part(tar, table, count, part)
            progress(table, PART)
            part = []
    return count + _add_part(tar, table, count, part)


def _add_part(tar: tarfile.TarFile, table: str, before: int, part: list[str]) -> int:
    if part or not before:
        text = "\n".join(part).encode("utf-8", "surrogatepass")
        add(tar, f"tables/{table}/{before:012d}", zlib.compress(text, 3))
    return len(part)


def add_file(tar: tarfile.TarFile, name: str, path: Path) -> str:
    """Put a file into the archive; returns its SM3, of what was really written."""
    about = tarfile.TarInfo(name)
    with path.open("rb") as file:
        about.size = os.fstat(file.fileno()).st_size  # of this file: a new one may take its name meanwhile
        watched = _Hashing(file)
        tar.addfile(about, watched)
    return watched.hash.hexdigest()


class _Hashing(io.RawIOBase):
    """Passes bytes on and hashes them."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.hash = file, hashlib.new("sm3")

    def read(self, size: int = -1) -> bytes:
        data = self.file.read(size)
        self.hash.update(data)
        return data


@dataclass
class Contents:
    """What was found in a backup that was read to its end."""

    begin: dict[str, Any] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    result: Result = field(default_factory=Result)


class Sink:
    """What is done with the parts as they come; this one does nothing but let them pass."""

    def begin(self, about: dict[str, Any]) -> None:
        """The head of the backup."""

    def table(self, name: str, rows: Iterator[Row]) -> None:
        """The rows of a table."""
        for _ in rows:
            pass

    def file(self, name: str, content: IO[bytes]) -> None:
        """A file: read to its end."""
        while content.read(1 << 20):
            pass


def walk(path: Path, secret: bytes, sink: Sink, *, progress: Progress = lambda name, count: None) -> Contents:
    """Read a backup from the first part to the last; NotABackup unless it is whole and holds what it says."""
    found = Contents()
    try:
        with path.open("rb") as raw, tarfile.open(fileobj=Reader(raw, secret), mode="r|") as tar:
            end = _parts(tar, sink, found, progress)
    except (tarfile.TarError, zlib.error, ValueError, KeyError, EOFError) as problem:
        raise NotABackup(BROKEN) from problem
    if end.get("rows") != found.rows or end.get("files") != found.files:
        raise NotABackup("备份的内容与它自己的清单不符", fix="请换用另一份备份")
    return found


def _parts(tar: tarfile.TarFile, sink: Sink, found: Contents, progress: Progress) -> dict[str, Any]:
    end: dict[str, Any] = {}
    for name, members in groupby(tar, key=_group):
        if name == BEGIN:
            found.begin = _json(tar, next(members))
            sink.begin(found.begin)
        elif name == END:
            end = _json(tar, next(members))
        elif name.startswith("tables/"):
            table = name.removeprefix("tables/")
            sink.table(table, _counted(_rows(tar, members), table, found, progress))
        else:
            for member in members:
                found.files[member.name] = _file(tar, member, sink)
                progress("files", 1)
    return end


def _group(member: tarfile.TarInfo) -> str:
    return member.name.rpartition("/")[0] if member.name.startswith("tables/") else member.name


def _json(tar: tarfile.TarFile, member: tarfile.TarInfo) -> dict[str, Any]:
    content = tar.extractfile(member)
    assert content is not None
    told: dict[str, Any] = json.loads(content.read())
    return told


def _rows(tar: tarfile.TarFile, members: Iterable[tarfile.TarInfo]) -> Iterator[Row]:
    for member in members:
        content = tar.extractfile(member)
        assert content is not None
        for line in zlib.decompress(content.read()).decode("utf-8", "surrogatepass").split("\n"):
            if line:
                yield json.loads(line)


def _counted(rows: Iterator[Row], table: str, found: Contents, progress: Progress) -> Iterator[Row]:
    found.rows[table] = 0
    for row in rows:
        found.rows[table] += 1
        if found.rows[table] % PART == 0:
            progress(table, PART)
        yield row


def _file(tar: tarfile.TarFile, member: tarfile.TarInfo, sink: Sink) -> str:
    content = tar.extractfile(member)
    if content is None:
        raise ValueError(member.name)
    watched = _Hashing(content)
    sink.file(member.name, watched)  # type: ignore[arg-type]
    return watched.hash.hexdigest()


class Checking(Sink):
    """Computes the seals anew from the rows of the backup itself."""

    def __init__(self, keys: list[bytes]) -> None:
        self.keys, self.result = keys, Result()
        self.columns: dict[str, list[tuple[str, str]]] = {}
        self.plans: dict[str, list[tuple[int, dict[str, Any]]]] = {}

    def begin(self, about: dict[str, Any]) -> None:
        self.columns = {
            name: [(one[0], one[1]) for one in columns] for name, columns in about["tables"].items()
        }

    def table(self, name: str, rows: Iterator[Row]) -> None:
        if name == FIRST:
            self._chain(list(rows))
        elif name in self.plans:
            names = [one for one, _ in self.columns[name]]
            standalone.check_table(name, self.plans[name], _chosen(names, rows), self.result)
        for _ in rows:  # what nobody checked is at least read
            pass

    def _chain(self, rows: list[Row]) -> None:
        names = [one for one, _ in self.columns[FIRST]]
        places = [names.index(one) for one in ("number", "body", "root", "signature")]
        kept = [Sealed(*(row[place] for place in places)) for row in rows]
        for one in standalone.chain(kept, [], self.keys, self.result):
            for section in one.sections():
                self.plans.setdefault(section["table"], []).append((one.number, section))


def _chosen(names: list[str], rows: Iterator[Row]) -> standalone.Rows:
    def chosen(table: str, columns: Any, key: str) -> Iterable[Row] | None:
        places = [names.index(name) for name, _ in columns]
        return ([row[place] for place in places] for row in rows)

    return chosen
