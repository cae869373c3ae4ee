"""How often a person (or, without a login, an address) may do what costs much or can be abused.

Counted in windows of fixed length in the server's memory: each worker counts for itself, so that the real limit of an
installation is at most this times its workers. What must be exact, the lock-out after wrong passwords, is counted in
the database.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest

from yifa.foundation import net


@dataclass(frozen=True, slots=True)
class Limit:
    """So many `times` within so many `seconds`."""

    name: str
    times: int
    seconds: int


SEARCH = Limit("search", 60, 60)
EXPORT = Limit("export", 30, 60)
UPLOAD = Limit("upload", 60, 60)
PUBLIC_FORM = Limit("public-form", 20, 60)  # whatever is sent without a login
PUBLIC_FILE = Limit("public-file", 30, 60)
# Wrong tries only: a whole office may log in from one address at half past eight.
LOGIN = Limit("login", 60, 300)
LOGIN_NAME = Limit("login-name", 50, 3600)  # one user name, from however many addresses

# Address names and what using them costs. A test finds every name that sounds like one of these and is not here.
GETS = {
    "search": SEARCH,
    "ledger-export": EXPORT,
    "case-file": EXPORT,
    "paper-file": EXPORT,
    "clock-pdf": EXPORT,
    "review-docx": EXPORT,
    "report-docx": EXPORT,
    "report-pdf": EXPORT,
    "import-template": EXPORT,
    "import-sheet": EXPORT,
    "portal-pdf": PUBLIC_FILE,
}
POSTS = {
    "import": UPLOAD,
    "attach": UPLOAD,
    "upload-paper": UPLOAD,
    "review": UPLOAD,
    "holidays": UPLOAD,
    "report-upload": UPLOAD,
}
OWN = {
    "login",
    "login-code",
    "login-enrol",
    "login-password",
    "set_language",
}  # counted elsewhere, or harmless


def kind(request: HttpRequest) -> Limit | None:
    """The limit that a request falls under."""
    name = getattr(request.resolver_match, "url_name", None) or ""
    if request.method == "POST":
        return POSTS.get(name) or (None if request.user.is_authenticated or name in OWN else PUBLIC_FORM)
    return GETS.get(name) or (EXPORT if request.GET.get("format") else None)


def who(request: HttpRequest) -> str:
    """The person, else the address."""
    return str(request.user.pk) if request.user.is_authenticated else net.address(request)


def spend(limit: Limit, who: str) -> int:
    """Count one use; seconds to wait when there were too many."""
    if not settings.RATE_FACTOR:
        return 0
    key, left = _window(limit, who)
    try:
        caches["limits"].add(key, 0, limit.seconds)
        count = caches["limits"].incr(key)
    except ValueError:  # forgotten between the two calls
        return 0
    return left if count > limit.times * settings.RATE_FACTOR else 0


def spent(limit: Limit, who: str) -> int:
    """Seconds to wait when the uses counted so far are already enough; counts nothing."""
    if not settings.RATE_FACTOR:
        return 0
    key, left = _window(limit, who)
    return left if caches["limits"].get(key, 0) >= limit.times * settings.RATE_FACTOR else 0


def moment() -> float:
    """The machine's time: windows have nothing to do with the statutory clock."""
    return time.time()


def _window(limit: Limit, who: str) -> tuple[str, int]:
    number, past = divmod(int(moment()), limit.seconds)
    return f"{limit.name}:{who}:{number}", limit.seconds - past
