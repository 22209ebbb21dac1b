"""Where the embedded database of a data directory lies, and which account runs it.

PostgreSQL refuses to run as root. Started by root, the server runs under an account that exists
already and is not privileged; no account is made. That account must reach the database directory,
but a data directory may lie where it cannot (below ``/root``, below a private temporary directory).
Parent directories are never opened up for it: that would show the node's keys, and whatever else
lies there, to everybody on the machine. Instead the database then lies in a directory of its own,
mode 0700 and owned by that account, below ``/var/lib/haochaping`` (or below the temporary
directory where that cannot be written), and ``DIR/postgres.json`` records where.
"""

import fcntl
import json
import os
import pwd
import secrets
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from haochaping.core.postgres.errors import DatabaseUnusable

# Linux allows 107 bytes for a socket's path; the server appends "/.s.PGSQL.5432" and, while it
# makes the lock beside it, ".lock".
_SOCKET_DIR_BYTES = 107 - len("/.s.PGSQL.5432.lock")
_ACCOUNTS = ("postgres", "nobody")
_SHARED = Path("/var/lib/haochaping")


@dataclass(frozen=True, slots=True)
class Place:
    """The directories of one embedded database. ``uid``/``gid`` is the account that runs it."""

    data_dir: Path
    home: Path
    socket_dir: Path
    uid: int
    gid: int

    @property
    def cluster(self) -> Path:
        """PostgreSQL's own directory."""
        return self.home / "data"

    @property
    def drops_privileges(self) -> bool:
        """Whether the server runs under another account than the command that starts it."""
        return self.uid != os.geteuid()


def settle(data_dir: Path) -> Place:
    """The place of the database of ``data_dir``, decided and recorded on the first call."""
    data_dir = data_dir.absolute()
    data_dir.mkdir(parents=True, exist_ok=True)
    record = data_dir / "postgres.json"
    with open(data_dir / "postgres.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if record.exists():
            return _recorded(data_dir, json.loads(record.read_text()))
        place = _decide(data_dir)
        partial = record.with_suffix(".partial")
        partial.write_text(
            json.dumps({"home": str(place.home), "socket": str(place.socket_dir)}) + "\n"
        )
        partial.replace(record)
        return place


def owned_directory(path: Path, uid: int, gid: int) -> None:
    """Make ``path`` with mode 0700 for the account, or make sure that it is exactly that."""
    try:
        path.mkdir(mode=0o700)
        if uid != os.geteuid():
            os.chown(path, uid, gid)
    except FileExistsError:
        found = path.lstat()
        # In a temporary directory somebody else may have put a directory of this name.
        if found.st_uid != uid or not path.is_dir() or path.is_symlink():
            raise DatabaseUnusable(
                f"{path} belongs to somebody else: remove it, then start again"
            ) from None
        path.chmod(0o700)


def reaches(path: Path, uid: int, gid: int) -> bool:
    """Whether the account can enter the directory or run the program at ``path``."""
    asked = subprocess.run(
        ["/bin/sh", "-c", 'test -x "$1"', "sh", str(path)],
        cwd="/",
        check=False,
        **credentials(uid, gid),
    )
    return asked.returncode == 0


class Credentials(TypedDict, total=False):
    """Arguments of ``subprocess`` that say whose child it is."""

    user: int
    group: int
    extra_groups: list[int]


def credentials(uid: int, gid: int) -> Credentials:
    """Arguments of ``subprocess`` that start a child under the account; none when it is ours."""
    if uid == os.geteuid():
        return {}
    return {"user": uid, "group": gid, "extra_groups": []}


def account() -> tuple[int, int]:
    """User and group that run the server: ourselves, or for root an unprivileged account."""
    if os.geteuid() != 0:
        return os.geteuid(), os.getegid()
    wanted = os.environ.get("HAOCHAPING_DATABASE_ACCOUNT")
    for name in (wanted,) if wanted else _ACCOUNTS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        if entry.pw_uid != 0:
            return entry.pw_uid, entry.pw_gid
    raise DatabaseUnusable(
        "PostgreSQL does not run as root and no unprivileged account was found: "
        "name one in HAOCHAPING_DATABASE_ACCOUNT or set HAOCHAPING_DATABASE_URL"
    )


def shared_directory() -> Path:
    """A root-owned directory that every account can pass through."""
    try:
        _open_directory(_SHARED)
        with tempfile.TemporaryFile(dir=_SHARED):
            return _SHARED
    except OSError:
        fallback = Path(tempfile.gettempdir()) / "haochaping-root"
        _open_directory(fallback)
        if fallback.lstat().st_uid != os.geteuid() or fallback.is_symlink():
            raise DatabaseUnusable(f"{fallback} belongs to somebody else: remove it") from None
        return fallback


def _open_directory(path: Path) -> None:
    """Make ``path`` for everybody to pass through, whatever the caller's umask; or leave it."""
    try:
        path.mkdir()
    except FileExistsError:
        return
    path.chmod(0o755)


def _decide(data_dir: Path) -> Place:
    uid, gid = account()
    home = data_dir / "postgres"
    if uid != os.geteuid() and not reaches(data_dir, uid, gid):
        home = shared_directory() / f"database-{secrets.token_hex(6)}"
    owned_directory(home, uid, gid)
    socket_dir = home / "socket"
    if len(os.fsencode(socket_dir)) > _SOCKET_DIR_BYTES:
        socket_dir = Path("/tmp") / f"haochaping-{secrets.token_hex(6)}"  # noqa: S108
    return Place(data_dir, home, socket_dir, uid, gid)


def _recorded(data_dir: Path, record: dict[str, str]) -> Place:
    home = Path(record["home"])
    if not home.exists():
        raise DatabaseUnusable(
            f"the database of {data_dir} should lie in {home}, which does not exist: "
            f"restore it, or remove {data_dir} to start anew"
        )
    owner = home.stat()
    if os.geteuid() not in (0, owner.st_uid):
        name = pwd.getpwuid(os.geteuid()).pw_name
        raise DatabaseUnusable(f"{home} does not belong to {name}: run as the user who made it")
    return Place(data_dir, home, Path(record["socket"]), owner.st_uid, owner.st_gid)
