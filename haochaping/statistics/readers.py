"""Follows the event log and keeps the roll-up."""

import msgspec
from django.db import connection

from haochaping.core.events import Event, reader
from haochaping.core.sql import statement
from haochaping.statistics.cells import KINDS, deltas_of, row


@reader("statistics", kinds=KINDS)
def count(events: list[Event]) -> None:
    """Add a batch of events to the cells that they belong to, in the order of the cells' keys."""
    rows = [row(cell, counts) for cell, counts in sorted(deltas_of(events).items())]
    # One parameter, however many cells: with one for each value the driver took longer to write
    # the statement than the database to run it.
    with connection.cursor() as cursor:
        cursor.execute(
            statement("haochaping.statistics", "add_to_rollup"),
            [msgspec.json.encode(rows).decode()],
        )
