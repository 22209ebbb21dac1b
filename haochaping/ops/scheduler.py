"""The scheduler: defers each periodic job at its ticks.

The database keeps each tick of each job (one row, unique), so that two schedulers, a restart or a
clock that was set back defer nothing twice.
"""

import asyncio
import datetime as dt
import logging
import signal
from pathlib import Path

import procrastinate
from croniter import croniter
from procrastinate import exceptions
from procrastinate.contrib.django import app

from haochaping.core.clock import SHANGHAI, now
from haochaping.ops.periodic import Periodic, own_sessions, register, schedule

_logger = logging.getLogger(__name__)
_LOOK_SECONDS = 0.5
_RETRY_SECONDS = 2.0
# A node that was down for longer than this had people look at it.
_CATCH_UP = dt.timedelta(hours=48)


def last_tick(cron: str, until: dt.datetime) -> dt.datetime:
    """The latest moment at or before ``until`` that ``cron`` names, read in Shanghai."""
    just_after = until.astimezone(SHANGHAI).replace(microsecond=0) + dt.timedelta(seconds=1)
    tick: dt.datetime = croniter(cron, just_after).get_prev(dt.datetime)
    return tick


def run(data: Path) -> None:
    """Defer what falls due until SIGTERM or SIGINT."""
    register(app)
    asyncio.run(_run())


async def _run() -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    with own_sessions(app) as queue:
        async with queue.open_async():
            watch = asyncio.create_task(keep_time(queue))
            await stopped.wait()
            watch.cancel()


async def keep_time(queue: procrastinate.App) -> None:
    """Defer what falls due until cancelled; an absent database is waited for."""
    deferred: dict[str, dt.datetime] = {}
    while True:
        try:
            await defer_due(queue, deferred, now())
            await asyncio.sleep(_LOOK_SECONDS)
        except Exception:
            # Deadlines hang on this loop: it goes on whatever the database answers.
            _logger.exception("periodic jobs could not be deferred")
            await asyncio.sleep(_RETRY_SECONDS)


async def defer_due(
    queue: procrastinate.App, deferred: dict[str, dt.datetime], moment: dt.datetime
) -> list[str]:
    """Defer the last tick of each job that ``deferred`` does not hold yet; answers their names."""
    done = []
    for row in schedule():
        tick = last_tick(row.cron, moment)
        if tick <= deferred.get(row.name, moment - _CATCH_UP):
            continue
        if await _defer(queue, row, tick):
            done.append(row.name)
        deferred[row.name] = tick
    return done


async def _defer(queue: procrastinate.App, row: Periodic, tick: dt.datetime) -> bool:
    timestamp = int(tick.timestamp())
    task = queue.tasks[row.name]
    try:
        job_id = await queue.job_manager.defer_periodic_job(
            job=task.configure(task_kwargs={"timestamp": timestamp}).job,
            periodic_id="",
            defer_timestamp=timestamp,
        )
    except exceptions.AlreadyEnqueued:
        return False
    return job_id is not None
