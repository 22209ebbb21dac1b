"""What the node's queues look like now, in a handful of cheap queries.

Read by the check, by ``/readyz`` and by ``/metrics``; nothing is counted in the process itself, so
that any process answers for the whole node.
"""

from dataclasses import dataclass
from typing import Any

from django.db import connection

from haochaping.core.events.readers import positions
from haochaping.core.events.sequencer import head

# A worker writes a heartbeat every 10 seconds; this many without one is an end.
WORKER_SILENT_SECONDS = 45


@dataclass(frozen=True, slots=True)
class Queues:
    """``inbox_age`` in seconds, 0 when empty; ``lags`` in events behind the log's head."""

    inbox: int
    inbox_age: float
    head: int
    lags: dict[str, int]
    jobs_waiting: int
    jobs_failed: int
    messages_unsent: int
    messages_age: float
    workers: int


def queues() -> Queues:
    """Measure now. One round of queries, none of which grows with the node's history."""
    inbox, inbox_age = _row(
        "SELECT count(*), coalesce(extract(epoch FROM now() - min(at)), 0) FROM core_event_inbox"
    )
    waiting, failed = _row(
        "SELECT count(*) FILTER (WHERE status = 'todo'), count(*) FILTER (WHERE status = 'failed')"
        " FROM procrastinate_jobs WHERE status IN ('todo', 'failed')"
    )
    (workers,) = _row(
        "SELECT count(*) FROM procrastinate_workers"
        " WHERE last_heartbeat > now() - make_interval(secs => %s)",
        [WORKER_SILENT_SECONDS],
    )
    unsent, age = _unsent_messages()
    last = head()
    return Queues(
        inbox=inbox,
        inbox_age=float(inbox_age),
        head=last,
        lags={name: max(0, last - position) for name, position in positions().items()},
        jobs_waiting=waiting,
        jobs_failed=failed,
        messages_unsent=unsent,
        messages_age=age,
        workers=workers,
    )


def _unsent_messages() -> tuple[int, float]:
    from django.apps import apps

    if not apps.is_installed("haochaping.notifications"):
        return 0, 0.0
    unsent, age = _row(
        "SELECT count(*), coalesce(extract(epoch FROM now() - min(created_at)), 0)"
        " FROM notifications_message WHERE state = 'waiting'"
    )
    return unsent, float(age)


def _row(statement: str, parameters: list[float] | None = None) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters or [])
        row: tuple[Any, ...] = cursor.fetchone()
        return row
