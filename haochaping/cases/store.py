"""How a service lies in the database, and what its events say of it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection

from haochaping.cases import people
from haochaping.cases.rules import ServiceItem
from haochaping.core.clock import business_day, now
from haochaping.core.crypto import mac
from haochaping.core.events import NewEvent
from haochaping.core.sql import statement

_CONTENT = (
    "project_no", "service_number", "task_code", "task_handle_item", "task_name", "sub_matter",
    "task_type", "pro_status", "org_code", "area_code", "hall_code", "window_no", "terminal_no",
    "staff_no", "staff_name", "pro_channel", "project_type", "service_name", "service_time",
    "accept_date", "result_date", "user_prop",
)  # fmt: skip
COLUMNS = (
    "service_key",
    *_CONTENT,
    "content_mac",
    "default_due",
    "app_id",
    "ticket_key_version",
    "expires_at",
    "received_at",
    "updated_at",
)

# The dimensions by which everything is counted, with the columns that they come from.
DIMENSIONS = {
    "area": "area_code",
    "org": "org_code",
    "task": "task_code",
    "hall": "hall_code",
    "window": "window_no",
    "terminal": "terminal_no",
    "staff": "staff_no",
}


@dataclass(frozen=True, slots=True)
class Stored:
    """A service as it was before a push."""

    content_mac: bytes
    generation: int
    key_version: int
    expires_at: dt.datetime
    dims: dict[str, Any]
    rated: bool
    default_day: dt.date | None


def content_mac(key: UUID, item: ServiceItem) -> bytes:
    """Keyed digest (16 bytes) of a service with its people, to tell a re-push from a change.

    Keyed, because a plain digest over a row that is otherwise known would betray the sealed part
    to whoever tries all identity numbers.
    """
    return mac("content", b"service", key.bytes, item.canonical(), version=1)[:16]


def row(key: UUID, item: ServiceItem, digest: bytes) -> tuple[Any, ...]:
    """The first of ``COLUMNS``, up to and including ``default_due``."""
    return (key, *(getattr(item, name) for name in _CONTENT), digest, default_due(item))


def default_due(item: ServiceItem) -> dt.date:
    """The day at whose end a service that nobody rated gets a default rating (article 9).

    Natural days are counted from the day after the service.
    """
    return business_day(item.service_time) + dt.timedelta(days=settings.NODE.default_days)


def swept_day() -> dt.date:
    """The day up to which the walk for default ratings has come.

    It stands still while the caller shares the sweep's fence. A service that falls due by then is
    behind the walk, whatever the clock says.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT day FROM cases_default_sweep")
        row: tuple[dt.date] = cursor.fetchone()
        return row[0]


def dimensions(source: Any, service_time: dt.datetime) -> dict[str, Any]:
    """The dimensions of a service (an item or a row), as every event carries them."""
    dims = {name: getattr(source, column) for name, column in DIMENSIONS.items()}
    dims["service_day"] = business_day(service_time).isoformat()
    return dims


def created_event(key: UUID, item: ServiceItem) -> NewEvent:
    """A service is known for the first time."""
    return NewEvent("service.created", key, _facts(item))


def updated_event(key: UUID, item: ServiceItem, before: Stored) -> NewEvent:
    """A service changed before anybody rated it: carries what it was counted under so far."""
    day = before.default_day.isoformat() if before.default_day else None
    return NewEvent(
        "service.updated", key, _facts(item) | {"before": before.dims, "default_day": day}
    )


def _facts(item: ServiceItem) -> dict[str, Any]:
    return {
        "dims": dimensions(item, item.service_time),
        "project_no": item.project_no,
        "service_number": item.service_number,
        "status": item.pro_status,
    }


def known(keys: Sequence[UUID]) -> dict[UUID, Stored]:
    """What a push must know of services that are there already."""
    with connection.cursor() as cursor:
        cursor.execute(statement("haochaping.cases", "known"), [list(keys)])
        services = cursor.fetchall()
        if not services:
            return {}
        # A second statement, because only its snapshot is sure to see what those who held the
        # locks before us have committed.
        cursor.execute(statement("haochaping.cases", "rated_among"), [list(keys), list(keys)])
        marks = cursor.fetchall()
    rated = {key for key, day in marks if day is None}
    default_days = {key: day for key, day in marks if day is not None}
    return {service[0]: _stored(service, rated, default_days) for service in services}


def _stored(
    service: tuple[Any, ...], rated: set[UUID], default_days: dict[UUID, dt.date]
) -> Stored:
    key, digest, generation, key_version, expires_at, service_time, *codes = service
    dims = dict(zip(DIMENSIONS, codes, strict=True))
    dims["service_day"] = business_day(service_time).isoformat()
    return Stored(
        content_mac=bytes(digest),
        generation=generation,
        key_version=key_version,
        expires_at=expires_at,
        dims=dims,
        rated=key in rated,
        default_day=default_days.get(key),
    )


def change(key: UUID, item: ServiceItem, digest: bytes) -> None:
    """Replace the content of a locked, unrated service and of its people."""
    names = (*_CONTENT, "content_mac", "default_due", "updated_at")
    assignments = ", ".join(f"{name} = %s" for name in names)
    person = people.row(key, item.applicant)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE cases_service SET {assignments} WHERE service_key = %s",  # noqa: S608
            [*row(key, item, digest)[1:], now(), key],
        )
        columns = ", ".join(f"{name} = %s" for name in people.COLUMNS[1:])
        cursor.execute(
            f"UPDATE cases_person SET {columns} WHERE service_key = %s",  # noqa: S608
            [*person[1:], key],
        )
