"""Write a backup while people work; restore it on an empty place, in full or not at all."""

from __future__ import annotations

import json
import logging
import os
import shutil
import tarfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Any

from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from yifa.backup import tables
from yifa.backup.box import NotABackup, Writer
from yifa.backup.contents import (
    BEGIN,
    END,
    Checking,
    Contents,
    Progress,
    Sink,
    add,
    add_file,
    add_rows,
    walk,
)
from yifa.backup.tables import FIRST, Row
from yifa.foundation import audit, clock, data
from yifa.foundation.errors import Invalid, YifaError
from yifa.seals import anchors, signing
from yifa.seals.actions import seal
from yifa.seals.queries import verify as verify_seals

FOLDERS = ("files", "anchors", "keys")
log = logging.getLogger(__name__)


def nothing(name: str, count: int) -> None:
    """Progress that nobody watches."""


def backup(
    to: Path,
    *,
    secret: bytes,
    keys_to: Path | None = None,
    by: int | None = None,
    progress: Progress = nothing,
) -> dict[str, Any]:
    """Write everything into one encrypted file and read it back. Keys go with it, or into a file of their own.

    The file appears under its name only when it was found whole. Raises Invalid for a weak secret or a name in use.
    """
    began = time.monotonic()
    _free(to, keys_to)
    _strong(secret)
    try:
        seal(patience=1)
    except YifaError as refusal:  # a backup is owed even then; what the seals say is in it
        log.warning("%s", refusal)
    fresh = to.with_name(f".{to.name}-{os.getpid()}")
    try:
        _write(fresh, secret, ("files", "anchors") if keys_to else FOLDERS, progress)
        if keys_to:
            _write_keys(keys_to, secret, progress)
        found = verify(fresh, secret=secret, progress=progress)
        fresh.rename(to)
    finally:
        fresh.unlink(missing_ok=True)
    told = summary(found) | {"bytes": to.stat().st_size, "seconds": round(time.monotonic() - began, 1)}
    audit.note("backup.write", by=by, detail={"rows": told["rows"], "files": told["files"]})
    return told


def _free(*paths: Path | None) -> None:
    for path in filter(None, paths):
        if path.exists():
            raise Invalid({"file": f"{path} 已经存在，请换一个文件名"})
        if not path.parent.is_dir():
            raise Invalid({"file": f"没有文件夹 {path.parent}"})


def _strong(secret: bytes) -> None:
    if len(secret) < 12:
        raise Invalid({"secret": "备份口令至少12个字符"})


@contextmanager
def _tar(path: Path, secret: bytes) -> Iterator[tarfile.TarFile]:
    with (
        os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file,
        Writer(file, secret) as box,
        tarfile.open(fileobj=box, mode="w|") as tar,
    ):
        yield tar


def _write(path: Path, secret: bytes, folders: tuple[str, ...], progress: Progress) -> None:
    with _tar(path, secret) as tar, tables.still():
        kept = tables.tables()
        add(tar, BEGIN, _text(_begin(kept)))
        rows = {one.name: add_rows(tar, one.name, tables.read(one), progress) for one in kept}
        files = {name: add_file(tar, name, place) for one in folders for name, place in _files(one, progress)}
        add(tar, END, _text({"rows": rows, "files": files}))


def _write_keys(path: Path, secret: bytes, progress: Progress) -> None:
    with _tar(path, secret) as tar:
        files = {name: add_file(tar, name, place) for name, place in _files("keys", progress)}
        add(tar, END, _text({"rows": {}, "files": files}))


def _begin(kept: list[tables.Table]) -> dict[str, Any]:
    applied = MigrationExecutor(connection).loader.applied_migrations
    return {
        "vendor": connection.vendor,
        "at": clock.now().isoformat(),
        "key": signing.public().hex(),
        "migrations": sorted(list(one) for one in applied),
        "tables": {one.name: one.columns for one in kept},
    }


