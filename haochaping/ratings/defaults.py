"""Default ratings (article 9): unrated after 7 natural days counts as level 3, apart from scores.

The sweep walks services in the order of the day on which they fall due and remembers how far it
came, so each service is looked at once and the cost of a day is the services of that day. Services
of which the node learned too late for that are kept apart and taken first. No row of a service
travels to the program: the database inserts, and counts what it has inserted.
"""

import datetime as dt
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection, transaction

from haochaping.core import locks
from haochaping.core.clock import business_day
from haochaping.core.events import emit
from haochaping.core.sql import statement

LIMIT = 5000
# The dimensions in the order in which the statements answer them.
COUNTED_BY = ("area", "org", "task", "hall", "window", "staff")
_PACKAGE = "haochaping.ratings"


class Swept(NamedTuple):
    """``looked`` services fell due, ``made`` of them got a default rating."""

    looked: int
    made: int


@transaction.atomic
def sweep(*, at: dt.datetime, limit: int = LIMIT) -> Swept:
    """Look at the next services whose due day has ended at ``at``; one transaction, one event."""
    # A plan for any stretch would read the whole table for each.
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL plan_cache_mode = force_custom_plan")
    # The row's lock lets one sweep work at a time.
    ((day, after, batch),) = _rows(
        "SELECT day, after_key, batch FROM cases_default_sweep FOR UPDATE", {}
    )
    locks.own_fence()
    here = {
        "day": day,
        "after": after,
        "batch": batch + 1,
        "today": business_day(at),
        "limit": limit,
    }
    return _late(here) or _walk(here) or Swept(0, 0)


def sweep_all(*, at: dt.datetime) -> int:
    """Sweep until nothing is due any more; answers how many default ratings were made."""
    total = 0
    while True:
        swept = sweep(at=at)
        total += swept.made
        if swept.looked == 0:
            return total


def _late(here: dict[str, Any]) -> Swept | None:
    """Take services off the list of late ones; None when it is empty."""
    keys = [
        key
        for (key,) in _rows(
            "DELETE FROM cases_late_service WHERE service_key IN"
            " (SELECT service_key FROM cases_late_service LIMIT %(limit)s) RETURNING service_key",
            here,
        )
    ]
    if not keys:
        return None
    made = _make("make_late_defaults", here | {"keys": keys})
    _move(here["day"], here["after"], here["batch"])
    return Swept(len(keys), made)


def _walk(here: dict[str, Any]) -> Swept | None:
    """Go on by one stretch; None when nothing more is due."""
    found = _rows(statement(_PACKAGE, "due_window"), here)
    if not found:
        return None
    ((last_day, last, looked),) = found
    stretch = here | {"last_day": last_day, "last": last}
    made = _make("make_defaults", stretch)
    _move(last_day, last, here["batch"])
    return Swept(looked, made)


def _make(name: str, parameters: dict[str, Any]) -> int:
    """Insert default ratings and leave the event that counts them; answers how many."""
    counts = _rows(statement(_PACKAGE, name), parameters)
    if counts:
        emit("defaults.made", None, _event(parameters["batch"], counts))
    return sum(row[-1] for row in counts)


def _event(batch: int, counts: list[tuple[Any, ...]]) -> dict[str, Any]:
    """How many defaults fell due, by the day and the dimensions that they are counted under.

    Rows instead of objects: a stretch has thousands, and their names would be most of the event.
    """
    return {
        "batch": batch,
        "columns": ["day", *COUNTED_BY, "n"],
        "counts": [[day.isoformat(), *codes] for day, *codes in counts],
    }


def _move(day: dt.date, after: UUID, batch: int) -> None:
    """Remember how far the walk has come."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE cases_default_sweep SET day = %s, after_key = %s, batch = %s",
            [day, after, batch],
        )


def _rows(text: str, parameters: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(text, parameters)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows
