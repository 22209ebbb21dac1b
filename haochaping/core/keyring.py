"""The node's keys: one file outside the database, several versions per purpose.

``keyring.json`` holds, per purpose, ``{"current": N, "keys": {"N": hex of 32 bytes}}``. Rotating
adds a version and makes it current; old versions stay, so that what was sealed or signed with them
can still be read. The purposes in ``FIXED`` have one version: their outputs are stored, or given
out, to be compared with later ones.
"""

import fcntl
import json
import os
import secrets
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PURPOSES = ("encryption", "lookup", "ticket", "receipt", "content", "code", "session")
FIXED = frozenset({"lookup", "content", "receipt", "code"})
_KEY_BYTES = 32


class KeyringUnusable(Exception):
    """The key file is missing, damaged or readable by others; the message says what to do."""


@dataclass(frozen=True)
class Keyring:
    """All keys of a node, in memory. ``keys[purpose][version]`` is 32 bytes."""

    current: dict[str, int]
    keys: dict[str, dict[int, bytes]]

    @classmethod
    def of(cls, directory: Path) -> "Keyring":
        """Load the key file of ``directory``, or make one when there is none yet."""
        return _load_or_create(directory)

    def key(self, purpose: str, version: int) -> bytes:
        """The key of one version; KeyError when the node never had it."""
        return self.keys[purpose][version]

    def django_secret(self) -> str:
        """The secret that Django signs sessions and forms with."""
        return self.key("session", self.current["session"]).hex()


@cache
def _load_or_create(directory: Path) -> Keyring:
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = directory / "keyring.json"
    # Two commands may start at once on a fresh node: the lock makes sure that one of them makes
    # the keys and the other reads them.
    with open(directory / "keyring.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            _write(path, _fresh())
    return _parse(path)


_editions: list[int] = []


def edition() -> int:
    """Grows when this process changes keys: what was derived from them must be read anew."""
    return len(_editions)


def rotate(directory: Path, purpose: str) -> int:
    """Add a new version for ``purpose`` and make it current; answers its number."""
    if purpose in FIXED:
        raise KeyringUnusable(f"{purpose} keys make stored index values and cannot be rotated")
    path = directory / "keyring.json"
    with open(directory / "keyring.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        stored = json.loads(path.read_text())
        version = max(int(number) for number in stored[purpose]["keys"]) + 1
        stored[purpose]["keys"][str(version)] = secrets.token_hex(_KEY_BYTES)
        stored[purpose]["current"] = version
        _write(path, stored)
    _load_or_create.cache_clear()
    _editions.append(version)
    return version


def _fresh() -> dict[str, dict[str, object]]:
    return {
        purpose: {"current": 1, "keys": {"1": secrets.token_hex(_KEY_BYTES)}}
        for purpose in PURPOSES
    }


def _write(path: Path, stored: object) -> None:
    """Replace the key file in one step, so that a crash leaves the old or the new one."""
    partial = path.with_suffix(".partial")
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as stream:
        json.dump(stored, stream, indent=1)
        stream.flush()
        os.fsync(stream.fileno())
    partial.replace(path)


def _parse(path: Path) -> Keyring:
    try:
        stored = json.loads(path.read_text())
        keys = {
            purpose: {int(number): bytes.fromhex(text) for number, text in entry["keys"].items()}
            for purpose, entry in stored.items()
        }
        current = {purpose: int(entry["current"]) for purpose, entry in stored.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise KeyringUnusable(
            f"cannot read the keys in {path}: restore the file from its backup"
        ) from error
    for purpose in PURPOSES:
        if len(keys.get(purpose, {}).get(current.get(purpose, 0), b"")) != _KEY_BYTES:
            raise KeyringUnusable(f"{path} has no current key for {purpose}: restore the backup")
    return Keyring(current=current, keys=keys)
