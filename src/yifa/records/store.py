"""Where files lie: outside the web root, encrypted with the keys of the sensitive fields, given back as they came.

A stored file is a stream of encrypted chunks (`foundation.box`) under a key of its own, made from a key of the data folder
and a random salt; its head names that key, the place and the length, and is bound to every chunk. Files of earlier
versions lie in the clear, or in one piece (imports); they are read as well, and `yifa rekey` turns them over.
"""

from __future__ import annotations

import base64
import hashlib
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader, BytesIO
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.files import File, locks
from django.core.files.storage import FileSystemStorage

from yifa.foundation import box, crypto
from yifa.foundation.errors import YifaError

MAGIC = b"YIFAFIL1"
ONE_PIECE = crypto.MARK.encode()
PIECE = 1 << 20
BUFFER = 1 << 16


class Damaged(YifaError):
    """A stored file is not what was stored."""

    status = 500

    def __init__(self, message: str) -> None:
        super().__init__(
            message, fix="没有给出任何内容。请系统管理员运行 yifa verify 核对，并从备份恢复这个文件"
        )


CHANGED = "存放的文件已损坏或者被改动"
SHORT = "存放的文件不完整，末尾缺失"
OTHER = "存放处放着的是另一个文件"


class Reader(box.Reader):
    """The content of a stored file. Damaged when it was changed, cut short, or belongs elsewhere."""

    def __init__(self, file: IO[bytes], name: str) -> None:
        super().__init__(
            file,
            magic=MAGIC,
            key_of=lambda head: crypto.file_key(head["key"], base64.b64decode(head["salt"])),
        )
        if self.told.get("name") != name:
            raise Damaged(OTHER)
        if self.told.get("size") != self.size:
            raise self.problem(self.count, "short" if self.size < self.told.get("size", 0) else "chunk")

    def problem(self, number: int, what: str) -> Exception:
        return Damaged(SHORT if what == "short" else CHANGED)


class Store(FileSystemStorage):
    """Files by a name made from their digest; a name is written whole or not at all."""

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """The name itself: the same content has the same name."""
        return name

    def _open(self, name: str, mode: str = "rb") -> File[bytes]:
        file = open(self.path(name), "rb")  # noqa: SIM115 closed by whoever asked for it
        try:
            return File(self._reader(file, name), name)
        except BaseException:
            file.close()
            raise

    def _reader(self, file: IO[bytes], name: str) -> Any:
        begin = file.read(len(MAGIC))
        file.seek(0)
        if begin == MAGIC:
            return BufferedReader(Reader(file, name), BUFFER)
        if _is_import(name) and begin.startswith(ONE_PIECE):
            with file:
                return BytesIO(crypto.decrypt_file(file.read()))
        return file

    def _save(self, name: str, content: File[Any]) -> str:
        fresh = self._written(name, content)
        try:
            fresh.replace(self.path(name))
        finally:
            fresh.unlink(missing_ok=True)
        return name

    def _written(self, name: str, content: File[Any]) -> Path:
        """A new file beside its place, encrypted with the newest key."""
        path = Path(self.path(name))
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = path.with_name(f".{path.name}-{secrets.token_hex(8)}")
        key, salt = crypto.current_key(), os.urandom(16)
        head = {"key": key, "salt": base64.b64encode(salt).decode(), "name": name, "size": content.size}
        try:
            with os.fdopen(os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
                with box.Writer(
                    file, magic=MAGIC, head=head, key=crypto.file_key(key, salt, new=True)
                ) as sealed:
                    content.seek(0)
                    shutil.copyfileobj(content, sealed, PIECE)
                os.fsync(file.fileno())
        except BaseException:
            fresh.unlink(missing_ok=True)
            raise
        return fresh

    def delete(self, name: str) -> None:
        """Remove a file; one that is being turned over at this moment does not come back."""
        with self._alone():
            super().delete(name)

    def whole(self, name: str) -> File[bytes]:
        """A file that was read to its end before any of it is given out. Damaged, or FileNotFoundError."""
        file = self.open(name)
        try:
            _check(file, name)
        except BaseException:
            file.close()
            raise
        return file

    def sound(self, name: str) -> bool:
        """Whether the file is there and is what was stored."""
        try:
            self.whole(name).close()
        except (FileNotFoundError, YifaError):
            return False
        return True

    def stale(self, key: str) -> Iterator[str]:
        """The files that lie in the clear, or that another key has written."""
        for path in sorted(Path(self.path("")).rglob("*")):
            if path.is_file() and not path.name.startswith(".") and _key_of(path) != key:
                yield path.relative_to(self.path("")).as_posix()

    def renew(self, name: str) -> None:
        """Write a file again with the newest key, once it was found to be what was stored. Damaged when it is not."""
        with self.whole(name) as file:
            fresh = self._written(name, file)
        try:
            with self._alone():
                if self.exists(name):  # not erased meanwhile
                    fresh.replace(self.path(name))
        finally:
            fresh.unlink(missing_ok=True)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Held on the folder itself, so that no file of ours lies among the stored ones."""
        Path(self.path("")).mkdir(parents=True, exist_ok=True, mode=0o700)
        folder = os.open(self.path(""), os.O_RDONLY)
        try:
            locks.lock(folder, locks.LOCK_EX)
            yield
        finally:
            os.close(folder)


def storage() -> Store:
    """The store of this installation."""
    return Store(location=settings.FILES)


def _is_import(name: str) -> bool:
    return name.startswith("imports/")


def _check(file: File[bytes], name: str) -> None:
    """Read to the end and go back: encrypted chunks speak for themselves, clear ones by the digest in their name."""
    sealed = isinstance(getattr(file.file, "raw", None), Reader)
    clear = not sealed and not _is_import(name)
    digest = hashlib.new("sm3")
    while piece := file.read(PIECE):
        if clear:
            digest.update(piece)
    file.seek(0)
    if clear and digest.hexdigest() != name.rpartition("/")[2]:
        raise Damaged(CHANGED)


def _key_of(path: Path) -> str:
    """The name of the key that wrote a file; empty for one in the clear."""
    with path.open("rb") as file:
        if file.read(len(MAGIC)) != MAGIC:
            return ""
        try:
            return str(box.head_of(file)[1].get("key"))
        except ValueError:
            return ""
