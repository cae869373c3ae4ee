"""The key pair that signs batches: Ed25519 (RFC 8032); the private half lies in the data folder's `keys`.

A keyed hash would prove nothing to others: whoever can check it can also make it. SM2 would be the national choice, but
`cryptography`, the one library kept for such work, offers no SM2 signatures (decision 0095).
"""

from __future__ import annotations

import hashlib

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from yifa.foundation import data

NAME = "seal"


def _private() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(data.secret(NAME).encode()).digest())


def sign(body: str) -> str:
    """The signature of a body, in hex."""
    return _private().sign(body.encode()).hex()


def public() -> bytes:
    """The public key: 32 bytes."""
    return _private().public_key().public_bytes_raw()


def public_pem() -> str:
    """The public key as programs such as openssl read it."""
    form = PublicFormat.SubjectPublicKeyInfo
    return _private().public_key().public_bytes(Encoding.PEM, form).decode()
