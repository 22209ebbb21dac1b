"""Multi-row inserts with the answers of ``RETURNING``, which the ORM does not give."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import psycopg
from django.db import connection

# Rows go in powers of two: the few statement texts that arise are prepared once per session.
_LARGEST = 128


def insert_rows(
    table: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[Any]],
    *,
    conflict: str = "",
    returning: str = "",
) -> list[tuple[Any, ...]]:
    """Insert ``rows`` (one value per column) in the caller's transaction.

    ``conflict`` is an ``ON CONFLICT …`` clause; ``returning`` names columns whose values come back
    for the rows that were really inserted, in no promised order. ``table``, ``columns`` and the
    clauses are the program's own text, never input.
    """
    if not rows:
        return []
    answers: list[tuple[Any, ...]] = []
    connection.ensure_connection()
    # A raw cursor takes the server's own $1 … as they are: turning two thousand %s into them at
    # every call took a third of the writer's time. Django's errors are kept.
    with connection.wrap_database_errors, psycopg.RawCursor(connection.connection) as cursor:
        start = 0
        while start < len(rows):
            size = min(_LARGEST, 1 << ((len(rows) - start).bit_length() - 1))
            part = rows[start : start + size]
            text = _text(table, tuple(columns), size, conflict, returning)
            cursor.execute(text, [value for row in part for value in row])
            if returning:
                answers += cursor.fetchall()
            start += size
    return answers


@lru_cache(maxsize=256)
def _text(table: str, columns: tuple[str, ...], size: int, conflict: str, returning: str) -> bytes:
    """The statement for ``size`` rows."""
    width = len(columns)
    rows = ", ".join(
        "(" + ", ".join(f"${row * width + column}" for column in range(1, width + 1)) + ")"
        for row in range(size)
    )
    text = f"INSERT INTO {table} ({', '.join(columns)}) VALUES {rows} {conflict}"  # noqa: S608
    return (text + (f" RETURNING {returning}" if returning else "")).encode()
