"""The second step of a log-in: a code of an authenticator app (RFC 6238), or a backup code.

The app's secret is encrypted at rest. A code is accepted once: the time step it belongs to is kept under a row lock.
"""

from __future__ import annotations

import math
import secrets
from base64 import b32decode, b32encode
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils import timezone
from django_otp.oath import TOTP

from yifa.foundation import audit, clock, crypto
from yifa.foundation.errors import Conflict
from yifa.office.access import live
from yifa.office.models import Authenticator, BackupCode, Person
from yifa.office.passwords import ALPHABET
from yifa.office.roles import ROLES

STEP_SECONDS = 30
DIGITS = 6
TOLERANCE = 1  # steps before and after: clocks of phones differ
CODES = 8


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a code was right; `wait`: seconds until the next try is looked at."""

    right: bool
    wait: int = 0


def required(person: Person) -> bool:
    """Whether this person's posts of today (or the installation) ask for a second step."""
    if settings.SECOND_STEP != "roles":
        return bool(settings.SECOND_STEP == "all")
    held = person.posts.filter(live(clock.today())).values_list("role", flat=True)
    return any(ROLES[code].second_step for code in held)


def authenticator(person: Person) -> Authenticator | None:
    """The authenticator a person has set up."""
    found: Authenticator | None = Authenticator.objects.filter(user=person, confirmed=True).first()
    return found


def prepare(person: Person) -> Authenticator:
    """An authenticator that waits for its first code; one under way is kept, so that a reload shows the same."""
    found: Authenticator | None = Authenticator.objects.filter(user=person).first()
    if found and found.confirmed:  # its secret is shown to nobody again
        raise Conflict("已经设置过身份验证器", fix="更换手机请先停用现有的，再重新设置")
    if found:
        return found
    secret = crypto.encrypt(b32encode(secrets.token_bytes(20)).decode())
    made: Authenticator = Authenticator.objects.create(
        user=person, confirmed=False, secret=secret, made_at=clock.now()
    )
    return made


def typed(one: Authenticator) -> str:
    """The secret as a person types it where no camera is: groups of four."""
    plain = crypto.decrypt(one.secret)
    return " ".join(plain[place : place + 4] for place in range(0, len(plain), 4))


def address(one: Authenticator) -> str:
    """What the QR code says to the app (Key URI format)."""
    issuer = settings.SECOND_STEP_ISSUER
    query = urlencode(
        {
            "secret": crypto.decrypt(one.secret),
            "issuer": issuer,
            "digits": DIGITS,
            "period": STEP_SECONDS,
        },
        quote_via=quote,
    )
    return f"otpauth://totp/{quote(issuer)}:{quote(one.user.get_username())}?{query}"


def totp(one: Authenticator) -> TOTP:
    """The generator of this authenticator's codes."""
    return TOTP(b32decode(crypto.decrypt(one.secret)), step=STEP_SECONDS, digits=DIGITS)


def verify(person: Person, code: str) -> Verdict:
    """Look at a code of the app or a backup code; a wrong one makes the next wait longer (1, 2, 4 … seconds)."""
    plain = code.replace(" ", "").replace("-", "").lower()
    if len(plain) == DIGITS and plain.isascii() and plain.isdigit():
        return _by_app(person, plain)
    return _by_backup(person, plain)


@transaction.atomic
def _by_app(person: Person, code: str) -> Verdict:
    one = Authenticator.objects.select_for_update().filter(user=person).first()
    if one is None or (wait := _wait(one)):
        return Verdict(False, 0 if one is None else wait)
    generator = totp(one)
    if not generator.verify(int(code), TOLERANCE, one.last_t + 1):
        one.throttle_increment()
        return Verdict(False, _wait(one))
    one.last_t = generator.t()
    one.throttle_reset(commit=False)
    one.save()
    return Verdict(True)


def _by_backup(person: Person, code: str) -> Verdict:
    """Outside a transaction: the slow hash must not hold a lock. Of two who send the same code, one deletes it."""
    one = authenticator(person)
    if one is None or (wait := _wait(one)):
        return Verdict(False, 0 if one is None else wait)
    match = next((row for row in person.backup_codes.all() if check_password(code, row.digest)), None)
    if match is not None and BackupCode.objects.filter(pk=match.pk).delete()[0]:
        one.throttle_reset()
        audit.note("login.backup", by=person.pk, detail={"left": person.backup_codes.count()})
        return Verdict(True)
    one.throttle_increment()
    return Verdict(False, _wait(one))


def _wait(one: Authenticator) -> int:
    allowed, why = one.verify_is_allowed()
    return 0 if allowed else math.ceil((why["locked_until"] - timezone.now()).total_seconds()) or 1


def confirm(person: Person, code: str) -> Sequence[str] | None:
    """The first right code puts the authenticator to use; gives the backup codes, which nobody sees again."""
    if not verify(person, code).right:
        return None
    codes = new_codes(person)
    Authenticator.objects.filter(user=person).update(confirmed=True)
    audit.note("login.step.set", by=person.pk, target=f"person:{person.pk}")
    return codes


def new_codes(person: Person) -> Sequence[str]:
    """Fresh backup codes in place of the old ones."""
    plain = ["".join(secrets.choice(ALPHABET) for _turn in range(10)) for _code in range(CODES)]
    rows = [BackupCode(person=person, digest=make_password(code)) for code in plain]  # slow: before the lock
    with transaction.atomic():
        person.backup_codes.all().delete()
        BackupCode.objects.bulk_create(rows)
        audit.note("login.step.codes", by=person.pk, target=f"person:{person.pk}")
    return [f"{code[:5]}-{code[5:]}" for code in plain]


@transaction.atomic
def reset(*, person: Person, by: Person) -> None:
    """Take the second step away: a lost phone, or the person's own wish."""
    Authenticator.objects.filter(user=person).delete()
    person.backup_codes.all().delete()
    audit.note("login.step.reset", by=by.pk, target=f"person:{person.pk}")
