"""The access rule, compiled once a request; refusals as pages; the security headers of every answer."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.functional import SimpleLazyObject

from yifa.desk import errors
from yifa.foundation.errors import YifaError
from yifa.office.access import Access, compile_access
from yifa.office.models import Person

Next = Callable[[HttpRequest], HttpResponse]

POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; style-src 'self'; script-src 'self'; "
    "object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
)


class OneAccessRule:
    """Puts `request.access` on every request: compiled from the person's posts when first asked for."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.access = SimpleLazyObject(lambda: _access(request))  # type: ignore[attr-defined]
        response = self.get_response(request)
        return errors.show(request, 405) if response.status_code == 405 else response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A refusal of the product becomes a page that says what, why and what now."""
        return errors.refusal(request, exception) if isinstance(exception, YifaError) else None


def _access(request: HttpRequest) -> Access:
    user = request.user
    return compile_access(user) if isinstance(user, Person) and user.is_active else Access(0, ())


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
    """Content security policy: nothing but this server's own files runs in a page."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(self), geolocation=(), microphone=()")
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "no-store")
        return response
