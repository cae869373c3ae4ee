"""Numbers for Prometheus: requests and queries as they happen, open work when asked.

Labels are views and methods: a few dozen series, nothing about people or records.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest, multiprocess
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

STEPS = (0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2, 5, 10)
SHARED = "PROMETHEUS_MULTIPROC_DIR"

REGISTRY = CollectorRegistry()
REQUESTS = Counter("yifa_requests", "Answered requests", ("view", "method", "status"), registry=REGISTRY)
SECONDS = Histogram("yifa_request_seconds", "Time to an answer", ("view",), buckets=STEPS, registry=REGISTRY)
QUERIES = Histogram(
    "yifa_request_queries",
    "Database queries of a request",
    ("view",),
    buckets=(5, 10, 20, 40, 80),
    registry=REGISTRY,
)
SLOW = Counter("yifa_slow_queries", "Queries slower than the limit", registry=REGISTRY)
UNDER_WAY = Gauge("yifa_requests_under_way", "Requests now", registry=REGISTRY, multiprocess_mode="livesum")


class Work(Collector):
    """Counted when asked: one query each."""

    def collect(self) -> Iterator[Metric]:
        from yifa.foundation.models import Audit
        from yifa.procedures.models import Clock
        from yifa.records.models import Record

        open_clocks = Clock.objects.filter(open=True)
        yield GaugeMetricFamily("yifa_open_clocks", "Time limits under way", value=open_clocks.count())
        last_record = Record.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        yield GaugeMetricFamily("yifa_records_last_id", "Key of the newest record", value=last_record)
        last_audit = Audit.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        yield GaugeMetricFamily("yifa_audit_last_id", "Key of the newest row of the trail", value=last_audit)


def exposition() -> bytes:
    """The text that a Prometheus server reads; of all worker processes when there are several."""
    counted = CollectorRegistry()
    counted.register(Work())
    registry = REGISTRY
    if os.environ.get(SHARED):
        registry = CollectorRegistry()
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(registry) + generate_latest(counted)
