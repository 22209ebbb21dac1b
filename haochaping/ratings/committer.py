"""Group commit: concurrent submissions share one transaction, a lone one never waits.

Submissions queue up; whenever a writer thread is idle it takes all that wait (at most 256) as one
batch. So a batch is as large as what arrived during the last commit: one when alone, many under
load. Two writers overlap: one prepares its batch while the other's commit is flushed to disk.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from django.db import Error, close_old_connections, connection

from haochaping.core.errors import Refusal
from haochaping.ratings.intake import Outcome, submit
from haochaping.ratings.rules import Submission

BATCH = 256
WRITERS = 2
# About one second of work at the speed of a small machine: more would only wait in vain.
QUEUE = 4096

logger = logging.getLogger(__name__)


class Committer:
    """Gathers submissions of one event loop and writes them in batches."""

    def __init__(self) -> None:
        self._waiting: deque[tuple[Submission, asyncio.Future[Outcome]]] = deque()
        self._idle = WRITERS
        self._threads = ThreadPoolExecutor(WRITERS, thread_name_prefix="intake")
        self._running: set[asyncio.Task[None]] = set()

    async def submit(self, submission: Submission) -> Outcome:
        """The outcome of one submission, after its commit.

        Refusal ``overloaded`` when the queue is full, ``unavailable`` when the database is gone.
        """
        if len(self._waiting) >= QUEUE:
            raise Refusal("overloaded", retry_after=2)
        future: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self._waiting.append((submission, future))
        self._start()
        return await future

    async def drain(self) -> None:
        """Wait until everything that was taken is answered."""
        while self._running or self._waiting:
            await asyncio.gather(*self._running)

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

    async def _write(self, batch: list[tuple[Submission, asyncio.Future[Outcome]]]) -> None:
        loop = asyncio.get_running_loop()
        submissions = [submission for submission, _ in batch]
        try:
            outcomes = await loop.run_in_executor(self._threads, _write_batch, submissions)
        except Exception as error:  # noqa: BLE001 - everybody in the batch must be answered
            refusal = _failure(error)
            for _, future in batch:
                if not future.done():
                    future.set_exception(refusal)
            return
        for (_, future), outcome in zip(batch, outcomes, strict=True):
            if not future.done():
                future.set_result(outcome)


def _write_batch(submissions: Sequence[Submission]) -> list[Outcome]:
    close_old_connections()
    try:
        return submit(submissions)
    except Error:
        # What the commit became is unknown; a fresh session will tell when the client retries.
        connection.close()
        raise


def _failure(error: Exception) -> Refusal:
    """A refusal of the same kind for everybody in the batch; the cause goes to the log."""
    logger.error("a batch of ratings failed", exc_info=error)
    if isinstance(error, Error):
        return Refusal("unavailable", retry_after=2)
    return Refusal("internal-error")
