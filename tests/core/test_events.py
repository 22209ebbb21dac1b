"""The event log: no gap, no loss with slow writers, effect and offset together."""

import threading
from collections.abc import Iterator

import psycopg
import pytest
from django.db import connection, transaction

from haochaping.core.events import Event, NewEvent, emit, emit_many, reader
from haochaping.core.events import readers as registry
from haochaping.core.events.readers import positions, read_once
from haochaping.core.events.sequencer import head, sequence_once
from haochaping.core.models import EventLog
from tests.fixtures.databases import CommittedDatabase


@pytest.fixture
def seen() -> Iterator[list[Event]]:
    """A reader that remembers, for one test."""
    found: list[Event] = []

    @reader("tests", kinds={"tried"})
    def remember(events: list[Event]) -> None:
        found.extend(events)

    yield found
    del registry.READERS["tests"]


def test_positions_are_consecutive_and_order_is_kept(db: None, seen: list[Event]) -> None:
    emit_many([NewEvent("tried", None, {"n": n}) for n in range(5)])
    emit("passed by", None, {})
    assert sequence_once(limit=4) == 4 and sequence_once() == 2 and sequence_once() == 0
    assert list(EventLog.objects.order_by("position").values_list("position", flat=True)) == [
        *range(head() - 5, head() + 1)
    ]
    while read_once("tests", limit=2):
        pass
    assert [event.payload["n"] for event in seen] == [0, 1, 2, 3, 4]
    assert positions()["tests"] == head()


def test_nothing_to_emit_and_nobody_twice(db: None, seen: list[Event]) -> None:
    emit_many([])
    assert sequence_once() == 0
    with pytest.raises(ValueError, match="two readers"):
        reader("tests", kinds={"tried"})(print)


def test_an_effect_that_fails_keeps_the_offset(db: None) -> None:
    @reader("failing", kinds={"tried"})
    def fail(events: list[Event]) -> None:
        emit("half done", None, {})
        raise RuntimeError("no")

    try:
        emit("tried", None, {})
        sequence_once()
        with pytest.raises(RuntimeError):
            read_once("failing")
        assert positions()["failing"] == 0
        assert sequence_once() == 0
    finally:
        del registry.READERS["failing"]


def test_slow_writers_lose_nothing(committed_db: CommittedDatabase, seen: list[Event]) -> None:
    """Six writers whose commits end in another order than their numbers were drawn."""
    turn = threading.Barrier(6)

    def write(writer: int) -> None:
        with psycopg.connect(committed_db.url) as session:
            for n in range(10):
                session.execute(
                    "INSERT INTO core_event_inbox (kind, payload) VALUES ('tried', %s)",
                    [f'{{"n": {writer * 100 + n}}}'],
                )
                # Every writer holds an uncommitted event whenever another one commits.
                turn.wait(timeout=30)
                if (n + writer) % 3 == 0:
                    session.commit()

    threads = [threading.Thread(target=write, args=[writer]) for writer in range(6)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        sequence_once(limit=3)
        read_once("tests", limit=4)
    while sequence_once() or read_once("tests"):
        pass
    assert sorted(event.payload["n"] for event in seen) == sorted(
        writer * 100 + n for writer in range(6) for n in range(10)
    )
    assert [event.position for event in seen] == list(range(1, 61))


def test_only_one_sequencer_and_one_worker_per_reader(
    committed_db: CommittedDatabase, seen: list[Event]
) -> None:
    emit("tried", None, {"n": 1})
    with transaction.atomic():
        assert sequence_once() == 1
        with psycopg.connect(committed_db.url) as other:
            free = other.execute("SELECT pg_try_advisory_xact_lock(%s)", [0x686370_5345_51])
            assert free.fetchone() == (False,)
    read_once("tests")
    with psycopg.connect(committed_db.url) as other:
        other.execute("SELECT position FROM core_event_offset WHERE reader = 'tests' FOR UPDATE")
        emit("tried", None, {"n": 2})
        sequence_once()
        assert read_once("tests") == 0
    assert read_once("tests") == 1
    connection.close()
