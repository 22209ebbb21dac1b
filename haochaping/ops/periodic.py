"""The rows of ``config/schedule.py`` as jobs of the queue."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from django.db import close_old_connections
from django.utils.module_loading import import_string
from procrastinate import App, PsycopgConnector, RetryStrategy
from procrastinate.contrib.django import DjangoApp
from procrastinate.contrib.django.settings import settings
from procrastinate.contrib.django.utils import connector_params


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


@contextmanager
def own_sessions(app: App, *, most: int = 2) -> Iterator[App]:
    """The queue for a process that works on it: sessions of its own, beside Django's.

    A second object, because what a job or a reader defers must stay in Django's session, and so in
    the transaction of its caller. Sessions are opened when they are needed, at most ``most``: one
    that waits takes as much of the server's memory as one that works.
    """
    connector = PsycopgConnector(
        kwargs=connector_params(settings.DATABASE_ALIAS), min_size=1, max_size=most
    )
    queue = DjangoApp(connector=connector)
    queue.tasks = app.tasks
    yield queue


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
