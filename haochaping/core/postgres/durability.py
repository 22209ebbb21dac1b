"""Is what this database acknowledges really on disk? Asked from the node's own sessions.

A crash test does not show it: killing the database finds ``synchronous_commit = off`` but not
``fsync = off``, which only a power cut shows. So the settings themselves are read. They are read
from sessions of the very roles that write, because a role or a database can carry a setting of its
own that the server's configuration does not show.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import psycopg

OLDEST, NEWEST = 15, 18
_CONNECT_SECONDS = 10

# Setting → the values that lose nothing which was acknowledged. session_replication_role is here
# because any other value switches off the triggers that keep ratings append-only.
_SAFE: Mapping[str, frozenset[str]] = {
    "fsync": frozenset({"on"}),
    "full_page_writes": frozenset({"on"}),
    "synchronous_commit": frozenset({"on", "local", "remote_write", "remote_apply"}),
    "data_checksums": frozenset({"on"}),
    "wal_level": frozenset({"replica", "logical"}),
    "session_replication_role": frozenset({"origin"}),
}


class Light(StrEnum):
    """How a finding of ``haochaping check`` stands."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the check: what was looked at, how it stands, what was seen or is to be done."""

    name: str
    light: Light
    text: str


class UnsafeDatabase(Exception):
    """The database may lose what it acknowledged; the message is one line for the operator."""


def examine(url: str, who: str) -> list[Finding]:
    """Findings about the sessions that ``url`` opens; ``who`` is "application" or "owner"."""
    try:
        with psycopg.connect(url, connect_timeout=_CONNECT_SECONDS) as session:
            return [_version(session, who), *_settings(session, who), *_overrides(session, who)]
    except psycopg.OperationalError as problem:
        reason = (str(problem).strip().splitlines() or ["no reason given"])[0]
        return [Finding(f"{who} database", Light.RED, f"cannot be reached: {reason}")]


def assert_safe(urls: Mapping[str, str]) -> None:
    """Raise UnsafeDatabase when any session of ``urls`` (who → address) would be unsafe."""
    reds = [
        finding
        for who, url in urls.items()
        for finding in examine(url, who)
        if finding.light is Light.RED
    ]
    if reds:
        texts = dict.fromkeys(f"{finding.name}: {finding.text}" for finding in reds)
        raise UnsafeDatabase("the database is not safe to run on; " + "; ".join(texts))


def _version(session: psycopg.Connection, who: str) -> Finding:
    number = session.info.server_version // 10000
    if OLDEST <= number <= NEWEST:
        return Finding(f"{who} version", Light.GREEN, f"PostgreSQL {number}")
    return Finding(
        f"{who} version",
        Light.RED,
        f"PostgreSQL {number}: use version {OLDEST} to {NEWEST}",
    )


def _settings(session: psycopg.Connection, who: str) -> list[Finding]:
    rows = session.execute(
        "SELECT name, setting, source FROM pg_settings WHERE name = ANY(%s) ORDER BY name",
        [list(_SAFE)],
    ).fetchall()
    findings = []
    for name, setting, source in rows:
        if setting in _SAFE[name]:
            findings.append(Finding(f"{who} {name}", Light.GREEN, setting))
        else:
            findings.append(Finding(f"{who} {name}", Light.RED, _advice(name, setting, source)))
    return findings


def _advice(name: str, setting: str, source: str) -> str:
    wanted = "on" if "on" in _SAFE[name] else min(_SAFE[name], key=len)
    if name == "data_checksums":
        return "off: stop the server, run pg_checksums --enable, start it again"
    if name == "wal_level":
        wanted = "replica"
    if name == "session_replication_role":
        wanted = "origin"
    return f"{setting} (from {source}): set {name} to {wanted}"


def _overrides(session: psycopg.Connection, who: str) -> list[Finding]:
    """Unsafe values that any role carries here, also one that this session does not feel.

    A role's own settings take effect only when that role itself signs in, so a session that took
    the role afterwards shows nothing.
    """
    rows = session.execute(
        """
        SELECT coalesce(r.rolname, ''), coalesce(d.datname, ''), item
        FROM pg_db_role_setting s
          CROSS JOIN LATERAL unnest(s.setconfig) AS item
          LEFT JOIN pg_roles r ON r.oid = s.setrole
          LEFT JOIN pg_database d ON d.oid = s.setdatabase
        WHERE s.setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
        ORDER BY 1, 2, 3
        """
    ).fetchall()
    findings = []
    for role, database, item in rows:
        name, _, value = item.partition("=")
        if name in _SAFE and not _is_safe(name, value):
            findings.append(
                Finding(f"{who} override", Light.RED, _override_advice(role, database, name, value))
            )
    return findings or [Finding(f"{who} overrides", Light.GREEN, "none for any role or database")]


def _is_safe(name: str, value: str) -> bool:
    # What was written with ALTER ROLE is stored as it was typed: "true", "ON", "yes".
    plain = value.strip().lower()
    return ("on" if plain in {"true", "yes", "1", "t", "y"} else plain) in _SAFE[name]


def _override_advice(role: str, database: str, name: str, value: str) -> str:
    if role and database:
        return (
            f"role {role} has {name} = {value} in database {database}: "
            f"ALTER ROLE {role} IN DATABASE {database} RESET {name}"
        )
    if role:
        return f"role {role} has {name} = {value}: ALTER ROLE {role} RESET {name}"
    return f"database {database} has {name} = {value}: ALTER DATABASE {database} RESET {name}"
