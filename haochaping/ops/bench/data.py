"""Ratings by the million for the bench: made by the database itself, straight into the tables.

They stand for what years of use leave behind. Nothing is sealed and no events are left: who needs
roll-ups over them rebuilds those from the rows. The same numbers give the same rows each time.
"""

import time
from collections.abc import Callable
from pathlib import Path

import psycopg

from haochaping.core.postgres.address import owner_url
from haochaping.core.sql import statement

_PACKAGE = "benchmarks"
_CHUNK = 200_000
_TABLES = ("services", "people", "ratings")


def generate(data: Path, first: int, last: int, *, say: Callable[[str], None]) -> None:
    """Make ratings number ``first`` to ``last`` with their services and people."""
    began = time.perf_counter()
    with psycopg.connect(owner_url(data), autocommit=True) as session:
        # Bulk made up for a measurement: it sorts in memory and need not survive a crash.
        session.execute("SET work_mem = '128MB'; SET synchronous_commit = off")
        session.execute(statement(_PACKAGE, "places"))
        session.execute("ANALYZE bench_place")
        row = session.execute("SELECT count(*) FROM bench_place").fetchone()
        places = row[0] if row else 0
        for start in range(first, last + 1, _CHUNK):
            upto = min(start + _CHUNK - 1, last)
            part = {
                "first": start,
                "upto": upto,
                "last": last,
                "size": last - first + 1,
                "places": places,
            }
            for name in _TABLES:
                session.execute(statement(_PACKAGE, name), part)
            rate = 3 * (upto - first + 1) / (time.perf_counter() - began)
            say(f"{upto:,} of {last:,} ratings made ({rate:,.0f} rows/s)")
        session.execute("VACUUM ANALYZE cases_service, cases_person, ratings_rating")
