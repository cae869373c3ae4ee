"""How passwords are kept."""

from __future__ import annotations

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2id(Argon2PasswordHasher):
    """Argon2id with 19 MiB, two passes, one lane: the least that OWASP's Password Storage Cheat Sheet names.

    An office logs in within the same quarter of an hour. Each check costs about 20 ms of a core and 19 MiB for that
    moment; a million rounds of PBKDF2 cost ten times the time, and Django's own Argon2 numbers 100 MiB.
    """

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1
