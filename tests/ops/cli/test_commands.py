"""The command line as an operator meets it: help, one-line errors, data for programs."""

import json
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from haochaping.core.postgres.server import running
from haochaping.ops.cli.root import _COMMANDS
from tests.fixtures.node import node_environment, open_directory


def run(*arguments: str, stdin: str = "") -> "subprocess.CompletedProcess[str]":
    """``haochaping ARGUMENTS`` as a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "haochaping", *arguments],
        env=node_environment(),
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.fixture(scope="module")
def data() -> Iterator[Path]:
    """The data directory of a migrated node whose database is kept running."""
    with open_directory() as folder:
        done = run("migrate", "--data", str(folder))
        assert done.returncode == 0, done.stderr
        with running(folder):
            yield folder


def test_the_help_names_every_command() -> None:
    done = run("--help")
    assert done.returncode == 0
    assert all(name in done.stdout for name in _COMMANDS)


@pytest.mark.parametrize("name", sorted(set(_COMMANDS) - {"bench"}))
def test_every_command_has_help(name: str) -> None:
    done = run(name, "--help")
    assert done.returncode == 0, done.stderr
    assert "Usage:" in done.stdout


def _is_one_line(done: "subprocess.CompletedProcess[str]", *, says: str) -> None:
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    errors = [line for line in done.stderr.splitlines() if line.startswith("Error:")]
    assert len(errors) == 1, done.stderr
    assert says in errors[0]


def test_a_data_directory_that_cannot_be_made_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    _is_one_line(run("migrate", "--data", str(tmp_path / "file" / "below")), says="file")


def test_a_server_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    address = f"postgresql://nobody@/none?host={tmp_path}"
    done = subprocess.run(
        [sys.executable, "-m", "haochaping", "up", "--data", str(tmp_path)],
        env=node_environment() | {"HAOCHAPING_DATABASE_URL": address},
        capture_output=True,
        text=True,
        check=False,
    )
    _is_one_line(done, says="cannot be reached")


def test_an_app_gets_credentials_once(data: Path) -> None:
    done = run("app", "create", "窗口系统", "--kind", "business", "--json", "--data", str(data))
    assert done.returncode == 0, done.stderr
    made = json.loads(done.stdout)
    assert set(made) == {"appId", "secret"}
    revoked = run("app", "revoke", made["appId"], "--data", str(data))
    assert revoked.returncode == 0
    assert made["secret"] not in revoked.stdout


def test_an_app_for_an_organisation_that_is_not_there_is_refused(data: Path) -> None:
    done = run("app", "create", "x", "--kind", "business", "--org", "nobody", "--data", str(data))
    _is_one_line(done, says="organisation")
    _is_one_line(run("app", "revoke", "app-none", "--data", str(data)), says="app-none")


def test_regions_are_imported_and_a_bad_file_changes_nothing(data: Path, tmp_path: Path) -> None:
    good = tmp_path / "regions.csv"
    good.write_text("areaCode,areaName\n410000000000,河南省\n", encoding="utf-8")
    dry = run("directory", "import", "regions", str(good), "--dry-run", "--data", str(data))
    done = run("directory", "import", "regions", str(good), "--json", "--data", str(data))
    again = run("directory", "import", "regions", str(good), "--json", "--data", str(data))
    assert dry.returncode == 0, dry.stderr
    assert json.loads(done.stdout)["created"] == 1
    assert json.loads(again.stdout) == {"created": 0, "updated": 0, "unchanged": 1, "errors": []}
    bad = tmp_path / "bad.csv"
    bad.write_text("areaCode,areaName\n41,河南省\n", encoding="utf-8")
    _is_one_line(
        run("directory", "import", "regions", str(bad), "--data", str(data)), says="nothing was"
    )
    _is_one_line(run("directory", "import", "cats", str(good), "--data", str(data)), says="cats")


def test_an_account_for_an_unknown_role_is_refused(data: Path) -> None:
    done = run(
        *("user", "create", "li", "--role", "king", "--org", "91", "--data", str(data)),
        *("--password-stdin",),
        stdin="a-Long-enough-passw0rd\n",
    )
    _is_one_line(done, says=":")


def test_a_rotated_key_is_current_and_the_old_one_stays(data: Path) -> None:
    path = data / "keys" / "keyring.json"
    before = json.loads(path.read_text())["ticket"]
    done = run("keys", "rotate", "ticket", "--data", str(data))
    after = json.loads(path.read_text())["ticket"]
    assert done.returncode == 0, done.stderr
    assert after["current"] == before["current"] + 1
    assert before["keys"].items() <= after["keys"].items()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    _is_one_line(run("keys", "rotate", "lookup", "--data", str(data)), says="lookup")
    _is_one_line(run("keys", "rotate", "cats", "--data", str(data)), says="cats")


def test_an_impossible_period_is_one_line(data: Path) -> None:
    assert run("recount", "--period", "2026-11", "--data", str(data)).returncode == 0
    _is_one_line(run("recount", "--period", "yesterday", "--data", str(data)), says="")


def test_keys_that_others_can_read_are_red(data: Path) -> None:
    keyring = data / "keys" / "keyring.json"
    keyring.chmod(0o644)
    try:
        done = run("check", "--data", str(data))
    finally:
        keyring.chmod(0o600)
    assert done.returncode == 1
    assert "chmod 600" in done.stdout
    assert run("check", "--data", str(data)).returncode == 0


def test_the_check_leaves_a_running_database_alone(data: Path) -> None:
    marker = data / "postgres.ready"
    assert run("check", "--json", "--data", str(data)).returncode == 0
    assert marker.exists()
