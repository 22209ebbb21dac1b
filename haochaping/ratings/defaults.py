"""Default ratings (article 9): unrated after 7 natural days counts as level 3, apart from scores.

The sweep walks services in the order of the day on which they fall due and remembers how far it
came, so each service is looked at once and the cost of a day is the services of that day. Services
of which the node learned too late for that are kept apart and taken first.
"""

import datetime as dt
from collections import Counter
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection, transaction

from haochaping.cases.store import DIMENSIONS
from haochaping.core.clock import business_day
from haochaping.core.events import emit
from haochaping.core.sql import statement

LIMIT = 5000
_PACKAGE = "haochaping.ratings"


class Swept(NamedTuple):
    """``looked`` services fell due, ``made`` of them got a default rating."""

    looked: int
    made: int


@transaction.atomic
def sweep(*, at: dt.datetime, limit: int = LIMIT) -> Swept:
    """Look at the next services whose due day has ended at ``at``; one transaction, one event."""
    with connection.cursor() as cursor:
        # The row's lock lets one sweep work at a time.
        cursor.execute("SELECT day, after_key, batch FROM cases_default_sweep FOR UPDATE")
        day, after, batch = cursor.fetchone()
        cursor.execute(statement(_PACKAGE, "late_services"), {"limit": limit})
        due = cursor.fetchall()
        if not due:
            cursor.execute(
                statement(_PACKAGE, "due_services"),
                {"day": day, "after": after, "today": business_day(at), "limit": limit},
            )
            due = cursor.fetchall()
            if not due:
                return Swept(0, 0)
            after, day = due[-1][0], due[-1][1]
        cursor.execute(
            statement(_PACKAGE, "insert_defaults"),
            {"keys": [row[0] for row in due], "batch": batch + 1},
        )
        made = {row[0] for row in cursor.fetchall()}
        cursor.execute(
            "UPDATE cases_default_sweep SET day = %s, after_key = %s, batch = %s",
            [day, after, batch + 1],
        )
    if made:
        emit("defaults.made", None, _event(batch + 1, due, made))
    return Swept(len(due), len(made))


def sweep_all(*, at: dt.datetime) -> int:
    """Sweep until nothing is due any more; answers how many default ratings were made."""
    total = 0
    while True:
        swept = sweep(at=at)
        total += swept.made
        if swept.looked == 0:
            return total


def _event(batch: int, due: list[tuple[Any, ...]], made: set[UUID]) -> dict[str, Any]:
    """How many defaults fell due, by the day and the dimensions that they are counted under."""
    counts = Counter(row[1:] for row in due if row[0] in made)
    return {
        "batch": batch,
        "counts": [
            {
                "day": day.isoformat(),
                "dims": dict(zip(DIMENSIONS, codes, strict=True))
                | {"service_day": business_day(service_time).isoformat()},
                "n": n,
            }
            for (day, service_time, *codes), n in counts.items()
        ],
    }
