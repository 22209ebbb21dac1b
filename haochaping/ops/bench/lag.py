"""How far the readers of the event log are behind, sampled while load runs."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from haochaping.core.postgres.address import owner_url

# The age of the oldest event that some reader has not worked on: in the inbox, or behind the
# slowest reader's position.
_AGE = """
SELECT coalesce(extract(epoch FROM clock_timestamp() - least(
  (SELECT min(at) FROM core_event_inbox),
  (SELECT at FROM core_event_log
   WHERE position = (SELECT min(position) FROM core_event_offset) + 1)
)), 0)
"""


class Lag:
    """``most`` is the greatest age seen, in seconds."""

    def __init__(self, data: Path) -> None:
        self.most = 0.0
        self._session = psycopg.connect(owner_url(data), autocommit=True)
        self._stopped = threading.Event()

    def look(self) -> float:
        """The age now."""
        row = self._session.execute(_AGE).fetchone()
        age = float(row[0]) if row else 0.0
        self.most = max(self.most, age)
        return age

    def watch(self) -> None:
        """Look four times a second until told to stop."""
        while not self._stopped.wait(0.25):
            self.look()

    def settle(self) -> None:
        """Wait until every reader has done everything."""
        while self.look() > 0 and not self._stopped.wait(0.05):
            pass

    def stop(self) -> None:
        """End watching."""
        self._stopped.set()

    def close(self) -> None:
        """End the session."""
        self._session.close()


@contextmanager
def watched(data: Path) -> Iterator[Lag]:
    """A ``Lag`` that watches for the length of the block."""
    lag = Lag(data)
    thread = threading.Thread(target=lag.watch, name="lag")
    thread.start()
    try:
        yield lag
    finally:
        lag.stop()
        thread.join()
        lag.close()
