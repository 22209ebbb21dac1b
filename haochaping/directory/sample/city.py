"""The sample city made out of its tables: the same every time, nothing read but the files here."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from haochaping.directory.sample.codes import item_code, office_code
from haochaping.directory.sample.names import people, seeded
from haochaping.directory.sample.places import CITY_CODE, Place, places, table

_TOWNSHIP_OFFICE = 91
_GENERAL = "general"  # items taken in by the supervising office's windows for many offices
_TERMINALS = {("city", "main"): 6, ("county", "main"): 3, ("district", "main"): 2}
_TERMINALS |= {("zone", "main"): 1, ("city", "tax"): 2, ("county", "tax"): 1, ("city", "social"): 2}


@dataclass(frozen=True, slots=True)
class Office:
    """An organisation of the sample; ``key`` is its row in ``offices.csv``."""

    code: str
    name: str
    key: str
    place: Place
    parent: str | None


@dataclass(frozen=True, slots=True)
class Item:
    """A service item of one office. ``weight`` says how often it is asked for, in the city."""

    code: str
    name: str
    office: Office
    group: str
    task_type: str
    subject: str
    project_type: str
    weight: float
    variants: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Hall:
    """A hall; ``key`` is its row in ``halls.csv``."""

    code: str
    name: str
    key: str
    office: Office
    terminals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Clerk:
    """Someone who serves at a window."""

    number: str
    name: str


@dataclass(frozen=True, slots=True)
class Desk:
    """A window with the people behind it and the items that they take in, which may be none."""

    hall: Hall
    number: str
    name: str
    office: Office
    clerks: tuple[Clerk, ...]
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class City:
    """Everything that the sample city has."""

    offices: tuple[Office, ...]
    items: tuple[Item, ...]
    halls: tuple[Hall, ...]
    desks: tuple[Desk, ...]


@cache
def city() -> City:
    """The sample city."""
    offices = {(office.place.code, office.key): office for office in _offices()}
    items = tuple(_items(offices))
    halls = tuple(_halls(offices))
    return City(tuple(offices.values()), items, halls, tuple(_desks(halls, offices, items)))


def _offices() -> Iterable[Office]:
    rows = list(table("offices"))
    codes: dict[tuple[str, str], str] = {}
    for place in places():
        if place.kind == "township":
            yield _township_office(place, codes[place.county, "gov"])
            continue
        for row in rows:
            if row[place.kind]:
                code = office_code(row["body"], place.code, int(row["number"]))
                codes[place.code, row["key"]] = code
                name = row[place.kind].format(r=place.name, s=place.stem)
                yield Office(code, name, row["key"], place, _parent(row, place, codes))


def _township_office(place: Place, parent: str) -> Office:
    endings = {"道": "办事处", "区": "管理委员会"}
    name = place.name + endings.get(place.name[-1], "人民政府")
    return Office(office_code("11", place.code, _TOWNSHIP_OFFICE), name, "gov", place, parent)


def _parent(row: dict[str, str], place: Place, codes: dict[tuple[str, str], str]) -> str | None:
    if place.code != CITY_CODE and (place.kind in row["branch"].split() or row["key"] == "gov"):
        return codes[CITY_CODE, row["key"]]
    return codes.get((place.code, row["under"]))


def _items(offices: dict[tuple[str, str], Office]) -> Iterable[Item]:
    numbers = {row["key"]: int(row["number"]) for row in table("offices")}
    for row in table("items"):
        for place in places():
            office = offices.get((place.code, row["office"]))
            if place.kind not in row["where"].split() or office is None:
                continue
            code = item_code(
                office.code, place.level, row["type"], numbers[row["office"]], int(row["number"])
            )
            named = (name for name in row["variants"].split("|") if name)
            variants = tuple((f"{code}{n:02d}", name) for n, name in enumerate(named, start=1))
            yield Item(
                code=code,
                name=row["name"],
                office=office,
                group=row["group"],
                task_type=row["type"],
                subject=row["subject"],
                project_type=row["project"],
                weight=float(row["weight"]),
                variants=variants,
            )


def _halls(offices: dict[tuple[str, str], Office]) -> Iterable[Hall]:
    rows = list(table("halls"))
    for place in places():
        if place.kind == "township":
            office = offices[place.code, "gov"]
            one: tuple[str, ...] = (f"ZD{place.code[:9]}01",) if place.name.endswith("街道") else ()
            name = f"{place.name}便民服务中心"
            yield Hall(f"{place.code[:9]}DT01", name, "main", office, one)
            continue
        for row in rows:
            if row[place.kind]:
                count = _TERMINALS.get((place.kind, row["key"]), 0)
                code = f"{place.code[:6]}DT{row['number']}"
                terminals = tuple(
                    f"ZD{code[:6]}{row['number']}{n:02d}" for n in range(1, count + 1)
                )
                name = row[place.kind].format(r=place.name, s=place.stem)
                yield Hall(code, name, row["key"], offices[place.code, row["office"]], terminals)


def _desks(
    halls: Iterable[Hall], offices: dict[tuple[str, str], Office], items: Iterable[Item]
) -> Iterable[Desk]:
    rows = list(table("windows"))
    by_group: dict[tuple[str, str], list[Item]] = {}
    for item in items:
        by_group.setdefault((item.office.place.code, item.group), []).append(item)
    staff: dict[str, int] = {}
    for hall in halls:
        place = hall.office.place
        numbers: dict[str, int] = {}
        for row in rows:
            if row["where"] != place.kind or row["hall"] != hall.key:
                continue
            office = offices[place.code, row["office"]]
            served = tuple(
                item
                for item in by_group.get((place.code, row["group"]), ())
                if item.office == office or row["group"] == _GENERAL
            )
            for _window in range(int(row["count"])):
                numbers[row["letter"]] = numbers.get(row["letter"], 0) + 1
                number = f"{row['letter']}{numbers[row['letter']]:02d}"
                clerks = _clerks(place, staff)
                yield Desk(hall, number, row["name"], office, clerks, served)


def _clerks(place: Place, staff: dict[str, int]) -> tuple[Clerk, ...]:
    """One or two clerks: eight digits, the county's four and a running number."""
    area = place.code[2:6]
    first = staff.get(area, 0) + 1
    names = people(f"{area}/{first}", seeded(f"desk/{area}/{first}").choice((1, 1, 2)))
    staff[area] = first + len(names) - 1
    return tuple(Clerk(f"{area}{first + n:04d}", name) for n, name in enumerate(names))
