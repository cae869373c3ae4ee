"""What the library refuses, in words for the person who asked."""

from __future__ import annotations

from yifa.foundation.errors import YifaError


class LawError(YifaError):
    """A question the law, or the data about it, does not answer. `fix` says what to do now."""

    status = 422
