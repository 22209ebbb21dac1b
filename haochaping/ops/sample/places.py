"""Combinations of office, item, hall, window and clerk that the service interface accepts."""

from functools import cache

from haochaping.directory.sample.city import Desk, city
from haochaping.ops.sample.people import FIRST_OFFICE

Place = dict[str, str]


@cache
def all_places() -> tuple[Place, ...]:
    """One place per hall and office, and the first office's own first."""
    found: list[Place] = []
    seen: set[tuple[str, str]] = set()
    for desk in sorted(city().desks, key=_first_office_first):
        pair = (desk.hall.code, desk.office.code)
        if desk.items and pair not in seen:
            seen.add(pair)
            found.append(_place(desk, turn=len(found)))
    return tuple(found)


def first_place() -> Place:
    """The place that ``describe`` names first; its office is the one of the sample's handler."""
    return all_places()[0]


def _first_office_first(desk: Desk) -> bool:
    return (desk.office.place.code, desk.office.key) != FIRST_OFFICE


def _place(desk: Desk, *, turn: int) -> Place:
    item = desk.items[turn % len(desk.items)]
    clerk = desk.clerks[0]
    return {
        "taskCode": item.code,
        "taskName": item.name,
        "orgCode": item.office.code,
        "orgName": item.office.name,
        "areaCode": item.office.place.code,
        "hallCode": desk.hall.code,
        "windowNo": desk.number,
        "staffNo": clerk.number,
        "staffName": clerk.name,
    }
