"""Figures for /metrics: requests, their latency, and gauges that parts of the house offer.

A registry of its own for each app, so that two apps in one process do not mix. It refuses to
know what the offered figures mean; labels hold routes, never paths with ids.
"""

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.process_collector import ProcessCollector

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)


class Metrics:
    """Counts what is reported to it and asks each offered gauge when it is read."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self._gauges: dict[str, Gauge] = {}
        labels = ["method", "route"]
        self._requests = Counter(
            "yushan_requests", "Answers", [*labels, "status"], registry=self.registry
        )
        self._seconds = Histogram(
            "yushan_request_seconds",
            "Time to answer",
            labels,
            buckets=_SECONDS,
            registry=self.registry,
        )

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(method, route).observe(seconds)

    def offer(self, name: str, about: str, read: Callable[[], float]) -> None:
        """Show a figure as `yushan_<name>`; `read` is called at each reading and may not block.

        Offered again, the newer `read` counts.
        """
        if name not in self._gauges:
            self._gauges[name] = Gauge(f"yushan_{name}", about, registry=self.registry)
        self._gauges[name].set_function(read)

    def exposition(self) -> bytes:
        """Everything in the text format of Prometheus."""
        return generate_latest(self.registry)
