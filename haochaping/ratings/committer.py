"""Group commit: concurrent submissions share one transaction, a lone one never waits.

Submissions queue up; whenever a writer thread is idle it takes all that wait (at most 256) as one
batch. So a batch is as large as what arrived during the last commit: one when alone, many under
load. Two writers overlap: one prepares its batch while the other's commit is flushed to disk.
"""

import asyncio
import logging
import threading
import time
from collections import deque
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

from django.db import Error, close_old_connections, connection

from haochaping.core.errors import Refusal
from haochaping.ratings.intake import Outcome, submit
from haochaping.ratings.rules import Submission

BATCH = 256
WRITERS = 2
# Whoever comes while another has waited this long would wait longer still: he is asked to come
# back. So the queue is as long as the machine is fast.
WAIT_SECONDS = 1.0
# From here on the node sheds other work for the ratings' sake.
PRESSED_SECONDS = 0.25
# The bound on memory, whatever the clock says.
QUEUE = 8192

_FRESH_SECONDS = 1.0
_used = threading.local()
logger = logging.getLogger(__name__)


class _Waiting(NamedTuple):
    """One who waits for his rating to be committed, and since when."""

    submission: Submission
    future: "asyncio.Future[Outcome]"
    since: float


class Committer:
    """Gathers submissions of one event loop and writes them in batches."""

    def __init__(self) -> None:
        self._waiting: deque[_Waiting] = deque()
        self._idle = WRITERS
        self._threads = ThreadPoolExecutor(WRITERS, thread_name_prefix="intake")
        self._running: set[asyncio.Task[None]] = set()

    def full(self) -> bool:
        """Whether one more would wait in vain."""
        return len(self._waiting) >= QUEUE or self._waited() > WAIT_SECONDS

    def pressed(self) -> bool:
        """Whether ratings are queueing up."""
        return self._waited() > PRESSED_SECONDS

    async def submit(self, submission: Submission) -> Outcome:
        """The outcome of one submission, after its commit.

        Refusal ``overloaded`` when the queue is full, ``unavailable`` when the database is gone.
        """
        if self.full():
            raise Refusal("overloaded", retry_after=2)
        future: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Waiting(submission, future, time.monotonic()))
        self._start()
        return await future

    async def drain(self) -> None:
        """Wait until everything that was taken is answered."""
        while self._running or self._waiting:
            await asyncio.gather(*self._running)

    def _waited(self) -> float:
        """How long the next in the queue has waited, in seconds."""
        return time.monotonic() - self._waiting[0].since if self._waiting else 0.0

    def _start(self) -> None:
        if self._idle and self._waiting:
            self._idle -= 1
            task = asyncio.get_running_loop().create_task(self._run())
            self._running.add(task)
            task.add_done_callback(self._running.discard)

    async def _run(self) -> None:
        try:
            # Requests that the loop has already read join the batch; nobody waits for a timer.
            await asyncio.sleep(0)
            while self._waiting:
                size = min(BATCH, len(self._waiting))
                await self._write([self._waiting.popleft() for _ in range(size)])
        finally:
            self._idle += 1

    async def _write(self, batch: "list[_Waiting]") -> None:
        loop = asyncio.get_running_loop()
        submissions = [each.submission for each in batch]
        try:
            outcomes = await loop.run_in_executor(self._threads, _write_batch, submissions)
        except Exception as error:  # noqa: BLE001 - everybody in the batch must be answered
            refusal = _failure(error)
            for each in batch:
                if not each.future.done():
                    each.future.set_exception(refusal)
            return
        for each, outcome in zip(batch, outcomes, strict=True):
            if not each.future.done():
                each.future.set_result(outcome)


def _write_batch(submissions: Sequence[Submission]) -> list[Outcome]:
    # A session that was in use a moment ago needs no look at its health: each costs a round trip.
    if time.monotonic() - getattr(_used, "at", 0.0) > _FRESH_SECONDS:
        close_old_connections()
    try:
        return submit(submissions)
    except Error:
        # What the commit became is unknown; a fresh session will tell when the client retries.
        connection.close()
        raise
    finally:
        _used.at = time.monotonic()


def _failure(error: Exception) -> Refusal:
    """A refusal of the same kind for everybody in the batch; the cause goes to the log."""
    logger.error("a batch of ratings failed", exc_info=error)
    if isinstance(error, Error):
        return Refusal("unavailable", retry_after=2)
    return Refusal("internal-error")
