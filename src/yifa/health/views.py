"""Is it alive, may it be sent requests, how does it do. Nobody logs in here: the answers hold nothing of the office."""

from __future__ import annotations

from hmac import compare_digest

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from yifa.health import checks
from yifa.health import metrics as numbers

LOCAL = {"127.0.0.1", "::1"}


@require_safe
@never_cache
def live(request: HttpRequest) -> HttpResponse:
    """The process answers. Touches neither database nor disk."""
    return JsonResponse({"live": True})


@require_safe
@never_cache
def ready(request: HttpRequest) -> HttpResponse:
    """Whether requests can be served: database, tables, disk, keys. 503 with the names of what is missing."""
    found = list(checks.run(checks.READY))
    good = all(one.state != "bad" for one in found)
    shown = {one.name: one.state for one in found}  # states only: what is wrong is for `yifa doctor`
    answer = {"ready": good, "checks": shown}
    return JsonResponse(answer, status=200 if good else 503, json_dumps_params={"ensure_ascii": False})


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus' text format, for this machine or whoever brings the token; for others there is nothing here."""
    if not allowed(request):
        return HttpResponse(status=404)
    return HttpResponse(numbers.exposition(), content_type=CONTENT_TYPE_LATEST)


def allowed(request: HttpRequest) -> bool:
    """The right token; or a caller on this machine that no proxy stands in front of."""
    if settings.METRICS_TOKEN:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return compare_digest(given.encode(), settings.METRICS_TOKEN.encode())
    forwarded = "X-Forwarded-For" in request.headers or "Forwarded" in request.headers
    return request.META.get("REMOTE_ADDR") in LOCAL and not forwarded
