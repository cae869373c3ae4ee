"""Passwords: what may not be one, and the one-time ones that an administrator gives."""

from __future__ import annotations

import re
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from yifa.office.models import Person, Unit

LEAST_OWN = 6  # characters that must be left when the words anybody here would try are taken out
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # without what is mistaken for another when read out
WORDS = ("yifa", "demo", "admin", "password", "fazhi", "jiedao", "依法", "法治", "街道")


class LongEnough(MinimumLengthValidator):
    """The least length, in the language of the page: Django's own sentence has no Chinese."""

    def get_error_message(self) -> str:
        return _("密码太短，至少要 %(least)s 个字符") % {"least": self.min_length}

    def get_help_text(self) -> str:
        return _("密码至少要 %(least)s 个字符。") % {"least": self.min_length}


class WordsOfThisPlace:
    """A password is not made of names (one's own, of units, of the product) and years, with little beside."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError when little is left without those words."""
        left = password.lower()
        own = [getattr(user, field, "") or "" for field in ("username", "name", "phone")]
        for word in (*WORDS, *_names(), *filter(None, own)):
            left = left.replace(word.lower(), "")
        if len(re.sub(r"(19|20)\d\d|[\W_]", "", left)) < LEAST_OWN:
            raise ValidationError(
                _("密码主要由姓名、用户名、单位或系统的名称、年份组成，容易被猜到"), code="words"
            )

    def get_help_text(self) -> str:
        return _("密码不能主要由姓名、用户名、单位或系统的名称、年份组成。")


def _names() -> list[str]:
    rows = Unit.objects.order_by("path").values_list("name", "short")[:500]
    return [word for row in rows for word in row if len(word) > 1]


def one_time() -> str:
    """A password to be read out and typed once: twelve characters in three groups, 59 bits."""
    return "-".join("".join(secrets.choice(ALPHABET) for _turn in range(4)) for _group in range(3))


def expired(person: Person, moment: datetime) -> bool:
    """Whether a one-time password has lain too long."""
    return person.one_time_until is not None and person.one_time_until < moment


def due(person: Person, moment: datetime) -> bool:
    """Whether the password is to be replaced at this log-in: somebody else chose it, or it is too old."""
    if person.one_time_until is not None:
        return True
    days = settings.PASSWORD_DAYS
    since = person.password_at or datetime(1970, 1, 1, tzinfo=UTC)
    return bool(days) and since + timedelta(days=days) < moment
