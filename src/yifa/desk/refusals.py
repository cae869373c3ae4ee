"""What a signed-in person was refused is in the audit trail: the address without its query, the status, never the words."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from yifa.foundation import audit
from yifa.office.models import Person

Next = Callable[[HttpRequest], HttpResponse]
# No right; not there or not this person's to see; the procedure does not allow it, or somebody was faster.
NOTED = (403, 404, 409)


class Refusals:
    """Notes refusals."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code in NOTED and isinstance(request.user, Person):
            detail = {"status": response.status_code, "method": request.method}
            audit.note("refused", by=request.user.pk, target=request.path[:120], detail=detail)
        return response
