"""A database that may lose what it acknowledged: the check is red and no part of a node starts."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.fixtures.external import ExternalServer
from tests.fixtures.node import free_port

_SITUATIONS = {
    "the whole server": (
        "ALTER SYSTEM SET synchronous_commit = off",
        "ALTER SYSTEM RESET synchronous_commit",
    ),
    "the node's role only": (
        "ALTER ROLE node SET synchronous_commit = off",
        "ALTER ROLE node RESET synchronous_commit",
    ),
    "the role in this database only": (
        "ALTER ROLE node IN DATABASE node SET synchronous_commit = 'false'",
        "ALTER ROLE node IN DATABASE node RESET synchronous_commit",
    ),
    "the database only": (
        "ALTER DATABASE node SET synchronous_commit = off",
        "ALTER DATABASE node RESET synchronous_commit",
    ),
    "the application's role, which signs in under another name": (
        "ALTER ROLE haochaping_app SET synchronous_commit = off",
        "ALTER ROLE haochaping_app RESET synchronous_commit",
    ),
    "no fsync": ("ALTER SYSTEM SET fsync = off", "ALTER SYSTEM RESET fsync"),
    "triggers switched off for the role": (
        "ALTER ROLE node SET session_replication_role = replica",
        "ALTER ROLE node RESET session_replication_role",
    ),
}


@dataclass(frozen=True)
class Operator:
    """Runs commands against the external server, with a data directory of the test's own."""

    server: ExternalServer
    data: Path

    def run(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """``haochaping ARGUMENTS``."""
        return subprocess.run(
            [sys.executable, "-m", "haochaping", *arguments, "--data", str(self.data)],
            env=self.server.environment(),
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    def is_refused(self, *arguments: str) -> None:
        """The command ends at once, with one line that says why."""
        refused = self.run(*arguments)
        assert refused.returncode != 0
        said = refused.stderr.strip().splitlines()
        assert len(said) == 1, refused.stderr
        assert "not safe" in said[0]

    def check(self) -> tuple[int, dict[str, str]]:
        """Exit status of the check, and its findings that are not green."""
        done = self.run("check", "--json")
        findings = json.loads(done.stdout)["findings"]
        return done.returncode, {
            found["name"]: found["light"] for found in findings if found["light"] != "green"
        }


@pytest.fixture(scope="module")
def operator(external: ExternalServer, tmp_path_factory: pytest.TempPathFactory) -> Operator:
    """An operator whose database is migrated."""
    found = Operator(external, tmp_path_factory.mktemp("node"))
    done = found.run("migrate")
    assert done.returncode == 0, done.stderr
    return found


def test_a_sound_database_is_green_but_for_what_no_new_node_has(operator: Operator) -> None:
    status, findings = operator.check()
    assert status == 0
    assert set(findings) <= {"calendar", "backups"}


@pytest.mark.parametrize("situation", _SITUATIONS)
def test_an_unsafe_database_is_red_and_nothing_starts_on_it(
    operator: Operator, situation: str
) -> None:
    spoil, mend = _SITUATIONS[situation]
    operator.server.sql(spoil)
    try:
        status, findings = operator.check()
        assert status == 1
        assert "red" in findings.values()
        operator.is_refused("up", "--port", str(free_port()))
    finally:
        operator.server.sql(mend)
    assert operator.check()[0] == 0


@pytest.mark.parametrize("part", ["web", "worker", "scheduler", "migrate"])
def test_no_part_starts_alone_on_an_unsafe_database(operator: Operator, part: str) -> None:
    spoil, mend = _SITUATIONS["the node's role only"]
    operator.server.sql(spoil)
    try:
        operator.is_refused(part)
    finally:
        operator.server.sql(mend)


def test_sessions_of_a_single_role_cannot_change_what_is_only_added_to(
    operator: Operator,
) -> None:
    """Named once, the role owns the tables; its sessions take the application's role."""
    status, findings = operator.check()
    assert status == 0
    assert "privileges" not in findings
