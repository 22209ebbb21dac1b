"""Multi-row inserts with the answers of ``RETURNING``, which the ORM does not give."""

from collections.abc import Sequence
from typing import Any

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
    answers: list[tuple[Any, ...]] = []
    head = f"INSERT INTO {table} ({', '.join(columns)}) VALUES "  # noqa: S608 - our own names
    tail = f" {conflict}" + (f" RETURNING {returning}" if returning else "")
    row_text = "(" + ", ".join(["%s"] * len(columns)) + ")"
    start = 0
    with connection.cursor() as cursor:
        while start < len(rows):
            size = min(_LARGEST, 1 << ((len(rows) - start).bit_length() - 1))
            part = rows[start : start + size]
            text = head + ", ".join([row_text] * size) + tail
            cursor.execute(text, [value for row in part for value in row])
            if returning:
                answers += cursor.fetchall()
            start += size
    return answers
