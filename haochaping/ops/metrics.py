"""The node's figures for Prometheus, computed from the database when they are asked for."""

from collections.abc import Iterable

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from haochaping.ops.measures import Queues


class _NodeCollector(Collector):
    def __init__(self, queues: Queues) -> None:
        self._queues = queues

    def collect(self) -> Iterable[Metric]:
        """One gauge per measure, the readers' with a label."""
        now = self._queues
        yield _gauge("event_inbox", "events that have no position yet", now.inbox)
        yield _gauge("event_inbox_age_seconds", "age of the oldest of them", now.inbox_age)
        yield _gauge("event_log_head", "the last position given out", now.head)
        yield _gauge("jobs_waiting", "jobs that wait for a worker", now.jobs_waiting)
        yield _gauge("jobs_failed", "jobs that failed for good", now.jobs_failed)
        yield _gauge("messages_unsent", "messages not sent yet", now.messages_unsent)
        yield _gauge("messages_unsent_age_seconds", "age of the oldest", now.messages_age)
        yield _gauge("workers", "workers with a heartbeat", now.workers)
        lags = GaugeMetricFamily(
            "haochaping_event_reader_lag", "events behind the head of the log", labels=["reader"]
        )
        for name, lag in now.lags.items():
            lags.add_metric([name], lag)
        yield lags


def exposition(queues: Queues) -> tuple[bytes, str]:
    """The text for a scrape, and its content type."""
    registry = CollectorRegistry()
    registry.register(_NodeCollector(queues))
    return generate_latest(registry), CONTENT_TYPE_LATEST


def _gauge(name: str, documentation: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"haochaping_{name}", documentation, value=value)
