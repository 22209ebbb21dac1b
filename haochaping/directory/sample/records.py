"""The sample city as the rows of files that ``directory.actions`` brings in, headers first."""

from collections.abc import Callable, Iterable, Iterator

from haochaping.directory.enums import Kind
from haochaping.directory.sample.city import City, Office, city
from haochaping.directory.sample.places import table

_Rows = Iterable[list[str]]


def records(kind: Kind) -> list[list[str]]:
    """The rows of one kind, headers first."""
    headers, rows = _KINDS[kind]
    return [headers, *rows(city())]


def _regions(_made: City) -> _Rows:
    return ([row["areaCode"], row["areaName"]] for row in table("regions"))


def _organisations(made: City) -> _Rows:
    return ([o.code, o.name, o.place.code, o.parent or "", _supervises(o)] for o in made.offices)


def _supervises(office: Office) -> str:
    return "是" if office.key == "service" else "否"


def _halls(made: City) -> _Rows:
    return ([h.code, h.name, h.office.place.code, h.office.code] for h in made.halls)


def _windows(made: City) -> _Rows:
    return ([d.hall.code, d.number, d.name, d.office.code] for d in made.desks)


def _terminals(made: City) -> _Rows:
    return ([number, "政务服务自助终端", h.code] for h in made.halls for number in h.terminals)


def _staff(made: City) -> _Rows:
    return ([c.number, c.name, d.office.code, d.hall.code] for d in made.desks for c in d.clerks)


def _items(made: City) -> Iterator[list[str]]:
    for item in made.items:
        rest = [item.office.place.code, item.task_type, item.subject, item.project_type]
        yield [item.code, item.name, *rest]
        for code, name in item.variants:
            yield [code, f"{item.name}（{name}）", *rest]


_KINDS: dict[Kind, tuple[list[str], Callable[[City], _Rows]]] = {
    Kind.REGIONS: (["areaCode", "areaName"], _regions),
    Kind.ORGANISATIONS: (
        ["orgCode", "orgName", "areaCode", "parentCode", "supervisor"],
        _organisations,
    ),
    Kind.HALLS: (["hallCode", "hallName", "areaCode", "orgCode"], _halls),
    Kind.WINDOWS: (["hallCode", "windowNo", "windowName", "orgCode"], _windows),
    Kind.TERMINALS: (["terminalNo", "terminalName", "hallCode"], _terminals),
    Kind.STAFF: (["staffNo", "staffName", "orgCode", "hallCode"], _staff),
    Kind.ITEMS: (
        ["taskCode", "taskName", "areaCode", "taskType", "subMatter", "projectType"],
        _items,
    ),
}
