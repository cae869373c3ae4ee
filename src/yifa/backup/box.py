"""A stream in encrypted chunks: SM4-GCM (GB/T 32907-2016), the key from a passphrase by scrypt (RFC 7914).

File: eight bytes of magic, the length and text of a JSON head, then chunks of at most 1 MiB, each with its length. A
chunk's nonce holds a random prefix, its number and whether it is the last; the head is bound to each. So a chunk that is
changed, missing, repeated or put elsewhere, and a file that was cut, are refused.
"""

from __future__ import annotations

import base64
import io
import json
import os
from collections.abc import Mapping
from typing import IO, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from yifa.foundation.errors import YifaError

MAGIC = b"YIFABAK1"
CHUNK = 1 << 20
TAG = 16
COST = 1 << 16  # 64 MiB of memory and about a fifth of a second
BROKEN = "备份文件已损坏、被改动或者不完整"


class NotABackup(YifaError):
    """The file is not a backup, is damaged, or the secret is wrong."""


def _key(secret: bytes, head: Mapping[str, Any]) -> bytes:
    return Scrypt(salt=base64.b64decode(head["salt"]), length=16, n=head["cost"], r=8, p=1).derive(secret)


def _nonce(prefix: bytes, number: int, last: bool) -> bytes:
    return prefix + number.to_bytes(4, "big") + bytes([last])


class Writer(io.RawIOBase):
    """Encrypts what is written. Only `close` makes the file whole."""

    def __init__(self, file: IO[bytes], secret: bytes, *, cost: int = COST) -> None:
        self.file, self.prefix, self.number = file, os.urandom(7), 0
        self.buffer = bytearray()
        head = {
            "cipher": "SM4-GCM",
            "kdf": "scrypt",
            "cost": cost,
            "salt": base64.b64encode(os.urandom(16)).decode(),
            "prefix": base64.b64encode(self.prefix).decode(),
        }
        self.head, self.key = json.dumps(head).encode(), _key(secret, head)
        file.write(MAGIC + len(self.head).to_bytes(4, "big") + self.head)

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.buffer += data
        while len(self.buffer) > CHUNK:
            self._chunk(bytes(self.buffer[:CHUNK]), last=False)
            del self.buffer[:CHUNK]
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._chunk(bytes(self.buffer), last=True)
            self.file.flush()
        super().close()

    def _chunk(self, data: bytes, *, last: bool) -> None:
        box = Cipher(algorithms.SM4(self.key), modes.GCM(_nonce(self.prefix, self.number, last))).encryptor()
        box.authenticate_additional_data(self.head)
        sealed = box.update(data) + box.finalize() + box.tag
        self.file.write(len(sealed).to_bytes(4, "big") + sealed)
        self.number += 1


class Reader(io.RawIOBase):
    """Decrypts what `Writer` wrote; NotABackup for a wrong secret and for anything that was changed."""

    def __init__(self, file: IO[bytes], secret: bytes) -> None:
        self.file, self.number, self.rest, self.ended = file, 0, b"", False
        if file.read(len(MAGIC)) != MAGIC:
            raise NotABackup("这不是依法的备份文件")
        try:
            self.head = file.read(int.from_bytes(file.read(4), "big"))
            head = json.loads(self.head)
            self.prefix, self.key = base64.b64decode(head["prefix"]), _key(secret, head)
        except (ValueError, KeyError, TypeError, MemoryError) as problem:
            raise NotABackup(BROKEN) from problem

    def readable(self) -> bool:
        return True

    def readinto(self, target: Any) -> int:
        if not self.rest and not self.ended:
            self.rest = self._chunk()
        count = min(len(target), len(self.rest))
        target[:count], self.rest = self.rest[:count], self.rest[count:]
        return count

    def _chunk(self) -> bytes:
        sealed = self.file.read(int.from_bytes(self.file.read(4), "big"))
        if len(sealed) < TAG:
            raise NotABackup(BROKEN, fix="文件末尾缺失，请换用另一份备份")
        self.ended = not self.file.peek(1) if isinstance(self.file, io.BufferedReader) else False
        nonce = _nonce(self.prefix, self.number, self.ended)
        box = Cipher(algorithms.SM4(self.key), modes.GCM(nonce, sealed[-TAG:])).decryptor()
        box.authenticate_additional_data(self.head)
        try:
            data = box.update(sealed[:-TAG]) + box.finalize()
        except InvalidTag as problem:
            raise self._why() from problem
        self.number += 1
        return data

    def _why(self) -> NotABackup:
        if self.number == 0:
            return NotABackup("口令或密钥文件不对，或者备份文件已损坏", fix="请核对备份时所用的口令")
        return NotABackup(BROKEN, fix=f"第 {self.number + 1} 块读不出来，请换用另一份备份")
