"""The sequencer gives committed events their positions."""

from django.db import connection, transaction

from haochaping.core.sql import statement

# Any constant will do, as long as nothing else in the database locks the same number.
_LOCK = 0x686370_5345_51


def sequence_once(limit: int = 5000) -> int:
    """Move at most ``limit`` events from the inbox into the log; answers how many.

    A second sequencer finds the lock taken and does nothing, so positions come from one hand.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        if cursor.fetchone() != (True,):
            return 0
        cursor.execute(statement("haochaping.core", "sequence"), {"limit": limit})
        row = cursor.fetchone()
        return int(row[0]) if row else 0


def head() -> int:
    """The last position given out, 0 before the first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT position FROM core_event_head")
        row = cursor.fetchone()
        return int(row[0]) if row else 0
