"""Encryption at rest of sensitive fields: SM4 in GCM mode (GB/T 32907-2016), keys in the data folder.

A stored value reads `s4:<key>:<base64 of nonce, ciphertext and tag>`. Old keys stay readable after a rotation.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import time
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from yifa.foundation import data
from yifa.foundation.errors import YifaError

MARK = "s4:"
SETTLED = 2 * 10**9  # ns; a folder changed twice within one tick of a file system shows one time


@lru_cache
def _derived(folder: Path, name: str) -> bytes:
    """A key of one data folder: keys of two folders may share a name and nothing else."""
    return hashlib.sha256(data.secret(name, within=folder).encode()).digest()[:16]


def _key(name: str) -> bytes:
    return _derived(data.folder(), name)


def _known(name: str) -> bytes:
    """A key that must be there: a new one of its name would only look like tampering."""
    folder = data.folder()
    if not (folder / "keys" / name).exists():
        raise YifaError(f"数据文件夹里没有密钥“{name}”，无法读取加密字段", fix="请从备份恢复 keys 文件夹")
    return _derived(folder, name)


def current_key() -> str:
    """The name of the key new values are written with: the highest numbered one."""
    keys = data.folder() / "keys"
    try:
        changed = keys.stat().st_mtime_ns
    except FileNotFoundError:
        return "field-0001"
    if time.time_ns() - changed < SETTLED:
        return _highest(keys)
    return _highest_since(keys, changed)


@lru_cache(maxsize=16)
def _highest_since(keys: Path, changed: int) -> str:
    """The key of a folder that has not changed since a moment long enough ago to tell."""
    return _highest(keys)


def _highest(keys: Path) -> str:
    return max((path.name for path in keys.glob("field-*")), default="field-0001")


def rotate() -> str:
    """Make a new key; values written from now on use it. Returns its name."""
    name = f"field-{int(current_key().split('-')[1]) + 1:04d}"
    data.secret(name)
    return name


def encrypt(text: str) -> str:
    """Encrypt a text; the empty text stays empty."""
    if not text:
        return ""
    name = current_key()
    return f"{MARK}{name}:{base64.b64encode(_closed(name, text.encode())).decode()}"


def encrypt_file(content: bytes) -> bytes:
    """A file as it is kept at rest: the name of its key on the first line, then nonce, ciphertext and tag."""
    name = current_key()
    return f"{MARK}{name}\n".encode() + _closed(name, content)


def decrypt_file(stored: bytes) -> bytes:
    """A file that `encrypt_file` wrote; one that was tampered with raises YifaError."""
    head, _, raw = stored.partition(b"\n")
    return _opened(head.decode("ascii", "replace").removeprefix(MARK), raw)


def file_key(name: str, salt: bytes, *, new: bool = False) -> bytes:
    """The key of one stored file, from a key of the data folder: it must be there, unless the file is `new`."""
    return hmac.digest(_key(name) if new else _known(name), b"file" + salt, "sha256")[:16]


def _closed(name: str, content: bytes) -> bytes:
    nonce = os.urandom(12)
    box = Cipher(algorithms.SM4(_key(name)), modes.GCM(nonce)).encryptor()
    return nonce + box.update(content) + box.finalize() + box.tag


def _opened(name: str, raw: bytes) -> bytes:
    box = Cipher(algorithms.SM4(_known(name)), modes.GCM(raw[:12], raw[-16:])).decryptor()
    try:
        return box.update(raw[12:-16]) + box.finalize()
    except InvalidTag as error:
        raise YifaError("加密内容校验失败，数据可能被改动", fix="请联系系统管理员核对备份") from error


def decrypt(stored: str) -> str:
    """Decrypt a stored value; a value that was tampered with raises YifaError."""
    if not stored.startswith(MARK):
        return stored
    _, name, packed = stored.split(":", 2)
    return _opened(name, base64.b64decode(packed)).decode()


def blind(term: str) -> str:
    """A keyed fingerprint of a search term: equal terms match, the term itself is not in the index."""
    return hmac.digest(_key("search"), term.encode(), "sha256")[:8].hex()
