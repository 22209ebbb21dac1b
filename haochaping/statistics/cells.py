"""From one event to what it adds to which cells. Pure: the reader writes, this only counts."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from haochaping.core.events import Event
from haochaping.ratings.enums import Origin, RulingKind
from haochaping.statistics.models import COUNTERS, Grain, Span

# A cell's key is grain, span, day, org_code, area_code, subject, pf and origin.
Cell = tuple[str, str, str, str, str, str, int, str]
Deltas = dict[Cell, dict[str, int]]
Dims = Mapping[str, Any]

# What a ruling's attribution may put in place of the dimensions of the service.
_ATTRIBUTED = ("area", "org", "task", "hall", "window", "terminal", "staff")


def deltas_of(events: list[Event]) -> Deltas:
    """What a batch of events adds to each cell; counters that come to nothing are left out."""
    deltas: Deltas = defaultdict(lambda: defaultdict(int))
    for event in events:
        for cell, counter, n in _HANDLERS[event.kind](event.payload):
            deltas[cell][counter] += n
    return {
        cell: kept
        for cell, counts in _spread(deltas).items()
        if (kept := {counter: n for counter, n in counts.items() if n})
    }


def _spread(days: Deltas) -> Deltas:
    """The cells of days, and those of their months and years."""
    spread: Deltas = defaultdict(lambda: defaultdict(int))
    for (grain, _, day, *rest), counts in days.items():
        for span, first in (
            (Span.DAY.value, day),
            (Span.MONTH.value, f"{day[:7]}-01"),
            (Span.YEAR.value, f"{day[:4]}-01-01"),
        ):
            cell = spread[(grain, span, first, *rest)]  # type: ignore[index]
            for counter, n in counts.items():
                cell[counter] += n
    return spread


def row(cell: Cell, counts: Mapping[str, int]) -> tuple[Any, ...]:
    """The cell and all of its counters, in the order of the table's columns."""
    return (*cell, *(counts.get(counter, 0) for counter in COUNTERS))


Added = Iterator[tuple[Cell, str, int]]


def _cells(dims: Dims, day: str) -> Iterator[Cell]:
    """The cells that something under ``dims`` belongs to, in the grains that sum over channels."""
    subjects = {
        Grain.ORGANISATION: "",
        Grain.ITEM: dims["task"],
        Grain.STAFF: dims["staff"],
        Grain.WINDOW: f"{dims['hall']}/{dims['window']}" if dims["window"] else "",
    }
    for grain, subject in subjects.items():
        if subject or grain == Grain.ORGANISATION:
            yield grain.value, Span.DAY.value, day, dims["org"], dims["area"], subject, 0, ""


def _channels(dims: Dims, day: str, pf: int, origin: str) -> Iterator[Cell]:
    """The cells of a rating in the grains that keep channel and origin apart."""
    place = (Span.DAY.value, day, dims["org"], dims["area"])
    yield Grain.CHANNEL.value, *place, "", pf, origin
    yield Grain.ITEM_CHANNEL.value, *place, dims["task"], pf, origin


def _add(cells: Iterator[Cell], counter: str, n: int = 1) -> Added:
    for cell in cells:
        yield cell, counter, n


def _service_created(payload: dict[str, Any]) -> Added:
    dims = payload["dims"]
    yield from _add(_cells(dims, dims["service_day"]), "services")


def _service_updated(payload: dict[str, Any]) -> Added:
    before, after, day = payload["before"], payload["dims"], payload["default_day"]
    yield from _add(_cells(before, before["service_day"]), "services", -1)
    yield from _add(_cells(after, after["service_day"]), "services")
    if day:
        yield from _add(_cells(before, day), "defaults", -1)
        yield from _add(_cells(after, day), "defaults")


def _rating_accepted(payload: dict[str, Any]) -> Added:
    yield from _rating(payload, None, 1)
    day = payload["supersedes_default_day"]
    if day:
        yield from _add(_cells(payload["dims"], day), "defaults", -1)


def _rating_ruled(payload: dict[str, Any]) -> Added:
    """Take the rating away as it was counted before the ruling; count it as it is now."""
    after = {"ruling": payload["ruling"], "attribution": payload["attribution"]}
    yield from _rating(payload, payload["before"], -1)
    yield from _rating(payload, after, 1)


def _rating(payload: dict[str, Any], ruling: dict[str, Any] | None, n: int) -> Added:
    """One rating under the ruling that holds (None: no ruling), ``n`` times."""
    dims, origin = payload["dims"], Origin(payload["origin"])
    counted = ruling is None or RulingKind(ruling["ruling"]).counts
    attributed = dims
    if ruling is not None and ruling["attribution"]:
        new = {name: ruling["attribution"].get(name, dims[name]) for name in _ATTRIBUTED}
        attributed = {**dims, **new}
    first, level = payload["assess_number"] == 1, f"level_{payload['level']}"
    counter = "set_aside" if not counted else level if first else "follow_ups"
    summed = "unscored" if counter == level and not origin.scored else counter
    day = payload["rating_day"]
    yield from _add(_cells(attributed, day), summed, n)
    yield from _add(_channels(attributed, day, payload["pf"], origin.value), counter, n)
    if counter == level and origin.scored:
        yield from _add(_cells(dims, dims["service_day"]), "services_rated", n)


def _defaults_made(payload: dict[str, Any]) -> Added:
    for row_ in payload["counts"]:
        each = dict(zip(payload["columns"], row_, strict=True))
        yield from _add(_cells(each, each["day"]), "defaults", each["n"])


def _order_opened(payload: dict[str, Any]) -> Added:
    yield from _add(_cells(payload["dims"], payload["opened_day"]), "orders")


def _order_advanced(payload: dict[str, Any]) -> Added:
    counter = {"uphold": "orders_upheld", "rectify": "orders_rectified"}.get(payload["step"])
    if counter:
        yield from _add(_cells(payload["dims"], payload["opened_day"]), counter)


_HANDLERS = {
    "service.created": _service_created,
    "service.updated": _service_updated,
    "rating.accepted": _rating_accepted,
    "rating.ruled": _rating_ruled,
    "defaults.made": _defaults_made,
    "workorder.opened": _order_opened,
    "workorder.advanced": _order_advanced,
}
KINDS = frozenset(_HANDLERS)
