"""What was said to a person and not shown yet: the last few, not all that were ever said."""

from __future__ import annotations

from typing import Any

from django.contrib.messages.storage.base import Message
from django.contrib.messages.storage.fallback import FallbackStorage

KEPT = 5


class LastFew(FallbackStorage):
    """A signed cookie: what is said once costs no write, where every write of a record waits for every other.

    Whoever enters record after record without a look at a page between gathers notices: the oldest go, so that the
    cookie stays small and nothing spills into the session.
    """

    def _store(self, messages: list[Message | Any], response: Any, *args: Any, **kwargs: Any) -> Any:
        return super()._store(messages[-KEPT:], response, *args, **kwargs)  # type: ignore[misc]
