"""What can go wrong, in words for the person in front of the screen.

Every error carries what is wrong, and `fix`: what to do now. Doors turn them into pages; nothing else catches them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


class YifaError(Exception):
    """Any refusal of the product. `message` says what is wrong, `fix` what to do now."""

    status = 400

    def __init__(self, message: str, *, fix: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.fix = fix

    def __str__(self) -> str:
        return f"{self.message}{self.fix and '。' + self.fix}"


class Invalid(YifaError):
    """Input that breaks a rule; `errors` maps a field's name to its message."""

    status = 422

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("；".join(errors.values()), fix="")
        self.errors = dict(errors)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a step is refused: the message and the article it rests on."""

    message: str
    basis: str = ""
    field: str = ""

    def __str__(self) -> str:
        return f"{self.message}（{self.basis}）" if self.basis else self.message


class Refused(YifaError):
    """A step the procedure does not allow now; `reasons` lists every reason at once."""

    status = 409

    def __init__(self, reasons: Iterable[Reason]) -> None:
        self.reasons = list(reasons)
        super().__init__("；".join(str(reason) for reason in self.reasons))


class Forbidden(YifaError):
    """The person has no right to do this."""

    status = 403


class Conflict(YifaError):
    """Somebody else changed the record meanwhile."""

    status = 409


class Missing(YifaError):
    """There is no such thing, or it is not this person's to see."""

    status = 404