def _text(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def place_of(folder: str) -> Path:
    """Where a folder of a backup lies in this installation."""
    return {"files": Path(settings.FILES), "anchors": anchors.folder(), "keys": data.folder() / "keys"}[
        folder
    ]


def _files(folder: str, progress: Progress) -> Iterator[tuple[str, Path]]:
    place = place_of(folder)
    for path in sorted(place.rglob("*")):
        if path.is_file() and not path.name.startswith("."):
            progress("files", 1)
            yield f"{folder}/{path.relative_to(place).as_posix()}", path


def verify(path: Path, *, secret: bytes, progress: Progress = nothing) -> Contents:
    """Read a backup to its end: every chunk, every count, every file's digest, and the seals of its own rows."""

    class Own(Checking):
        def begin(self, about: dict[str, Any]) -> None:
            self.keys = [bytes.fromhex(about["key"])] if "key" in about else []
            super().begin(about)

    own = Own([])
    found = walk(path, secret, own, progress=progress)
    found.result = own.result
    return found


def summary(found: Contents) -> dict[str, Any]:
    """What a backup holds, for people and programs."""
    return {
        "vendor": found.begin.get("vendor"),
        "at": found.begin.get("at"),
        "tables": len(found.rows),
        "rows": sum(found.rows.values()),
        "files": sum(name.startswith("files/") for name in found.files),
        "keys": sum(name.startswith("keys/") for name in found.files),
        "batches": found.result.batches,
        "root": found.result.root,
        "sealed": found.result.ok,
        "findings": [str(one) for one in found.result.findings],
    }


def restore(
    path: Path,
    *,
    secret: bytes,
    keys_from: Path | None = None,
    check: Callable[[], list[Any]] | None = None,
    progress: Progress = nothing,
) -> dict[str, Any]:
    """Bring a backup back into an empty data folder and an empty database: all of it, or nothing.

    The backup is read to its end before anything is written. `check` looks at the restored database and gives what is
    wrong there: then nothing is kept. Raises YifaError when the place is not empty.
    """
    began = time.monotonic()
    found = verify(path, secret=secret, progress=progress)
    if not found.rows:
        raise NotABackup("这是单独保存的密钥，不是完整的备份")
    _require_empty()
    staging = data.folder() / f".restoring-{os.getpid()}"
    staging.mkdir(mode=0o700)
    moved: list[Path] = []
    try:
        with _database(staging) as finish:
            loader = Loading(staging)
            walk(path, secret, loader, progress=progress)
            if keys_from:
                walk(keys_from, secret, loader, progress=progress)
            _complete(found, loader, check)
            _into_place(staging, moved)
            finish()
    except BaseException:
        for one in moved:
            one.unlink(missing_ok=True)
        raise
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    told = summary(found) | {"seconds": round(time.monotonic() - began, 1)}
    audit.note("backup.restore", by=None, detail={"at": told["at"], "rows": told["rows"]})
    return told


def _require_empty() -> None:
    """Only an empty place is restored into. A session key that was made on starting up is no content."""
    if names := connection.introspection.table_names():
        raise YifaError(
            f"数据库不是空的（有 {len(names)} 张表），不能恢复",
            fix="请指定一个空的数据文件夹或者新建的数据库",
        )
    for folder in FOLDERS:
        kept = [one for one in place_of(folder).rglob("*") if one.is_file() and one.name != "session"]
        if kept:
            raise YifaError(f"{place_of(folder)} 里已有内容，不能恢复", fix="请指定一个空的数据文件夹")


@contextmanager
def _database(staging: Path) -> Iterator[Callable[[], None]]:
    """The database to fill: on SQLite a new file, moved into place by the call given; on PostgreSQL one transaction."""
    if connection.vendor != "sqlite":
        with transaction.atomic():
            yield lambda: None
        return
    place = Path(str(connection.settings_dict["NAME"]))
    fresh = staging / "db.sqlite3"
    _reopen(fresh)

    def finish() -> None:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        for ending in ("-wal", "-shm"):  # of the empty database that is replaced
            place.with_name(place.name + ending).unlink(missing_ok=True)
        fresh.rename(place)

    try:
        yield finish
    finally:
        _reopen(place)


def _reopen(place: Path) -> None:
    connection.close()
    connection.settings_dict["NAME"] = place


class Loading(Sink):
    """Writes the parts of a backup: rows into the database, files into the staging folder."""

    def __init__(self, staging: Path) -> None:
        self.staging, self.rows, self.vendor = staging, dict[str, int](), ""
        self.columns: dict[str, Any] = {}

    def begin(self, about: dict[str, Any]) -> None:
        if about.get("keys"):
            return
        self.columns, self.vendor = about["tables"], about["vendor"]
        _migrate([(app, name) for app, name in about["migrations"]])

    def table(self, name: str, rows: Iterator[Row]) -> None:
        if name == tables.SEARCH and self.vendor != connection.vendor:
            super().table(name, rows)  # the two databases index differently: it is made anew
            return
        with _without_foreign_keys():
            self.rows[name] = tables.write(tables.fitting(name, self.columns[name]), rows)

    def file(self, name: str, content: IO[bytes]) -> None:
        parts = PurePosixPath(name).parts
        if len(parts) < 2 or parts[0] not in FOLDERS or ".." in parts or name.startswith("/"):
            raise NotABackup(f"备份里有不认识的文件 {name}")
        place = self.staging.joinpath(*parts)
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(place, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            shutil.copyfileobj(content, file, 1 << 20)


def _migrate(wanted: list[tuple[str, str]]) -> None:
    """Make the tables as they were when the backup was written."""
    executor = MigrationExecutor(connection)
    known = set(executor.loader.graph.nodes)
    if unknown := sorted(set(wanted) - known):
        raise YifaError(f"备份来自更新的版本（{'.'.join(unknown[0])}）", fix="请先升级程序，再恢复这份备份")
    within, graph = set(wanted), executor.loader.graph
    leaves = [one for one in wanted if not any(child in within for child in _children(graph, one))]
    executor.migrate(leaves)


def _children(graph: Any, node: tuple[str, str]) -> list[tuple[str, str]]:
    return [child.key for child in graph.node_map[node].children if child.key[0] == node[0]]


@contextmanager
def _without_foreign_keys() -> Iterator[None]:
    """Rows come in the order of their tables; what they point at may follow later."""
    if connection.vendor != "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")  # migrations leave them immediate
        yield
        return
    connection.disable_constraint_checking()
    with transaction.atomic():
        yield
    connection.enable_constraint_checking()


def _complete(found: Contents, loader: Loading, check: Callable[[], list[Any]] | None) -> None:
    """Bring the tables up to date, and look at what was restored before it counts."""
    connection.check_constraints()
    if connection.vendor == "postgresql":
        tables.reset_sequences()
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    if tables.counts(list(loader.rows)) != {name: found.rows[name] for name in loader.rows}:
        raise YifaError("恢复后的行数与备份不符，未作任何改动")
    if FIRST in loader.rows and found.result.ok:
        told = verify_seals(
            place=loader.staging / "anchors", keys=[bytes.fromhex(found.begin["key"])], with_files=False
        )
        if told.findings:
            raise YifaError(f"恢复后封存核验不通过：{told.findings[0]}", fix="未作任何改动，请换用另一份备份")
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())
    if loader.vendor != connection.vendor and (loader.staging / "keys").is_dir():
        _index_anew(loader.staging)
    if check and (wrong := check()):
        raise YifaError(f"恢复后核对不通过：{wrong[0]}", fix="未作任何改动，请换用另一份备份")


def _index_anew(staging: Path) -> None:
    """Fill the search index, which the two databases keep differently; personal terms need the restored keys."""
    from yifa.records import search
    from yifa.records.actions import concrete
    from yifa.records.models import Record

    before = os.environ.get("YIFA_DATA")
    os.environ["YIFA_DATA"] = str(staging)
    try:
        for record in Record.objects.order_by("pk").iterator(chunk_size=500):
            search.index(concrete(record))
    finally:
        if before is None:
            del os.environ["YIFA_DATA"]
        else:
            os.environ["YIFA_DATA"] = before


def _into_place(staging: Path, moved: list[Path]) -> None:
    """Move the files where they belong; `moved` remembers them, to be taken back if the database does not follow."""
    for folder in FOLDERS:
        place = place_of(folder)
        for path in sorted((staging / folder).rglob("*")) if (staging / folder).is_dir() else ():
            if path.is_file():
                target = place / path.relative_to(staging / folder)
                target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                path.replace(target)
                moved.append(target)
