"""The regions of the sample city and the kind of place that each is."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from haochaping.directory.enums import RegionLevel
from haochaping.directory.rules import region_level

CITY_CODE = "411000000000"
_FOLDER = Path(__file__).parent
_ZONE = "411071000000"
_DISTRICTS = frozenset({"411002000000", "411003000000"})


@dataclass(frozen=True, slots=True)
class Place:
    """A region that has offices. ``kind`` is a column of the sample's tables.

    ``stem`` is the name without its kind: 禹州 for 禹州市.
    """

    code: str
    name: str
    kind: str
    stem: str

    @property
    def level(self) -> int:
        """The level at which its offices exercise an item (GB/T 39046 A.2): 3 city to 5 town."""
        return int(region_level(self.code)) + 1

    @property
    def county(self) -> str:
        """The code of the county that it is or lies in; the city's own for the city."""
        return self.code[:6].ljust(12, "0")


def table(name: str) -> Iterator[dict[str, str]]:
    """The rows of one of the sample's CSV files."""
    with (_FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


@cache
def places() -> tuple[Place, ...]:
    """City, counties and townships, in the order of their codes."""
    found = []
    for row in table("regions"):
        code, name = row["areaCode"], row["areaName"]
        if region_level(code) is not RegionLevel.PROVINCE:
            found.append(Place(code, name, _kind(code), _stem(code, name)))
    return tuple(found)


def _kind(code: str) -> str:
    if region_level(code) is RegionLevel.CITY:
        return "city"
    if region_level(code) is RegionLevel.TOWNSHIP:
        return "township"
    if code == _ZONE:
        return "zone"
    return "district" if code in _DISTRICTS else "county"


def _stem(code: str, name: str) -> str:
    if code == _ZONE:
        return "经济技术开发区"
    return name[:-1]
