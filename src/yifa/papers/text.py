"""What may stand in a document's text."""

from __future__ import annotations

import re

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def clean(text: str) -> str:
    """The text without control characters and halves of characters, which neither Word nor PDF can hold."""
    return _CONTROL.sub("", text)
