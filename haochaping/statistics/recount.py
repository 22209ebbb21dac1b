"""The recount: every cell of the roll-up from the rows again, and what differs."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db import connection

from haochaping.core.sql import statement
from haochaping.directory.rules import area12, region_prefix
from haochaping.ratings.enums import SCORED_ORIGINS
from haochaping.statistics.cells import Cell
from haochaping.statistics.models import COUNTERS
from haochaping.statistics.periods import parse_period

Cells = dict[Cell, dict[str, int]]

_ROLLUP = (
    "SELECT grain, span, day::text, org_code, area_code, subject, pf, origin, "  # noqa: S608
    f"{', '.join(COUNTERS)} FROM statistics_rollup WHERE day BETWEEN %(first)s AND %(last)s"
    " AND span = ANY(%(spans)s)"
)


@dataclass(frozen=True, slots=True)
class Difference:
    """A counter of a cell that the roll-up and the rows do not agree on."""

    cell: Cell
    counter: str
    rollup: int
    rows: int

    def __str__(self) -> str:
        place = "/".join(str(part) for part in self.cell)
        return f"{place} {self.counter}: roll-up {self.rollup}, rows {self.rows}"


def recount(period: str, region: str | None = None) -> list[Difference]:
    """Compare roll-up and rows over a period (``YYYY[-MM[-DD]]``), whole or within a region.

    Events that the reader has not come to yet show as differences: let it catch up first.
    """
    span = parse_period(period)
    days = {"first": span.first, "last": span.last, "spans": list(span.spans)}
    rollup, rows = _from_rollup(days), _from_rows(days)
    prefix = region_prefix(area12(region)) if region else ""
    return [
        Difference(cell, counter, rollup[cell].get(counter, 0), rows[cell].get(counter, 0))
        for cell in sorted(rollup.keys() | rows.keys())
        if cell[4].startswith(prefix)
        for counter in COUNTERS
        if rollup[cell].get(counter, 0) != rows[cell].get(counter, 0)
    ]


def _from_rollup(days: dict[str, Any]) -> Cells:
    cells: Cells = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(_ROLLUP, days)
        for row in cursor.fetchall():
            cells[row[:8]] = dict(zip(COUNTERS, row[8:], strict=True))
    return cells


def _from_rows(days: dict[str, Any]) -> Cells:
    cells: Cells = defaultdict(dict)
    scored = sorted(origin.value for origin in SCORED_ORIGINS)
    with connection.cursor() as cursor:
        cursor.execute(statement("haochaping.statistics", "recount"), days | {"scored": scored})
        for *cell, counter, n in cursor.fetchall():
            cells[tuple(cell)][counter] = n
    return cells
