"""The worker: one thread orders events and lets their readers work, the rest runs jobs."""

import asyncio
import logging
import signal
import threading
from pathlib import Path

from procrastinate import exceptions
from procrastinate.contrib.django import app

from haochaping.ops.periodic import own_sessions, register
from haochaping.ops.pump import Pump
from haochaping.ops.scheduler import keep_time

_logger = logging.getLogger(__name__)
_BROKEN_SECONDS = 1.0
_CONCURRENCY = 4


def work(data: Path, *, scheduler: bool = False) -> None:
    """Work until SIGTERM or SIGINT; jobs at hand are finished, events stop between batches.

    With ``scheduler`` it also starts the periodic jobs, which saves a small machine a process.
    """
    register(app)
    stopped = threading.Event()
    pump = threading.Thread(target=Pump().run, args=[stopped], name="events")
    pump.start()
    try:
        asyncio.run(_jobs(stopped, scheduler))
    finally:
        stopped.set()
        pump.join()


async def _jobs(stopped: threading.Event, scheduler: bool) -> None:
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()

    def stop() -> None:
        stopped.set()
        ended.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop)
    while not ended.is_set():
        running = asyncio.create_task(_work_queue(scheduler))
        waiting = asyncio.create_task(ended.wait())
        await asyncio.wait({running, waiting}, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        if ended.is_set():
            # The queue's worker takes a cancellation as the wish to finish what it is at.
            running.cancel()
        try:
            await running
        except asyncio.CancelledError:
            continue
        except (exceptions.ConnectorException, OSError):
            _logger.exception("the queue could not be worked on")
            await asyncio.sleep(_BROKEN_SECONDS)


async def _work_queue(scheduler: bool) -> None:
    with own_sessions(app, most=_CONCURRENCY + 2) as queue:
        async with queue.open_async():
            watch = asyncio.create_task(keep_time(queue)) if scheduler else None
            try:
                await queue.run_worker_async(
                    concurrency=_CONCURRENCY,
                    install_signal_handlers=False,
                    shutdown_graceful_timeout=20,
                )
            finally:
                if watch is not None:
                    watch.cancel()
