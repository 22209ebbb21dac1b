"""The passwords and secrets of the sample node: in ``DIR/sample.json``, for its owner only."""

import json
import os
import secrets
import string
import tempfile
from dataclasses import asdict, dataclass, field
from pathlib import Path

_LETTERS = string.ascii_lowercase.translate({ord(letter): None for letter in "ilo"})
_DIGITS = "23456789"


@dataclass(frozen=True, slots=True)
class UserSecret:
    """How an account signs in."""

    login: str
    password: str
    role: str


@dataclass(frozen=True, slots=True)
class AppSecret:
    """How a system signs its requests."""

    kind: str
    appId: str
    secret: str
    name: str


@dataclass(frozen=True, slots=True)
class Credentials:
    """What ``sample load`` made and ``sample describe`` prints."""

    users: list[UserSecret] = field(default_factory=list)
    apps: list[AppSecret] = field(default_factory=list)

    def password_of(self, login: str) -> str | None:
        """The password made for a login."""
        return next((user.password for user in self.users if user.login == login), None)

    def app_of(self, kind: str) -> AppSecret | None:
        """The system made for a kind."""
        return next((app for app in self.apps if app.kind == kind), None)


def path_of(data_dir: Path) -> Path:
    """Where the credentials of a node lie."""
    return data_dir / "sample.json"


def read(data_dir: Path) -> Credentials:
    """The credentials stored, none if there are none."""
    try:
        stored = json.loads(path_of(data_dir).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Credentials()
    return Credentials(
        users=[UserSecret(**user) for user in stored["users"]],
        apps=[AppSecret(**app) for app in stored["apps"]],
    )


def write(data_dir: Path, credentials: Credentials) -> None:
    """Replace the file as a whole; nobody but its owner may ever read it."""
    handle, name = tempfile.mkstemp(dir=data_dir, prefix=".sample-")  # made with mode 0600
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(asdict(credentials), file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    Path(name).replace(path_of(data_dir))


def new_password() -> str:
    """Fifteen characters that can be read out: letters, digits, a capital and a sign."""
    letters = "".join(secrets.choice(_LETTERS) for _ in range(8))
    digits = "".join(secrets.choice(_DIGITS) for _ in range(5))
    return f"{secrets.choice(_LETTERS).upper()}{letters}-{digits}"
