"""Things a person keeps for a day between two pages: files under review, a table being imported.

Each lies in a folder of its own under the data folder, named by a random token, for its owner alone.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path, PurePath
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from yifa.foundation import clock
from yifa.foundation.crypto import decrypt_file, encrypt_file
from yifa.foundation.errors import Missing

ABOUT = "about.json"


@dataclass(frozen=True, slots=True)
class Drawer:
    """The folders of one kind. What is older than `hours` is thrown away when anybody opens the drawer."""

    name: str
    hours: int = 24

    @property
    def place(self) -> Path:
        """Where the folders lie; only the server's own user may enter."""
        path = Path(settings.DATA) / self.name
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        return path

    def new(self, owner: int, **about: Any) -> Folder:
        """A folder for a person, with what must be known about it."""
        self.sweep()
        path = self.place / secrets.token_urlsafe(16)
        path.mkdir(mode=0o700)
        folder = Folder(path)
        folder.write_json(ABOUT, {"owner": owner, "at": clock.now().isoformat(), **about})
        return folder

    def find(self, token: str, owner: int) -> Folder:
        """A person's own folder. Missing when it is another's, thrown away, or never was: nobody learns which."""
        folder = Folder(self.place / token[:64])  # longer ones name nothing, and no file system takes them
        if folder.about.get("owner") != owner or self._old(folder):
            raise Missing(
                _("没有这份内容，或者它已经过期"), fix=_("上传的内容只保留一天，只有本人可以打开；请重新上传")
            )
        return folder

    def mine(self, owner: int) -> list[Folder]:
        """A person's folders, newest first."""
        found = [Folder(path) for path in self.place.iterdir()]
        own = [one for one in found if one.about.get("owner") == owner and not self._old(one)]
        return sorted(own, key=lambda one: one.at, reverse=True)

    def sweep(self) -> None:
        """Throw away what is too old."""
        for path in self.place.iterdir():
            with contextlib.suppress(FileNotFoundError):  # somebody else was faster
                if self._old(Folder(path)):
                    shutil.rmtree(path, ignore_errors=True)

    def _old(self, folder: Folder) -> bool:
        return folder.at < clock.now() - timedelta(hours=self.hours)


@dataclass(frozen=True, slots=True)
class Folder:
    """One folder. Files are encrypted, and replaced whole, so that a reader never sees half of one."""

    path: Path

    @property
    def token(self) -> str:
        """The name it is asked for by."""
        return self.path.name

    @property
    def about(self) -> dict[str, Any]:
        """What is known about it; empty when there is no such folder."""
        found: dict[str, Any] | None = self.read_json(ABOUT)
        return found or {}

    @property
    def at(self) -> datetime:
        """When it was made; for a folder without a word about it yet, as the disk says."""
        if made := self.about.get("at"):
            return datetime.fromisoformat(made)
        return datetime.fromtimestamp(self.path.stat().st_mtime, clock.BEIJING)

    def has(self, name: str) -> bool:
        """Whether a file is there."""
        return (self.path / name).is_file()

    def write(self, name: str, content: bytes) -> None:
        """Put a file there."""
        whole = self.path / name
        part = whole.with_name(f"{name}.{secrets.token_hex(4)}.part")
        handle = os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(encrypt_file(content))
        part.replace(whole)

    def read(self, name: str) -> bytes:
        """A file's bytes."""
        return decrypt_file((self.path / name).read_bytes())

    def write_json(self, name: str, value: Any) -> None:
        """Put a plain value there."""
        self.write(name, json.dumps(value, ensure_ascii=False).encode())

    def read_json(self, name: str) -> Any:
        """A plain value, or None when there is no such file."""
        try:
            return json.loads(self.read(name))
        except FileNotFoundError:
            return None

    def remove(self) -> None:
        """Throw it away."""
        shutil.rmtree(self.path, ignore_errors=True)


def clean_name(name: str) -> str:
    """A file's own name, to be shown and to name the files given back."""
    base = PurePath(name.replace("\\", "/")).name
    kept = "".join(letter for letter in base if letter.isprintable())
    return kept[-100:] or "未命名"
