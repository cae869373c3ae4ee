"""A stream in encrypted chunks: SM4-GCM (GB/T 32907-2016). Backups and stored files are such streams.

File: eight bytes of magic, the length and text of a JSON head, then chunks of at most 1 MiB, each with its length. A
chunk's nonce holds a random prefix, its number and whether it is the last; the head is bound to each. So a chunk that is
changed, missing, repeated or put elsewhere, and a file that was cut, are refused. Every chunk but the last is full: any
place of the content is found without reading what lies before it.
"""

from __future__ import annotations

import base64
import io
import json
import os
from collections.abc import Callable, Mapping
from typing import IO, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

CHUNK = 1 << 20
TAG = 16
LENGTH = 4
FULL = LENGTH + CHUNK + TAG


def _nonce(prefix: bytes, number: int, last: bool) -> bytes:
    return prefix + number.to_bytes(4, "big") + bytes([last])


class Writer(io.RawIOBase):
    """Encrypts what is written. Only `close` makes the file whole."""

    def __init__(self, file: IO[bytes], *, magic: bytes, head: Mapping[str, Any], key: bytes) -> None:
        self.file, self.key, self.prefix, self.number = file, key, os.urandom(7), 0
        self.buffer = bytearray()
        told = {"cipher": "SM4-GCM", **head, "prefix": base64.b64encode(self.prefix).decode()}
        self.head = json.dumps(told).encode()
        file.write(magic + len(self.head).to_bytes(LENGTH, "big") + self.head)

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
        self.file.write(len(sealed).to_bytes(LENGTH, "big") + sealed)
        self.number += 1


def head_of(file: IO[bytes]) -> tuple[bytes, dict[str, Any]]:
    """The head of a file whose magic was read: as it stands there, and what it says. ValueError when it is none."""
    raw = file.read(min(int.from_bytes(file.read(LENGTH), "big"), CHUNK))
    told = json.loads(raw)
    if not isinstance(told, dict):
        raise ValueError("head")
    return raw, told


class Reader(io.RawIOBase):
    """Decrypts what `Writer` wrote, from any place of it. What is wrong is told by `problem`."""

    def __init__(
        self, file: IO[bytes], *, magic: bytes, key_of: Callable[[Mapping[str, Any]], bytes]
    ) -> None:
        self.file, self.place, self.number, self.chunk = file, 0, -1, b""
        file.seek(0)
        if file.read(len(magic)) != magic:
            raise self.problem(-1, "magic")
        try:
            self.head, self.told = head_of(file)
            self.prefix, self.key = base64.b64decode(self.told["prefix"]), key_of(self.told)
        except (ValueError, KeyError, TypeError, MemoryError) as wrong:
            raise self.problem(-1, "head") from wrong
        self.start = file.tell()
        self.stored = file.seek(0, os.SEEK_END) - self.start
        self.count = max(1, -(-self.stored // FULL))
        self.size = self.stored - self.count * (LENGTH + TAG)

    def problem(self, number: int, what: str) -> Exception:
        """The error to raise: `what` is magic, head, short or chunk; `number` the chunk, from 0."""
        return ValueError(f"{what} {number}")

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self.place

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        self.place = max(
            0, {os.SEEK_SET: 0, os.SEEK_CUR: self.place, os.SEEK_END: self.size}[whence] + offset
        )
        return self.place

    def readinto(self, target: Any) -> int:
        number, inside = divmod(self.place, CHUNK)
        if number >= self.count:
            return 0
        if number != self.number:
            self.chunk, self.number = self._opened(number), number
        piece = self.chunk[inside : inside + len(target)]
        target[: len(piece)] = piece
        self.place += len(piece)
        return len(piece)

    def close(self) -> None:
        if not self.closed:
            self.file.close()
        super().close()

    def _opened(self, number: int) -> bytes:
        last = number == self.count - 1
        self.file.seek(self.start + number * FULL)
        length = int.from_bytes(self.file.read(LENGTH), "big")
        sealed = self.file.read(min(length, CHUNK + TAG))
        if len(sealed) < max(TAG, length):
            raise self.problem(number, "short")
        if last and number * FULL + LENGTH + length != self.stored:
            raise self.problem(number, "chunk")  # something follows
        box = Cipher(
            algorithms.SM4(self.key), modes.GCM(_nonce(self.prefix, number, last), sealed[-TAG:])
        ).decryptor()
        box.authenticate_additional_data(self.head)
        try:
            return box.update(sealed[:-TAG]) + box.finalize()
        except InvalidTag as wrong:
            raise self.problem(number, "chunk") from wrong
