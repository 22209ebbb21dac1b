"""Disk per rating with its service and person, all indexes included."""

from collections.abc import Iterator

import psycopg

from haochaping.core.postgres.address import owner_url
from haochaping.ops.bench.result import Bar, Result
from haochaping.ops.bench.run import Bench

_TABLES = ("cases_service", "cases_person", "ratings_rating", "ratings_text", "ratings_default")
# Measured on rows of one kind, so that other figures' leftovers do not count.
_SIZES = """
SELECT relname, pg_table_size(c.oid), pg_indexes_size(c.oid), greatest(reltuples, 1)
FROM pg_class c WHERE relname = ANY(%s) AND relkind = 'r'
"""


def run(bench: Bench) -> Iterator[Result]:
    """Bytes a row of each table, summed over service, person and rating."""
    bench.seeded(bench.rows)
    with psycopg.connect(owner_url(bench.node.data), autocommit=True) as session:
        session.execute("ANALYZE cases_service, cases_person, ratings_rating, ratings_text")
        found = session.execute(_SIZES, [list(_TABLES)]).fetchall()
    parts, total = [], 0.0
    for name, heap, indexes, rows in found:
        if rows < bench.rows / 2:
            continue
        total += (heap + indexes) / rows
        parts.append(f"{name} {heap / rows:.0f} + {indexes / rows:.0f}")
    yield Result(
        "disk-per-rating", "KB", [(total / 1024, None)], Bar(1.6, of="value", least=False),
        "bytes of rows + indexes: " + ", ".join(parts),
    )  # fmt: skip
