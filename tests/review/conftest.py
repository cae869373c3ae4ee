"""The tree of units that the journal's tests use, for the comparison with the ledgers."""

from tests.journal.conftest import tree

__all__ = ["tree"]
