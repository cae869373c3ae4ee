"""The field type of personal data: encrypted at rest, masked on screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models

from yifa.foundation import crypto

if TYPE_CHECKING:
    TextField = models.TextField[str, str]
else:
    TextField = models.TextField


class PersonalField(TextField):
    """Personal data: encrypted at rest, masked on screen, absent from journal, logs and open search.

    `mask` is `name` (first character kept), `phone` (first three and last two kept) or `all`.
    """

    def __init__(self, *args: Any, mask: str = "all", long: bool = False, **kwargs: Any) -> None:
        self.mask = mask
        self.long = long
        super().__init__(*args, **kwargs)

    def get_prep_value(self, value: Any) -> Any:
        text = super().get_prep_value(value)
        return crypto.encrypt(text) if text else text

    def from_db_value(self, value: str | None, expression: object, connection: object) -> str | None:
        return crypto.decrypt(value) if value else value

    def masked(self, value: str) -> str:
        """The value as people without the right to see it do."""
        return (
            "；".join(_mask(self.mask, part) for part in value.replace("、", "；").split("；"))
            if value
            else ""
        )


def _mask(kind: str, text: str) -> str:
    text = text.strip()
    if kind == "name":
        return text[:1] + "某" * min(2, max(1, len(text) - 1)) if text else ""
    if kind == "phone" and len(text) >= 7:
        return text[:3] + "****" + text[-2:]
    return "（已遮蔽）" if text else ""
