"""The encrypted stream of a backup: its key comes from a passphrase by scrypt (RFC 7914)."""

from __future__ import annotations

import base64
import os
from collections.abc import Mapping
from typing import IO, Any

from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from yifa.foundation import box
from yifa.foundation.errors import YifaError

MAGIC = b"YIFABAK1"
COST = 1 << 16  # 64 MiB of memory and about a fifth of a second
BROKEN = "备份文件已损坏、被改动或者不完整"


class NotABackup(YifaError):
    """The file is not a backup, is damaged, or the secret is wrong."""


def _key(secret: bytes, head: Mapping[str, Any]) -> bytes:
    return Scrypt(salt=base64.b64decode(head["salt"]), length=16, n=head["cost"], r=8, p=1).derive(secret)


class Writer(box.Writer):
    """Encrypts what is written. Only `close` makes the file whole."""

    def __init__(self, file: IO[bytes], secret: bytes, *, cost: int = COST) -> None:
        head = {"kdf": "scrypt", "cost": cost, "salt": base64.b64encode(os.urandom(16)).decode()}
        super().__init__(file, magic=MAGIC, head=head, key=_key(secret, head))


class Reader(box.Reader):
    """Decrypts what `Writer` wrote; NotABackup for a wrong secret and for anything that was changed."""

    def __init__(self, file: IO[bytes], secret: bytes) -> None:
        super().__init__(file, magic=MAGIC, key_of=lambda head: _key(secret, head))

    def problem(self, number: int, what: str) -> Exception:
        if what == "magic":
            return NotABackup("这不是依法的备份文件")
        if what == "short":
            return NotABackup(BROKEN, fix="文件末尾缺失，请换用另一份备份")
        if number == 0:
            return NotABackup("口令或密钥文件不对，或者备份文件已损坏", fix="请核对备份时所用的口令")
        fix = f"第 {number + 1} 块读不出来，请换用另一份备份" if number > 0 else ""
        return NotABackup(BROKEN, fix=fix)
