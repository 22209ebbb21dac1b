"""The writers' side: events go into the inbox inside the writer's own transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec

from haochaping.core.bulk import insert_rows


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event to be. ``payload`` is JSON without any personal datum."""

    kind: str
    service_key: UUID | None
    payload: dict[str, Any]


def emit(kind: str, service_key: UUID | None, payload: dict[str, Any]) -> None:
    """Leave one event in the inbox; it exists when the caller's transaction commits."""
    emit_many([NewEvent(kind, service_key, payload)])


def emit_many(events: Sequence[NewEvent]) -> None:
    """Leave several events in the inbox, in their order, with one statement."""
    # No NOTIFY here: it would take a lock that all committing writers of the database share
    # and hold it over their flush to disk. The sequencer polls instead.
    insert_rows(
        "core_event_inbox",
        ("kind", "service_key", "payload"),
        [(event.kind, event.service_key, _json(event.payload)) for event in events],
    )


def _json(payload: dict[str, Any]) -> str:
    return msgspec.json.encode(payload).decode()
