"""The readers' side: each follows the log at its own pace, effect and offset in one commit."""

import datetime as dt
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import msgspec
from django.db import connection, transaction


@dataclass(frozen=True, slots=True)
class Event:
    """One event of the log. ``position`` counts from 1 without gaps."""

    position: int
    kind: str
    service_key: UUID | None
    payload: dict[str, Any]
    at: dt.datetime


Handler = Callable[[list[Event]], None]


@dataclass(frozen=True, slots=True)
class Reader:
    """A named follower of the log. ``kinds`` are the events it is given; the rest it passes by."""

    name: str
    kinds: frozenset[str]
    handle: Handler


READERS: dict[str, Reader] = {}


def reader(name: str, *, kinds: Collection[str]) -> Callable[[Handler], Handler]:
    """Register the decorated function as the reader ``name``.

    It is called inside the transaction that also moves its offset: its effects in the database
    happen exactly once. Effects elsewhere must be queued, not done.
    """

    def register(handle: Handler) -> Handler:
        known = READERS.get(name)
        if known is not None and known.handle.__qualname__ != handle.__qualname__:
            raise ValueError(f"two readers are called {name}")
        READERS[name] = Reader(name, frozenset(kinds), handle)
        return handle

    return register


@dataclass(slots=True)
class Page:
    """The events read last, for readers that stand at one place. The log never changes."""

    begin: tuple[int, int] = (-1, 0)
    events: list[Event] = field(default_factory=list)

    def after(self, position: int, limit: int) -> list[Event]:
        """The next events. A page that was kept may lack what came since: that is read later."""
        if self.begin != (position, limit) or not self.events:
            self.begin, self.events = (position, limit), _read_after(position, limit)
        return self.events


def read_once(name: str, limit: int = 2000, page: Page | None = None) -> int:
    """Let one reader work on the next events; answers how many positions it went forward.

    Who lets several readers work in turn gives them one ``page``.
    """
    known = READERS[name]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_event_offset (reader) VALUES (%s) ON CONFLICT DO NOTHING", [name]
        )
        # The lock lets one process at a time work for a reader; others find it taken and go on.
        cursor.execute(
            "SELECT position FROM core_event_offset WHERE reader = %s FOR UPDATE SKIP LOCKED",
            [name],
        )
        row = cursor.fetchone()
        if row is None:
            return 0
        events = (page or Page()).after(row[0], limit)
        if not events:
            return 0
        wanted = [event for event in events if event.kind in known.kinds]
        if wanted:
            known.handle(wanted)
        cursor.execute(
            "UPDATE core_event_offset SET position = %s, moved_at = now() WHERE reader = %s",
            [events[-1].position, name],
        )
        return len(events)


def run_readers_once(limit: int = 2000) -> int:
    """Let every reader work once; answers the positions that all of them went forward."""
    return sum(read_once(name, limit) for name in READERS)


def positions() -> dict[str, int]:
    """Where each registered reader stands; 0 for one that has not begun."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT reader, position FROM core_event_offset")
        stored = dict(cursor.fetchall())
    return {name: int(stored.get(name, 0)) for name in READERS}


def _read_after(position: int, limit: int) -> list[Event]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT position, kind, service_key, payload::text, at FROM core_event_log"
            " WHERE position > %s ORDER BY position LIMIT %s",
            [position, limit],
        )
        return [_event(row) for row in cursor.fetchall()]


def _event(row: tuple[Any, ...]) -> Event:
    return Event(row[0], row[1], row[2], msgspec.json.decode(row[3]), row[4])
