"""What was answered and how long it took, over all serving processes: each keeps a file, whoever asks adds them up.

`PROMETHEUS_MULTIPROC_DIR`, which the settings put into the environment, says where; it must be known before
the library is imported. Labels are routes as they stand in the code, never an address that somebody typed.
"""

from django.http import HttpRequest, HttpResponse
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest, multiprocess

_ANSWERED = Counter(
    "touyan_requests", "Requests by route, method and status.", ["route", "method", "status"]
)
_SECONDS = Histogram(
    "touyan_request_seconds", "How long answering took, by route.", ["route"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)  # fmt: skip
_READS = Counter("touyan_reads", "Who answered what a replica may answer.", ["by"])
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def route_of(request: HttpRequest) -> str:
    """The pattern that an address matched, such as `orders/r/<str:receipt>/`."""
    match = request.resolver_match
    return match.route if match else "(none)"


def count(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
    route = route_of(request)
    method = request.method if request.method in _METHODS else "other"
    _ANSWERED.labels(route, method, str(response.status_code)).inc()
    _SECONDS.labels(route).observe(seconds)


def count_read(by: str) -> None:
    """`replica` or `primary`."""
    _READS.labels(by).inc()


def told() -> str:
    """Everything that was counted, in Prometheus' text format."""
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(registry).decode()
