"""Figures for pages and interfaces: sums over the roll-up, turned into measures."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from haochaping.directory.enums import RegionLevel
from haochaping.directory.reference import Reference, snapshot
from haochaping.directory.rules import region_level, region_prefix
from haochaping.identity.scope import Scope
from haochaping.ratings.enums import SCORED_ORIGINS, Channel
from haochaping.statistics.measures import LEVELS, Figure, figures
from haochaping.statistics.models import COUNTERS
from haochaping.statistics.periods import Period

BY = ("organisation", "region", "item", "channel", "month")
_SCORED = sorted(origin.value for origin in SCORED_ORIGINS)


@dataclass(frozen=True, slots=True)
class Selection:
    """What is asked for; codes were checked. ``region`` has 12 digits; '' means all."""

    period: Period
    region: str = ""
    organisation: str = ""
    item: str = ""
    scope: Scope | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """The counts of one row of a table; ``unscored`` are ratings that stand apart."""

    key: str
    name: str
    counts: Mapping[str, int]
    unscored: int = 0
    figures: dict[str, Figure] = field(default_factory=dict)


def total(selection: Selection) -> Group:
    """All of a selection as one group."""
    rows = _sums(selection, "''")
    return rows[0] if rows else _group("", "", dict.fromkeys(COUNTERS, 0), 0)


def groups(selection: Selection, by: str) -> list[Group]:
    """A selection by organisation, region, item, channel or month; the most ratings first."""
    directory = snapshot()
    key, grain = _KEYS[by](selection)
    # A year's months are its cells of months; any other table reads the fewest cells there are.
    months = by == "month" and "month" in selection.period.spans
    found = [
        _group(each.key, _name(directory, by, each.key), each.counts, each.unscored)
        for each in _sums(selection, key, grain, "month" if months else "")
    ]
    if by == "month":
        return sorted(found, key=lambda each: each.key)
    return sorted(found, key=lambda each: (-sum(each.counts[name] for name in LEVELS), each.key))


def _region_key(selection: Selection) -> tuple[str, str]:
    """Counties of a city or province, townships of a county."""
    below_county = selection.region and region_level(selection.region) >= RegionLevel.COUNTY
    digits = 9 if below_county else 6
    return f"rpad(left(area_code, {digits}), 12, '0')", "organisation"


_KEYS: dict[str, Callable[[Selection], tuple[str, str]]] = {
    "organisation": lambda selection: ("org_code", "organisation"),
    "region": _region_key,
    "item": lambda selection: ("subject", "item"),
    "channel": lambda selection: ("pf::text", "channel"),
    "month": lambda selection: ("to_char(day, 'YYYY-MM')", "organisation"),
}


def _name(directory: Reference, by: str, key: str) -> str:
    if by == "organisation":
        found: Any = directory.organisations.get(key)
    elif by == "region":
        found = directory.regions.get(key)
    elif by == "item":
        found = directory.items.get(key)
    elif by == "channel":
        return str(Channel(int(key)).label) if key != "0" else ""
    else:
        return key
    return found.name if found else key


def _sums(
    selection: Selection, key: str, grain: str = "organisation", span: str = ""
) -> list[Group]:
    """Sums of all counters by an SQL expression of the program's own (never of input)."""
    if selection.item:
        grain = "item-channel" if grain == "channel" else "item"
    where, parameters = _conditions(selection, grain, span or selection.period.spans[-1])
    sums = ", ".join(
        f"coalesce(sum({name}) FILTER (WHERE origin = '' OR origin = ANY(%(scored)s)), 0)::bigint"
        if name in LEVELS
        else f"coalesce(sum({name}), 0)::bigint"
        for name in COUNTERS
    )
    unscored = (
        f"sum({' + '.join(LEVELS)}) FILTER (WHERE origin <> '' AND origin <> ALL(%(scored)s))"
    )
    apart = f"(coalesce({unscored}, 0) + coalesce(sum(unscored), 0))"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {key}, {apart}::bigint, {sums} FROM statistics_rollup"  # noqa: S608 - our own expressions
            f" WHERE {where} GROUP BY 1",
            parameters,
        )
        rows = cursor.fetchall()
    return [
        _group(row[0], row[0], dict(zip(COUNTERS, row[2:], strict=True)), row[1]) for row in rows
    ]


def _conditions(selection: Selection, grain: str, span: str) -> tuple[str, dict[str, Any]]:
    parameters: dict[str, Any] = {
        "scored": _SCORED,
        "grain": grain,
        "span": span,
        "first": selection.period.first,
        "last": selection.period.last,
    }
    parts = ["grain = %(grain)s", "span = %(span)s", "day BETWEEN %(first)s AND %(last)s"]
    if selection.region:
        parts.append("area_code LIKE %(region)s")
        parameters["region"] = region_prefix(selection.region) + "%"
    if selection.organisation:
        parts.append("org_code = %(organisation)s")
        parameters["organisation"] = selection.organisation
    if selection.item:
        parts.append("subject = %(item)s")
        parameters["item"] = selection.item
    if selection.scope is not None:
        parts.append("(org_code = ANY(%(orgs)s) OR area_code LIKE ANY(%(areas)s))")
        parameters["orgs"] = sorted(selection.scope.organisations)
        parameters["areas"] = [f"{area}%" for area in sorted(selection.scope.areas)]
    return " AND ".join(parts), parameters


def _group(key: str, name: str, counts: Mapping[str, int], unscored: int) -> Group:
    computed = {each.measure.code: each for each in figures(counts)}
    return Group(key, name, counts, unscored, computed)
