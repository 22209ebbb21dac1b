"""The process that keeps an embedded database running for as long as somebody uses it.

Every command that uses the database holds a shared lock on ``DIR/postgres.users``; the kernel lets
go of it when the command ends, however it ends. The guardian runs the server as its child, starts
it again when it dies, and stops it when it can take the lock alone. So a one-shot command that
started the database never stops it under a node that came later, a node killed with SIGKILL leaves
no server behind, and a guardian killed with SIGKILL takes the server with it.

Run as ``python -m haochaping.core.postgres.guardian DIR``.
"""

import fcntl
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TextIO

import psycopg

from haochaping.core.postgres.address import ADMIN, role_url
from haochaping.core.postgres.cluster import drop_foreign_pid_file, prepare, run
from haochaping.core.postgres.errors import DatabaseUnusable
from haochaping.core.postgres.place import Place, settle
from haochaping.core.postgres.roles import ensure_roles

_LOOK_SECONDS = 0.1
# A server whose predecessor was killed refuses to start until the last of the old processes has
# let go of the shared memory: seen to take up to a few seconds under load.
_PATIENCE_SECONDS = 60.0
_FOREIGN_PID_SECONDS = 8.0


def main(data_dir: Path) -> int:
    """Guard until nobody uses the database; 0 also when another guardian is at work."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with open(data_dir / "postgres.guardian", "w") as own:
        try:
            fcntl.flock(own, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return 0
        try:
            with open(data_dir / "postgres.users", "a") as users:
                _guard(settle(data_dir), users)
        except DatabaseUnusable as problem:
            sys.stderr.write(f"{problem}\n")
            return 1
    return 0


def _guard(place: Place, users: TextIO) -> None:
    programs_dir = prepare(place)
    terminated: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, frame: terminated.append(number))
    failing_since: float | None = None
    while not terminated:
        server = run(place, programs_dir)
        served = _await_service(place, server)
        if served:
            failing_since = None
            ensure_roles(place.data_dir)
            (place.data_dir / "postgres.ready").touch()
        while server.poll() is None:
            if terminated or _nobody_uses(users):
                (place.data_dir / "postgres.ready").unlink(missing_ok=True)
                _stop(server)
                return
            time.sleep(_LOOK_SECONDS)
        if not served:
            failing_since = failing_since or time.monotonic()
            failing = time.monotonic() - failing_since
            if failing > _FOREIGN_PID_SECONDS:
                drop_foreign_pid_file(place)
            if failing > _PATIENCE_SECONDS:
                log = place.data_dir / "logs" / "postgres.log"
                raise DatabaseUnusable(f"PostgreSQL does not start: read the end of {log}")
            time.sleep(_LOOK_SECONDS)


def _await_service(place: Place, server: "subprocess.Popen[bytes]") -> bool:
    """Wait until the server takes sessions; False when it ends before that."""
    url = role_url(place.data_dir, ADMIN, "postgres")
    while server.poll() is None:
        try:
            psycopg.connect(url, connect_timeout=5).close()
            return True
        except psycopg.OperationalError:
            time.sleep(0.02)
    return False


def _nobody_uses(users: TextIO) -> bool:
    """True once the lock is ours; it is kept, so that newcomers wait for the end of the stop."""
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _stop(server: "subprocess.Popen[bytes]") -> None:
    server.send_signal(signal.SIGINT)
    try:
        server.wait(timeout=60)
    except subprocess.TimeoutExpired:
        # Nothing committed is lost: the next start replays the log.
        server.send_signal(signal.SIGQUIT)
        server.wait(timeout=30)


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1])))
