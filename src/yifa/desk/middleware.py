"""The access rule, compiled once a request; refusals as pages; the security headers of every answer."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy

from yifa.desk import errors, limits
from yifa.foundation import audit
from yifa.foundation.errors import Forbidden, YifaError
from yifa.office import sessions
from yifa.office.access import Access, compile_access
from yifa.office.models import Person

Next = Callable[[HttpRequest], HttpResponse]

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data: blob:; style-src 'self'; script-src 'self'; "
        "object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
    ),
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=()",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
LARGEST_KEY = 2**63 - 1
ENDED = {
    "idle": gettext_lazy("长时间没有操作，已自动退出。填写的内容保存在本机，登录后可以恢复。"),
    "age": gettext_lazy("登录时间已满，请重新登录。填写的内容保存在本机，登录后可以恢复。"),
}


class OneAccessRule:
    """Puts `request.access` on every request: compiled from the person's posts when first asked for."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.access = SimpleLazyObject(lambda: _access(request))  # type: ignore[attr-defined]
        response = self.get_response(request)
        _note_reading(request, response)
        return errors.show(request, 405) if response.status_code == 405 else response

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: dict[str, object]
    ) -> HttpResponse | None:
        """A number in an address that no table can hold names nothing: the database would break over it."""
        numbers = (one for one in kwargs.values() if isinstance(one, int))
        return errors.show(request, 404) if any(number > LARGEST_KEY for number in numbers) else None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A refusal of the product becomes a page that says what, why and what now; one for want of rights is noted."""
        if isinstance(exception, Forbidden) and request.user.is_authenticated:
            audit.note("access.refused", by=request.user.pk, target=request.path[:120])
        return errors.refusal(request, exception) if isinstance(exception, YifaError) else None


def _access(request: HttpRequest) -> Access:
    user = request.user
    return compile_access(user) if isinstance(user, Person) and user.is_active else Access(0, ())


def _note_reading(request: HttpRequest, response: HttpResponse) -> None:
    """Whoever reads everything leaves a trace of every page: which one, never what was searched for."""
    match, person = request.resolver_match, request.user.pk
    if match is None or person is None or match.url_name == "audit" or response.status_code != 200:
        return
    access: Access = request.access  # type: ignore[attr-defined]
    if access.logged:
        shown = ":".join(str(one) for one in (match.url_name, *match.kwargs.values()))
        audit.note("page.read", by=person, target=f"page:{shown}"[:120])


class ChosenLanguage:
    """Chinese unless the person chose otherwise with the switch: the browser's own language does not decide."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class SecurityHeaders:
    """Content security policy: nothing but this server's own files runs in a page.

    It stands outermost, so that answers of other middleware (redirects, files, refusals) carry the headers too.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        user = getattr(request, "user", None)
        if response.status_code < 500 and user is not None and user.is_authenticated:
            response.headers.setdefault("Cache-Control", "no-store")
        return response


class SessionTimes:
    """Ends a session that nobody worked in for too long, or that is too old; the next page is the login, and says why."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if SESSION_KEY in request.session:
            if why := sessions.over(request.session):
                _end(request, why)
            else:
                sessions.touch(request.session)
        return self.get_response(request)


def _end(request: HttpRequest, why: str) -> None:
    audit.note(f"session.{why}", by=int(request.session[SESSION_KEY]))
    logout(request)
    messages.info(request, str(ENDED[why]))


class RateLimits:
    """Answers 429 to who does the same costly thing too often."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponse | None:
        """Before the view: so that nothing was done yet."""
        limit = limits.kind(request)
        wait = limits.spend(limit, limits.who(request)) if limit else 0
        return errors.too_often(request, wait) if wait else None
