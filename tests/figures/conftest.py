"""The tree of units that the journal's tests use."""

from tests.journal.conftest import fresh, tree

__all__ = ["fresh", "tree"]
