"""Who starts the embedded database, who stops it, and what is left after everything was killed."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from haochaping.core.postgres.address import ADMIN, APP, owner_url, role_url
from haochaping.core.postgres.place import settle
from haochaping.core.postgres.server import Lease, running

_HOLD = """
import sys
from pathlib import Path
from haochaping.core.postgres.server import running

with running(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""
_PATIENCE_SECONDS = 30.0


@pytest.fixture
def data() -> Iterator[Path]:
    """A data directory of its own, which the account that runs PostgreSQL can pass through."""
    directory = Path(tempfile.mkdtemp(prefix="haochaping-life-"))
    directory.chmod(0o711)
    yield directory
    _eventually(lambda: not _processes(directory), "the database still runs")
    shutil.rmtree(directory)


def test_two_commands_share_one_server_and_the_last_one_stops_it(data: Path) -> None:
    first, second = Lease(data), Lease(data)
    first.ensure()
    server = _postmaster(data)
    second.ensure()
    assert _postmaster(data) == server

    first.release()
    assert _answers(data)

    second.release()
    assert _postmaster(data) == 0


def test_a_command_leaves_a_running_server_alone(data: Path) -> None:
    with running(data):
        server = _postmaster(data)
        with _other_command(data) as other:
            _end(other)
        assert _postmaster(data) == server
        assert _answers(data)


def test_a_killed_command_leaves_no_server_behind(data: Path) -> None:
    with _other_command(data) as other:
        assert _answers(data)
        other.kill()

    _eventually(lambda: not _processes(data), "the server outlived the command that was killed")


def test_a_killed_guardian_takes_the_server_with_it_and_the_next_start_keeps_the_rows(
    data: Path,
) -> None:
    lease = Lease(data)
    lease.ensure()
    _write(data, "before the guardian died")
    (guardian,) = [pid for pid, line in _processes(data) if "guardian" in line]

    os.kill(guardian, signal.SIGKILL)
    _eventually(lambda: not _processes(data), "the server outlived its guardian")
    lease.ensure()

    assert _rows(data) == ["before the guardian died"]
    lease.release()


def test_the_guardian_starts_a_killed_server_again(data: Path) -> None:
    with running(data):
        _write(data, "before the server died")
        server = _postmaster(data)

        os.kill(server, signal.SIGKILL)

        _eventually(lambda: _postmaster(data) not in {0, server} and _answers(data), "no server")
        assert _rows(data) == ["before the server died"]


def test_after_everything_was_killed_at_once_a_start_brings_back_what_was_committed(
    data: Path,
) -> None:
    with _other_command(data) as other:
        _write(data, "committed")
        other.kill()
        for pid, _ in _processes(data):
            _kill(pid)

        # The stale pid file and the old processes' shared memory are still there.
        with running(data):
            assert _rows(data) == ["committed"]


def test_a_database_that_moved_to_another_version_is_not_touched(data: Path) -> None:
    from haochaping.core.postgres.errors import DatabaseUnusable

    with running(data):
        pass
    version = settle(data).cluster / "PG_VERSION"
    version.write_text("14\n")

    lease = Lease(data)
    with pytest.raises(DatabaseUnusable, match="was made by PostgreSQL 14"):
        lease.ensure()
    lease.release()


def _other_command(data: Path) -> "subprocess.Popen[str]":
    """Another process that holds the database until its input ends."""
    process = subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(data)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def _end(process: "subprocess.Popen[str]") -> None:
    assert process.stdin is not None
    process.stdin.close()
    assert process.wait(timeout=_PATIENCE_SECONDS) == 0


def _processes(data: Path) -> list[tuple[int, str]]:
    """Guardian and postmaster of a data directory: process number and command line."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            line = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if entry.name.isdigit() and str(data) in line and ("guardian" in line or "-k" in line):
            found.append((int(entry.name), line))
    return found


def _postmaster(data: Path) -> int:
    """Its process number; 0 while there is none."""
    return next((pid for pid, line in _processes(data) if "guardian" not in line), 0)


def _kill(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def _answers(data: Path) -> bool:
    try:
        psycopg.connect(role_url(data, APP), connect_timeout=5).close()
    except psycopg.OperationalError:
        return False
    return True


def _write(data: Path, text: str) -> None:
    with psycopg.connect(owner_url(data)) as session:
        session.execute("CREATE TABLE IF NOT EXISTS note (text text)")
        session.execute("INSERT INTO note VALUES (%s)", [text])


def _rows(data: Path) -> list[str]:
    with psycopg.connect(role_url(data, ADMIN, "haochaping")) as session:
        return [row[0] for row in session.execute("SELECT text FROM note").fetchall()]


def _eventually(holds: Callable[[], bool], complaint: str) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < deadline, complaint
        threading.Event().wait(0.02)
