"""Locks on services that leave no trace in a row.

A row lock writes to the row's page, and so to the write-ahead log, for every rating; and Citus
refuses row locks over several keys at once. Advisory locks live in memory and end with the
transaction. They are always taken in this order, so that nobody waits in a circle:

1. services, in the order of their keys (``sharing``, ``own_services``);
2. the sweep's fence (``share_fence``, ``own_fence``);
3. whatever inserting rows makes one wait for.
"""

from collections.abc import Collection
from uuid import UUID

from django.db import connection

# Between what adds to a service that has fallen due and the sweep for default ratings.
FENCE = 0x686370_5357_50


def sharing(keys: Collection[UUID]) -> tuple[str, list[list[int]]]:
    """Statement and parameters that keep services from being changed until commit.

    Others may share them. For those who send it together with other statements.
    """
    return _statement("pg_advisory_xact_lock_shared", keys)


def own_services(keys: Collection[UUID]) -> None:
    """Keep everybody else away from services until commit."""
    if keys:
        with connection.cursor() as cursor:
            cursor.execute(*_statement("pg_advisory_xact_lock", keys))


def share_fence() -> None:
    """Keep the sweep for default ratings from working until commit."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [FENCE])


def own_fence() -> None:
    """Wait for all who share the fence, and keep newcomers waiting until commit."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [FENCE])


def _statement(function: str, keys: Collection[UUID]) -> tuple[str, list[list[int]]]:
    """``function`` is the program's own. Rows of an array come in its order."""
    numbers = sorted({_number(key) for key in keys})
    text = f"SELECT count({function}(number)) FROM unnest(%s::bigint[]) number"  # noqa: S608
    return text, [numbers]


def _number(key: UUID) -> int:
    """Half of a service key, which is a digest: two services share a number only by a miracle."""
    return int.from_bytes(key.bytes[:8], signed=True)
