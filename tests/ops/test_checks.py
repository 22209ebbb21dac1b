"""The lines of the check that ask Django: each is seen red once."""

import datetime as dt
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.db import connection

from haochaping.core import crypto
from haochaping.core.actor import SYSTEM
from haochaping.core.postgres.durability import Finding, Light
from haochaping.identity.actions import create_app
from haochaping.identity.models import SystemApp
from haochaping.ops.checks import examine_node
from tests.fixtures.city import Push
from tests.fixtures.databases import CommittedDatabase
from tests.fixtures.postgres import TestServer


def _lights(server: TestServer) -> dict[str, Finding]:
    url = server.url_of(str(connection.settings_dict["NAME"]))
    return {finding.name: finding for finding in examine_node(url, url)}


def test_keys_that_open_what_is_sealed_are_green(
    db: None, test_server: TestServer, push: Push
) -> None:
    create_app(name="业务系统", kind="business", by=SYSTEM)
    push()

    assert _lights(test_server)["keys"].light is Light.GREEN


def test_keys_of_another_node_are_red(db: None, test_server: TestServer) -> None:
    app_id, _ = create_app(name="业务系统", kind="business", by=SYSTEM)
    elsewhere = crypto.seal(b"secret", aad=b"sealed in another place")
    SystemApp.objects.filter(pk=app_id).update(secret=elsewhere)

    found = _lights(test_server)["keys"]

    assert found.light is Light.RED
    assert "from its backup" in found.text


def test_a_key_file_that_others_can_read_is_red(db: None, test_server: TestServer) -> None:
    path: Path = settings.NODE.keys_dir / "keyring.json"
    path.chmod(0o644)
    try:
        found = _lights(test_server)["key file keyring.json"]
    finally:
        path.chmod(0o600)

    assert found.light is Light.RED
    assert f"chmod 600 {path}" in found.text
    assert "key files" in _lights(test_server)


@pytest.mark.parametrize(
    ("seconds", "light"), [(0, Light.GREEN), (10, Light.YELLOW), (3600, Light.RED)]
)
def test_a_clock_that_is_off_is_seen(
    db: None, test_server: TestServer, seconds: int, light: Light
) -> None:
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(seconds=seconds)):
        assert _lights(test_server)["clock"].light is light


def test_a_missing_migration_is_named_and_ends_the_looking(
    db: None, test_server: TestServer
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'ops' OR app = 'statistics'")

    lights = _lights(test_server)

    assert lights["migrations"].light is Light.RED
    assert "haochaping migrate" in lights["migrations"].text
    assert "event inbox" not in lights


def test_old_events_in_the_inbox_ask_for_a_worker(
    committed_db: CommittedDatabase, test_server: TestServer
) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_event_inbox (kind, payload, at)"
            " VALUES ('test', '{}', now() - interval '1 hour')"
        )

    found = _lights(test_server)["event inbox"]

    assert found.light is Light.RED
    assert "is a worker running" in found.text


def test_the_owner_may_change_what_is_only_added_to_and_the_check_says_so(
    db: None, test_server: TestServer
) -> None:
    assert _lights(test_server)["privileges"].light is Light.YELLOW


def test_the_calendar_of_this_year_must_be_there(db: None, test_server: TestServer) -> None:
    assert _lights(test_server)["calendar"].light is not Light.RED
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM core_calendar_day")

    assert _lights(test_server)["calendar"].light is Light.RED
