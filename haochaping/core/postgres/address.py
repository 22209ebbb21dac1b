"""The addresses under which the sessions of a node reach its embedded database.

Three roles sign in, each with a password of its own (scram-sha-256) from ``DIR/keys``:
``haochaping_app`` runs the application, ``haochaping_owner`` owns the tables and migrates them,
``haochaping_admin`` is the superuser that makes both and is used for nothing else.
"""

import fcntl
import json
import os
import secrets
from pathlib import Path
from urllib.parse import quote

from haochaping.core.postgres.place import settle

APP = "haochaping_app"
OWNER = "haochaping_owner"
ADMIN = "haochaping_admin"
AUDITOR = "haochaping_auditor"
DATABASE = "haochaping"


def embedded_url(data_dir: Path) -> str:
    """Address of the application's sessions."""
    return role_url(data_dir, APP)


def owner_url(data_dir: Path) -> str:
    """Address of the role that owns and migrates the schema."""
    return role_url(data_dir, OWNER)


def role_url(data_dir: Path, role: str, database: str = DATABASE) -> str:
    """The libpq address of one role; nothing is started or reached."""
    host = quote(str(settle(data_dir).socket_dir), safe="")
    return f"postgresql://{role}:{passwords(data_dir)[role]}@/{database}?host={host}"


def passwords(data_dir: Path) -> dict[str, str]:
    """Role → password, drawn on the first call and kept in ``DIR/keys/database.json`` (0600)."""
    keys = data_dir.absolute() / "keys"
    keys.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = keys / "database.json"
    with open(keys / "database.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            fresh = {role: secrets.token_hex(24) for role in (ADMIN, OWNER, APP)}
            partial = path.with_suffix(".partial")
            handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "w") as stream:
                json.dump(fresh, stream)
                stream.flush()
                os.fsync(stream.fileno())
            partial.replace(path)
    stored: dict[str, str] = json.loads(path.read_text())
    return stored
