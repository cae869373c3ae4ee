"""What the readers say when a file cannot be read."""

from __future__ import annotations

from yifa.foundation.errors import YifaError


class Unreadable(YifaError):
    """A file that is no readable report: scanned, protected, broken or something else."""

    status = 422
