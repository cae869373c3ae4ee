"""People in front of the desk, as its own tests have them."""

from tests.desk.conftest import as_, cast

__all__ = ["as_", "cast"]
