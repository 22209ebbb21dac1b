"""One database cluster: made once, configured at every start, run as one child process."""

import ctypes
import os
import shutil
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

from haochaping.core.postgres.address import ADMIN, passwords
from haochaping.core.postgres.binaries import major_version, programs
from haochaping.core.postgres.errors import DatabaseUnusable
from haochaping.core.postgres.place import Place, credentials, owned_directory

# fsync, full_page_writes and synchronous_commit stay what PostgreSQL ships, which is safe; they
# are named so that the file says what the node relies on. The start refuses other values.
_SETTINGS = """\
listen_addresses = ''
unix_socket_permissions = 0700
password_encryption = 'scram-sha-256'
fsync = on
full_page_writes = on
synchronous_commit = on
wal_level = replica
shared_buffers = 128MB
max_connections = 120
# Ratings and pushes lock services in memory, some hundreds in one transaction.
max_locks_per_transaction = 256
max_wal_size = 1GB
timezone = 'UTC'
log_timezone = 'UTC'
log_destination = 'stderr'
# The text of a statement or its parameters may hold personal data and belongs into no log.
log_min_error_statement = panic
log_parameter_max_length = 0
log_parameter_max_length_on_error = 0
"""
_ACCESS = "local all all scram-sha-256\n"
_PR_SET_PDEATHSIG = 1


def prepare(place: Place) -> Path:
    """Make the cluster if there is none and write its settings; answers the programs' folder."""
    programs_dir = programs(place)
    owned_directory(place.socket_dir, place.uid, place.gid)
    if not place.cluster.exists():
        _initdb(place, programs_dir)
    made_by = (place.cluster / "PG_VERSION").read_text().strip()
    if int(made_by) != major_version(programs_dir):
        raise DatabaseUnusable(
            f"{place.cluster} was made by PostgreSQL {made_by}, "
            f"the programs here are version {major_version(programs_dir)}: install {made_by}"
        )
    _write(place, "haochaping.conf", _SETTINGS)
    _write(place, "pg_hba.conf", _ACCESS)
    return programs_dir


def run(place: Place, programs_dir: Path) -> "subprocess.Popen[bytes]":
    """Start the server as our child; it stops by itself, in order, when we are killed."""
    logs = place.data_dir / "logs"
    logs.mkdir(parents=True, exist_ok=True)
    with open(logs / "postgres.log", "ab") as log:
        return subprocess.Popen(
            [
                str(programs_dir / "postgres"),
                *("-D", str(place.cluster)),
                *("-k", str(place.socket_dir)),
            ],
            cwd="/",
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            preexec_fn=stop_with_parent(signal.SIGINT),  # noqa: PLW1509 (no threads here yet)
            **credentials(place.uid, place.gid),
        )


def drop_foreign_pid_file(place: Place) -> None:
    """Remove a dead server's pid file when its number belongs to another program by now.

    In a container that was killed and started again numbers come back, and PostgreSQL would take
    any process of its own account for the old server, for ever.
    """
    path = place.cluster / "postmaster.pid"
    try:
        pid = int(path.read_text().splitlines()[0])
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except (OSError, ValueError, IndexError):
        return
    if b"postgres" not in command.split(b"\0")[0]:
        path.unlink(missing_ok=True)


def stop_with_parent(number: int) -> Callable[[], None]:
    """What a child runs before its program so that it gets the signal when its parent dies.

    It must run after the change of account, which would clear the wish; ``subprocess`` calls
    ``preexec_fn`` last.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    parent = os.getpid()

    def ask() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, number, 0, 0, 0)
        # The parent may have died before the wish was made.
        if os.getppid() != parent:
            os._exit(1)

    return ask


def _initdb(place: Place, programs_dir: Path) -> None:
    # Made under another name first: a start that was killed half-way leaves no half cluster.
    partial = place.home / "data.partial"
    shutil.rmtree(partial, ignore_errors=True)
    secret = place.home / "password"
    secret.unlink(missing_ok=True)
    handle = os.open(secret, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    os.write(handle, passwords(place.data_dir)[ADMIN].encode())
    os.close(handle)
    if place.drops_privileges:
        os.chown(secret, place.uid, place.gid)
    try:
        made = subprocess.run(
            _initdb_command(programs_dir, partial, secret),
            cwd="/",
            env=_environment(),
            capture_output=True,
            text=True,
            check=False,
            **credentials(place.uid, place.gid),
        )
    finally:
        secret.unlink()
    if made.returncode != 0:
        reason = (made.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise DatabaseUnusable(f"PostgreSQL could not make its directory in {place.home}: {reason}")
    with open(partial / "postgresql.conf", "a") as settings:
        settings.write("\ninclude = 'haochaping.conf'\n")
    partial.rename(place.cluster)


def _initdb_command(programs_dir: Path, target: Path, secret: Path) -> list[str]:
    command = [
        str(programs_dir / "initdb"),
        *("-D", str(target)),
        *("-U", ADMIN),
        f"--pwfile={secret}",
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--data-checksums",
        "--locale=C",
    ]
    if major_version(programs_dir) >= 17:
        # Sorts and folds alike on every machine, whatever locales its system has.
        command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    return command


def _write(place: Place, name: str, text: str) -> None:
    path = place.cluster / name
    path.write_text(text)
    path.chmod(0o600)
    if place.drops_privileges:
        os.chown(path, place.uid, place.gid)


def _environment() -> dict[str, str]:
    """Nothing of the caller's environment reaches the server, least of all PG… variables."""
    return {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}
