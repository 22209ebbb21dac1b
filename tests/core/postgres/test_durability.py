"""A3: a database that may lose what it acknowledged is found, wherever the setting hides."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from haochaping.core.postgres.binaries import debian_programs, programs
from haochaping.core.postgres.durability import (
    Finding,
    Light,
    UnsafeDatabase,
    assert_safe,
    examine,
)
from haochaping.core.postgres.errors import DatabaseUnusable
from haochaping.core.postgres.place import Place, account, credentials
from tests.fixtures.databases import CommittedDatabase


@pytest.fixture(scope="module")
def foreign() -> Iterator[str]:
    """Address of a superuser on a PostgreSQL that is not ours and has no checksums.

    Debian's where it is installed, so that an older version than the embedded one is met too.
    """
    home = Path(tempfile.mkdtemp(prefix="haochaping-foreign-"))
    uid, gid = account()
    if uid != os.geteuid():
        os.chown(home, uid, gid)
    found = _programs(Place(home, home, home, uid, gid))
    run_as = credentials(uid, gid)
    initdb = [str(found / "initdb"), "-D", str(home / "data"), "-U", "admin", "--auth=trust"]
    if "--no-data-checksums" in _help(found):
        initdb.append("--no-data-checksums")
    subprocess.run(initdb, check=True, capture_output=True, cwd="/", **run_as)
    with open(home / "log", "ab") as log:
        server = subprocess.Popen(
            [
                *(str(found / "postgres"), "-D", str(home / "data"), "-k", str(home)),
                *("-c", "listen_addresses=", "-c", "wal_level=minimal", "-c", "max_wal_senders=0"),
            ],
            cwd="/",
            stdout=log,
            stderr=log,
            **run_as,
        )
    url = f"postgresql://admin@/postgres?host={home}"
    _await(url)
    yield url
    server.terminate()
    server.wait(timeout=30)
    shutil.rmtree(home)


def _programs(place: Place) -> Path:
    try:
        return debian_programs()
    except DatabaseUnusable:
        return programs(place)


def _help(found: Path) -> str:
    asked = [str(found / "initdb"), "--help"]
    return subprocess.run(asked, capture_output=True, text=True, check=True).stdout


def _await(url: str) -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            psycopg.connect(url).close()
        except psycopg.OperationalError:
            assert time.monotonic() < deadline, "the foreign server does not start"
        else:
            return


def _reds(findings: list[Finding]) -> dict[str, str]:
    return {finding.name: finding.text for finding in findings if finding.light is Light.RED}


def test_the_databases_of_the_tests_are_safe_for_both_roles(
    committed_db: CommittedDatabase,
) -> None:
    for who, url in (("application", committed_db.app_url), ("owner", committed_db.url)):
        findings = examine(url, who)
        assert _reds(findings) == {}
        assert f"{who} synchronous_commit" in {finding.name for finding in findings}
    assert_safe({"application": committed_db.app_url, "owner": committed_db.url})


def test_a_setting_that_only_the_role_carries_is_found(committed_db: CommittedDatabase) -> None:
    database = sql.Identifier(committed_db.name)
    with psycopg.connect(committed_db.url, autocommit=True) as session:
        role = session.info.user
        session.execute(
            sql.SQL("ALTER ROLE {} IN DATABASE {} SET synchronous_commit = off").format(
                sql.Identifier(role), database
            )
        )

    reds = _reds(examine(committed_db.url, "owner"))

    assert "from database user" in reds["owner synchronous_commit"]
    assert "RESET synchronous_commit" in reds["owner override"]
    # The application signs in as another role: its sessions are safe, the finding stands anyway.
    assert "application override" in _reds(examine(committed_db.app_url, "application"))


def test_a_setting_that_only_the_database_carries_is_found(
    committed_db: CommittedDatabase,
) -> None:
    with psycopg.connect(committed_db.url, autocommit=True) as session:
        session.execute(
            sql.SQL("ALTER DATABASE {} SET synchronous_commit = 'OFF'").format(
                sql.Identifier(committed_db.name)
            )
        )

    with pytest.raises(UnsafeDatabase, match=r"ALTER DATABASE .* RESET synchronous_commit"):
        assert_safe({"application": committed_db.app_url})


def test_a_foreign_server_is_told_each_thing_to_mend(foreign: str) -> None:
    reds = _reds(examine(foreign, "owner"))

    assert set(reds) == {"owner data_checksums", "owner wal_level"}
    assert "pg_checksums --enable" in reds["owner data_checksums"]
    assert reds["owner wal_level"].endswith("set wal_level to replica")


@pytest.mark.parametrize(
    ("setting", "wanted"),
    [("fsync", "on"), ("full_page_writes", "on"), ("synchronous_commit", "on")],
)
def test_a_server_wide_setting_is_found(foreign: str, setting: str, wanted: str) -> None:
    name = sql.Identifier(setting)
    with psycopg.connect(foreign, autocommit=True) as session:
        session.execute(sql.SQL("ALTER SYSTEM SET {} = off").format(name))
        _reload(session, setting, "off")
        try:
            reds = _reds(examine(foreign, "application"))
        finally:
            session.execute(sql.SQL("ALTER SYSTEM RESET {}").format(name))
            _reload(session, setting, "on")

    assert reds[f"application {setting}"].endswith(f"set {setting} to {wanted}")
    assert f"application {setting}" not in _reds(examine(foreign, "application"))


def test_a_server_that_does_not_answer_is_one_line(tmp_path: Path) -> None:
    (finding,) = examine(f"postgresql://x@/x?host={tmp_path}", "application")

    assert finding.light is Light.RED
    assert finding.text.startswith("cannot be reached: ")
    assert "\n" not in finding.text


def _reload(session: psycopg.Connection, setting: str, value: str) -> None:
    """Have the server read its configuration again, and wait until this session feels it."""
    session.execute("SELECT pg_reload_conf()")
    deadline = time.monotonic() + 30
    while session.execute("SELECT current_setting(%s)", [setting]).fetchone() != (value,):
        assert time.monotonic() < deadline, f"{setting} does not become {value}"
