"""The rows of ``config/schedule.py`` as jobs of the queue."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from typing import cast

from django.db import close_old_connections
from django.utils.module_loading import import_string
from procrastinate import App, RetryStrategy
from procrastinate.contrib.django.django_connector import DjangoConnector


@dataclass(frozen=True, slots=True)
class Periodic:
    """One row. ``name`` is also the job's queueing lock: it never waits twice in the queue."""

    name: str
    cron: str
    job: str
    why: str


def schedule() -> Sequence[Periodic]:
    """The table of this node. It belongs to the configuration, which the package never imports."""
    rows: Sequence[Periodic] = import_string("config.schedule.SCHEDULE")
    return rows


def own_sessions(app: App) -> AbstractContextManager[App]:
    """The queue over sessions of its own, as a process that works on it needs."""
    connector = cast(DjangoConnector, app.connector)
    return app.replace_connector(connector.get_worker_connector())


def register(app: App) -> None:
    """Make every periodic job known to the queue, so that a worker can run it."""
    for row in schedule():
        # Only a queueing lock: with a lock too, a job of a killed worker would keep out the very
        # job that takes up such jobs again.
        app.task(
            name=row.name,
            queueing_lock=row.name,
            retry=RetryStrategy(max_attempts=3, wait=30),
        )(partial(_run, row.job))


def _run(path: str, timestamp: int | None = None) -> None:
    """Call the job; ``timestamp`` is the tick, which no job needs."""
    job: Callable[[], object] = import_string(path)
    close_old_connections()
    try:
        job()
    finally:
        close_old_connections()
