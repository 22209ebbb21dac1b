"""The pump moves events in order, keeps quiet at rest, and outlives the readers' faults."""

import logging
from collections.abc import Iterator

import pytest
from django.db import connection

from haochaping.core.events import Event, emit, reader
from haochaping.core.events.readers import READERS, Handler, positions
from haochaping.core.events.sequencer import head
from haochaping.ops.pump import Pump, drain
from tests.fixtures.databases import CommittedDatabase

KIND = "test.happened"


@pytest.fixture(autouse=True)
def only_our_readers() -> Iterator[None]:
    """The readers of the areas stand aside."""
    before = dict(READERS)
    READERS.clear()
    yield
    READERS.clear()
    READERS.update(before)


def _follow(name: str, handle: Handler) -> None:
    reader(name, kinds={KIND})(handle)


def _note_down() -> list[int]:
    """A reader ``notes`` and the list of what it was given."""
    seen: list[int] = []

    def notes(events: list[Event]) -> None:
        seen.extend(event.payload["n"] for event in events)

    _follow("notes", notes)
    return seen


def test_events_reach_a_reader_once_and_in_their_order(committed_db: CommittedDatabase) -> None:
    seen = _note_down()
    for number in range(5):
        emit(KIND, None, {"n": number})

    assert drain() > 0

    assert seen == [0, 1, 2, 3, 4]
    assert positions() == {"notes": head()}
    assert drain() == 0
    assert seen == [0, 1, 2, 3, 4]


def test_a_node_at_rest_writes_nothing(committed_db: CommittedDatabase) -> None:
    _note_down()
    emit(KIND, None, {"n": 0})
    drain()
    pump = Pump()
    pump.once()
    before = _transactions()

    for _ in range(20):
        assert pump.once() == 0

    assert _transactions() == before


def test_a_reader_that_fails_holds_up_nobody_else(
    committed_db: CommittedDatabase, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(events: list[Event]) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM no_such_table")

    _follow("broken", broken)
    seen = _note_down()
    emit(KIND, None, {"n": 1})

    pump = Pump()
    with caplog.at_level(logging.ERROR):
        pump.once()
        pump.once()

    assert seen == [1]
    assert positions() == {"broken": 0, "notes": head()}
    # It was tried once and is left alone for the moment.
    assert [record.args for record in caplog.records] == [("broken", 1.0)]


def _transactions() -> int:
    """The next transaction that writes would get this number."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint")
        return int(cursor.fetchone()[0])
