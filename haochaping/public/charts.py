"""Numbers for charts that are drawn by the server: positions only, templates make the marks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from haochaping.ratings.enums import Level
from haochaping.statistics.queries import Group

# The drawing is 640 units wide; it scales with the page.
WIDTH = 640
_LEFT = 200
ROW = 34
_MOST_ROWS = 20


@dataclass(frozen=True, slots=True)
class Bar:
    """One level: its bar begins at 0 and is ``width`` of 400 units long."""

    level: int
    label: str
    n: int
    share: float
    y: int
    width: float


@dataclass(frozen=True, slots=True)
class Whisker:
    """One office's share with its interval, as x positions between 200 and 620."""

    name: str
    n: int
    value: float
    y: int
    low: float
    dot: float
    high: float


def distribution(counts: Mapping[str, int]) -> list[Bar]:
    """The five levels, best first; empty without ratings."""
    n = sum(counts[f"level_{level.value}"] for level in Level)
    if n == 0:
        return []
    bars = []
    for position, level in enumerate(sorted(Level, reverse=True)):
        each = counts[f"level_{level.value}"]
        share = each / n
        y = position * ROW
        bars.append(Bar(level.value, str(level.label), each, share, y, round(share * 280, 1)))
    return bars


def intervals(groups: Sequence[Group], measure: str) -> list[Whisker]:
    """A share with its uncertainty for each group that has one, at most twenty."""
    known = []
    for group in groups:
        figure = group.figures[measure]
        if figure.value is not None and figure.interval is not None:
            known.append((group, figure.value, figure.interval, figure.denominator))
    return [
        Whisker(group.name, n, value, row * ROW, _x(low), _x(value), _x(high))
        for row, (group, value, (low, high), n) in enumerate(known[:_MOST_ROWS])
    ]


def _x(share: float) -> float:
    return round(_LEFT + share * (WIDTH - _LEFT - 20), 1)
