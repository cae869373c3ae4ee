"""Around every request: its id, its time, its queries. The outermost layer, so that nothing goes unseen."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import connections
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

from yifa.foundation import tracing
from yifa.health import metrics

log = logging.getLogger("yifa.request")
slow = logging.getLogger("yifa.slow")
APART = ("/health/", "/metrics")
Next = Callable[[HttpRequest], HttpResponse]


@dataclass
class Queries:
    """Counts the queries of one request and notes the slow ones, without their parameters."""

    limit: float
    count: int = 0
    seconds: float = 0.0
    notes: list[tuple[float, str]] = field(default_factory=list)

    def __call__(
        self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]
    ) -> Any:
        began = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            took = time.perf_counter() - began
            self.count += 1
            self.seconds += took
            if took > self.limit:
                self.notes.append((took, str(sql)[:500]))


class Watched:
    """Gives a request its id, measures it, writes one line about it."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        mark = tracing.current.set(tracing.take(request.headers.get(tracing.HEADER)))
        queries, began = Queries(settings.SLOW_QUERY_SECONDS), time.perf_counter()
        try:
            with ExitStack() as stack:
                stack.enter_context(metrics.UNDER_WAY.track_inprogress())
                for connection in connections.all(initialized_only=True):
                    stack.enter_context(connection.execute_wrapper(queries))
                response = apart(request) or self.get_response(request)
            response.headers[tracing.HEADER] = tracing.current.get()
            note(request, response, queries, time.perf_counter() - began)
            return response
        finally:
            tracing.current.reset(mark)


def apart(request: HttpRequest) -> HttpResponse | None:
    """Health and metrics are answered here: whatever else is broken, sessions or the database, they still tell."""
    if not request.path.startswith(APART):
        return None
    try:
        request.resolver_match = match = resolve(request.path)
    except Resolver404:
        return None
    answer: HttpResponse = match.func(request, *match.args, **match.kwargs)
    return answer


def note(request: HttpRequest, response: HttpResponse, queries: Queries, seconds: float) -> None:
    """Count the answer and write its line: the view and not the address, which may hold what was searched for."""
    match = request.resolver_match
    view = (match.view_name or match._func_path) if match else "unknown"
    method = request.method if request.method in ("GET", "HEAD", "POST") else "other"
    metrics.REQUESTS.labels(view, method, response.status_code).inc()
    metrics.SECONDS.labels(view).observe(seconds)
    metrics.QUERIES.labels(view).observe(queries.count)
    metrics.SLOW.inc(len(queries.notes))
    # Only a person who was looked up already: the line must not cost a query.
    person = getattr(getattr(request, "_cached_user", None), "pk", None)
    about = {
        "method": method,
        "route": view,
        "status": response.status_code,
        "ms": round(seconds * 1000, 1),
        "queries": queries.count,
        "sql_ms": round(queries.seconds * 1000, 1),
        "person": person,
    }
    level = logging.ERROR if response.status_code >= 500 else logging.INFO
    log.log(level, "%s %s %s %.0f ms", method, view, response.status_code, seconds * 1000, extra=about)
    for took, sql in queries.notes:
        slow.warning("%.0f ms %s", took * 1000, sql, extra={"route": view, "sql": sql})
