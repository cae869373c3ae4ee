"""The database engine: every transaction takes its place in the queue before it begins, and leaves it at its end."""

from __future__ import annotations

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError

from yifa.foundation.sqlite.queue import Place, enter


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's own, with the queue around its transactions."""

    _place: Place | None = None

    def _start_transaction_under_autocommit(self) -> None:
        if self._place is None and not self.is_in_memory_db():
            self._place = self._enter()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # the stubs leave it out
        except BaseException:
            self._leave()
            raise

    def _enter(self) -> Place:
        try:
            return enter(str(self.settings_dict["NAME"]), self.settings_dict["OPTIONS"].get("timeout", 60))
        except TimeoutError as error:
            raise OperationalError("database is locked: others write without end") from error

    def commit(self) -> None:
        # When this fails a rollback follows, which gives up the place.
        super().commit()
        self._leave()

    def rollback(self) -> None:
        try:
            super().rollback()
        finally:
            self._leave()

    def close(self) -> None:
        try:
            super().close()
        finally:
            self._leave()

    def _leave(self) -> None:
        place, self._place = self._place, None
        if place:
            place.leave()
