"""What load balancers and monitoring are told."""

import json
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client

from haochaping.ops import views

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    """A process that has not asked for the migrations yet."""
    views._MIGRATED.clear()
    yield
    views._MIGRATED.clear()


@pytest.fixture
def worker() -> None:
    """A worker with a heartbeat."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES")


def test_the_process_answers(client: Client) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}


def test_a_node_without_a_worker_is_not_ready(client: Client) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["missing"] == ["workers"]


def test_a_worker_that_went_silent_does_not_count(client: Client, worker: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_workers SET last_heartbeat = now() - interval '10 minutes'"
        )
    assert client.get("/readyz").status_code == 503


def test_a_node_that_lacks_a_migration_is_not_ready(client: Client, worker: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'sessions'")
    assert json.loads(client.get("/readyz").content)["missing"] == ["migrations"]


def test_a_whole_node_is_ready(client: Client, worker: None) -> None:
    assert client.get("/readyz").status_code == 200
    assert client.get("/readyz").json() == {"status": "ready"}


def test_measures_are_for_this_machine(client: Client, worker: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO core_event_inbox (kind, payload) VALUES ('x', '{}')")
    text = client.get("/metrics").content.decode()
    assert "haochaping_event_inbox 1.0" in text
    assert "haochaping_workers 1.0" in text


def _measures(client: Client, **environ: str) -> int:
    """The status that a request with this WSGI environment gets."""
    return client.generic("GET", "/metrics", **environ).status_code  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "origin", [{"REMOTE_ADDR": "10.0.0.7"}, {"HTTP_X_FORWARDED_FOR": "127.0.0.1"}]
)
def test_measures_are_not_for_strangers(client: Client, origin: dict[str, str]) -> None:
    assert _measures(client, **origin) == 403


def test_measures_are_for_who_has_the_token(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HAOCHAPING_METRICS_TOKEN", "t0ken")
    stranger = {"REMOTE_ADDR": "10.0.0.7"}
    assert _measures(client, HTTP_AUTHORIZATION="Bearer t0ken", **stranger) == 200
    assert _measures(client, HTTP_AUTHORIZATION="Bearer other", **stranger) == 403


def test_nothing_is_changed_through_these_pages(client: Client) -> None:
    for page in ("/healthz", "/readyz", "/metrics"):
        assert client.post(page).status_code == 405
