"""Follows the event log and keeps the roll-up."""

from collections.abc import Sequence
from typing import Any

from django.db import connection

from haochaping.core.events import Event, reader
from haochaping.core.sql import statement
from haochaping.statistics.cells import KINDS, deltas_of, row
from haochaping.statistics.models import COUNTERS

_PART = 500
_WIDTH = 7 + len(COUNTERS)


@reader("statistics", kinds=KINDS)
def count(events: list[Event]) -> None:
    """Add a batch of events to the cells that they belong to, in the order of the cells' keys."""
    deltas = deltas_of(events)
    rows = [row(cell, counts) for cell, counts in sorted(deltas.items())]
    for start in range(0, len(rows), _PART):
        _write(rows[start : start + _PART])


def _write(rows: Sequence[tuple[Any, ...]]) -> None:
    values = ", ".join(["(" + ", ".join(["%s"] * _WIDTH) + ")"] * len(rows))
    text = statement("haochaping.statistics", "add_to_rollup").replace("/*values*/", values)
    with connection.cursor() as cursor:
        cursor.execute(text, [value for each in rows for value in each])
