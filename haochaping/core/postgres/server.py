"""Use of the embedded database: hold it while you need it, let go when you do not."""

import fcntl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import psycopg

from haochaping.core.postgres.address import APP, role_url
from haochaping.core.postgres.errors import DatabaseUnusable
from haochaping.core.postgres.place import settle

_START_SECONDS = 120.0
_STOP_SECONDS = 60.0


class Lease:
    """One user's hold on the database of ``data_dir``; the last one to let go stops it."""

    def __init__(self, data_dir: Path) -> None:
        settle(data_dir)
        self.data_dir = data_dir.absolute()
        self._guardian: subprocess.Popen[str] | None = None
        self._users: TextIO = open(self.data_dir / "postgres.users", "a")  # noqa: SIM115
        # Waits while a guardian is stopping the server: it holds the lock alone meanwhile.
        fcntl.flock(self._users, fcntl.LOCK_SH)

    def ensure(self) -> None:
        """Make sure that the server takes sessions; DatabaseUnusable when it will not."""
        deadline = time.monotonic() + _START_SECONDS
        while not _serves(self.data_dir):
            self._reap_or_start()
            if time.monotonic() > deadline:
                raise DatabaseUnusable(
                    f"PostgreSQL does not answer: read {self.data_dir}/logs/postgres.log"
                )
            time.sleep(0.05)

    def guarded(self) -> bool:
        """Whether a guardian is at work, which starts a server again by itself."""
        if self._guardian is not None:
            self._guardian.poll()
        with open(self.data_dir / "postgres.guardian", "a") as guardian:
            try:
                fcntl.flock(guardian, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
        return False

    def release(self) -> None:
        """Let go; if nobody else uses the server, come back when it has stopped."""
        try:
            fcntl.flock(self._users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._users.close()
            return
        self._users.close()
        self._await_end()

    def _reap_or_start(self) -> None:
        if self._guardian is not None:
            if self._guardian.poll() is None:
                return
            ended, self._guardian = self._guardian, None
            # A negative code is a signal: it was killed, which is no reason not to start again.
            if ended.returncode > 0:
                said = ended.stderr.read() if ended.stderr else ""
                lines = said.strip().splitlines() or ["the database's guardian failed"]
                raise DatabaseUnusable(lines[-1])
        # Exits at once, with 0, when another guardian is at work.
        self._guardian = subprocess.Popen(
            [sys.executable, "-m", "haochaping.core.postgres.guardian", str(self.data_dir)],
            cwd=Path(__file__).resolve().parents[3],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def _await_end(self) -> None:
        """Wait for the guardian's end, unless a newcomer keeps it at work."""
        deadline = time.monotonic() + _STOP_SECONDS
        free = 0
        with open(self.data_dir / "postgres.guardian", "a") as guardian:
            while time.monotonic() < deadline and free < 40:
                try:
                    fcntl.flock(guardian, fcntl.LOCK_SH | fcntl.LOCK_NB)
                except BlockingIOError:
                    free = free + 1 if _somebody_uses(self.data_dir) else 0
                    time.sleep(0.05)
                else:
                    break
        if self._guardian is not None and self._guardian.poll() is None and free < 40:
            self._guardian.wait(timeout=_STOP_SECONDS)


@contextmanager
def running(data_dir: Path) -> Iterator[Lease]:
    """The database of ``data_dir``, running for the length of the block."""
    lease = Lease(data_dir)
    try:
        lease.ensure()
        yield lease
    finally:
        lease.release()


def _serves(data_dir: Path) -> bool:
    # The file keeps us from signing in before the guardian has made the roles on a first start.
    if not (data_dir / "postgres.ready").exists():
        return False
    try:
        psycopg.connect(role_url(data_dir, APP), connect_timeout=5).close()
    except psycopg.OperationalError:
        return False
    return True


def _somebody_uses(data_dir: Path) -> bool:
    """Whether commands hold the database, as opposed to a guardian that is stopping it.

    A shared lock can be had beside other commands but not beside a stopping guardian. Before the
    guardian has looked it can be had too, so callers ask several times.
    """
    with open(data_dir / "postgres.users", "a") as users:
        try:
            fcntl.flock(users, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True
