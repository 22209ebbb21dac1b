"""The pump of the event log: orders what is in the inbox and lets the readers work.

It looks before it works. The sequencer updates the head's row and a reader locks its offset, each
at the price of a flush to disk; a node at rest would pay it several times a second.
"""

import logging
import threading
import time

from django.db import connection

from haochaping.core.events.readers import Page, positions, read_once
from haochaping.core.events.sequencer import head, sequence_once

_logger = logging.getLogger(__name__)
_BUSY_SECONDS = 0.05
_IDLE_SECONDS = 0.2
_BROKEN_SECONDS = 1.0
_LONGEST_PAUSE = 60.0


class Pump:
    """Works in one thread. A reader that fails is left alone for a while, longer each time."""

    def __init__(self) -> None:
        self._failures: dict[str, int] = {}
        self._not_before: dict[str, float] = {}

    def run(self, stopped: threading.Event) -> None:
        """Pump until ``stopped``, between batches."""
        wait = _BUSY_SECONDS
        while not stopped.wait(wait):
            try:
                wait = _BUSY_SECONDS if self.once() else min(wait * 1.5, _IDLE_SECONDS)
            except Exception:
                # Events are what everything later lives on: whatever happens, go on trying.
                _logger.exception("events could not be moved")
                connection.close()
                wait = _BROKEN_SECONDS
        connection.close()

    def once(self) -> int:
        """Order and read one batch each; answers how many positions were moved in all."""
        moved = sequence_once() if _inbox_has_events() else 0
        end, page = head(), Page()
        for name, position in positions().items():
            if position < end and time.monotonic() >= self._not_before.get(name, 0.0):
                moved += self._read(name, page)
        return moved

    def _read(self, name: str, page: Page) -> int:
        """Let one reader work; its fault, also one in the database, holds up nobody else."""
        try:
            moved = read_once(name, page=page)
        except Exception:
            if not connection.is_usable():
                raise
            failures = self._failures[name] = self._failures.get(name, 0) + 1
            pause = min(_BROKEN_SECONDS * 2 ** (failures - 1), _LONGEST_PAUSE)
            self._not_before[name] = time.monotonic() + pause
            _logger.exception("the reader %s failed; it is tried again in %.0f s", name, pause)
            return 0
        self._failures.pop(name, None)
        return moved


def drain() -> int:
    """Pump until nothing moves any more, for one-shot commands; answers what was moved."""
    pump, total = Pump(), 0
    while moved := pump.once():
        total += moved
    return total


def _inbox_has_events() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM core_event_inbox)")
        row: tuple[bool] = cursor.fetchone()
        return row[0]
