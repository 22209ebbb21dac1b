"""The worker: one thread orders events and lets their readers work, the rest runs jobs."""

import asyncio
import logging
import signal
import threading
from pathlib import Path

from django.db import DatabaseError, connection
from procrastinate import exceptions
from procrastinate.contrib.django import app

from haochaping.core.events.readers import READERS, read_once
from haochaping.core.events.sequencer import sequence_once
from haochaping.ops.periodic import own_sessions, register

_logger = logging.getLogger(__name__)
_BUSY_SECONDS = 0.05
_IDLE_SECONDS = 0.2
_BROKEN_SECONDS = 1.0
_CONCURRENCY = 4


def work(data: Path) -> None:
    """Work until SIGTERM or SIGINT; jobs at hand are finished, events stop between batches."""
    register(app)
    stopped = threading.Event()
    pump = threading.Thread(target=_pump, args=[stopped], name="events")
    pump.start()
    try:
        asyncio.run(_jobs(stopped))
    finally:
        stopped.set()
        pump.join()


def pump_once() -> int:
    """Order what is in the inbox, let every reader work once; answers how much was moved."""
    moved = sequence_once()
    for name in READERS:
        try:
            moved += read_once(name)
        except DatabaseError:
            raise
        except Exception:
            # One reader's fault must not hold up the others; its offset stays where it was.
            _logger.exception("the reader %s failed", name)
    return moved


def _pump(stopped: threading.Event) -> None:
    idle = _BUSY_SECONDS
    while not stopped.is_set():
        try:
            idle = _BUSY_SECONDS if pump_once() else min(idle * 1.5, _IDLE_SECONDS)
            wait = idle
        except Exception:
            # Events are what everything later lives on: whatever happens, go on trying.
            _logger.exception("events could not be moved")
            connection.close()
            wait = _BROKEN_SECONDS
        stopped.wait(wait)
    connection.close()


async def _jobs(stopped: threading.Event) -> None:
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()

    def stop() -> None:
        stopped.set()
        ended.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop)
    while not ended.is_set():
        running = asyncio.create_task(_work_queue())
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


async def _work_queue() -> None:
    with own_sessions(app) as queue:
        async with queue.open_async():
            await queue.run_worker_async(
                concurrency=_CONCURRENCY,
                install_signal_handlers=False,
                shutdown_graceful_timeout=20,
            )
