"""What bringing a table in would change: compares its rows with the directory, writes nothing.

References are resolved here (an office by its code, a hall by its code); what they do not find
becomes an error of the row.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from haochaping.directory import rules
from haochaping.directory.columns import COLUMNS
from haochaping.directory.enums import Kind
from haochaping.directory.imports import Row, RowError, Table
from haochaping.directory.models import (
    Hall,
    HandlingItem,
    Organisation,
    Region,
    ServiceItem,
    Staff,
    Terminal,
    Window,
)
from haochaping.directory.trees import Placement, place

_MODELS: dict[Kind, type[models.Model]] = {
    Kind.REGIONS: Region,
    Kind.HALLS: Hall,
    Kind.WINDOWS: Window,
    Kind.TERMINALS: Terminal,
    Kind.STAFF: Staff,
}
_HANDLING_ATTRIBUTES = ("name", "valid_from", "valid_until")
_KEYS = {
    Kind.REGIONS: ("code",),
    Kind.HALLS: ("code",),
    Kind.WINDOWS: ("hall_id", "number"),
    Kind.TERMINALS: ("number",),
    Kind.STAFF: ("number",),
}


@dataclass(slots=True)
class Rows:
    """New and changed rows of one table; ``fields`` are those that a change may touch."""

    model: type[models.Model]
    new: list[models.Model] = field(default_factory=list)
    changed: list[models.Model] = field(default_factory=list)
    fields: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Plan:
    """Everything an import would do. ``tables`` in the order in which they must be written."""

    tables: list[Rows] = field(default_factory=list)
    placements: list[Placement] = field(default_factory=list)
    unchanged: int = 0
    errors: list[RowError] = field(default_factory=list)

    @property
    def created(self) -> int:
        """How many rows would be new."""
        placed = sum(placement.is_new for placement in self.placements)
        return placed + sum(len(rows.new) for rows in self.tables)

    @property
    def updated(self) -> int:
        """How many rows would change."""
        placed = sum(not placement.is_new for placement in self.placements)
        return placed + sum(len(rows.changed) for rows in self.tables)


def plan(table: Table) -> Plan:
    """Compare the good rows of a table with the directory."""
    result = Plan()
    rows = _without_repeats(table, result.errors)
    if table.kind is Kind.REGIONS:
        resolved = _region_rows(rows, result.errors)
        _compare(result, Region, _KEYS[table.kind], resolved)
    elif table.kind is Kind.ORGANISATIONS:
        resolved = _resolved(table.kind, rows, result.errors)
        result.placements, result.unchanged = place(resolved, result.errors)
    elif table.kind is Kind.ITEMS:
        _items(result, rows)
    else:
        resolved = _resolved(table.kind, rows, result.errors)
        _compare(result, _MODELS[table.kind], _KEYS[table.kind], resolved)
    return result


def _without_repeats(table: Table, errors: list[RowError]) -> list[Row]:
    columns = COLUMNS[table.kind]
    key = columns[: 2 if table.kind is Kind.WINDOWS else 1]
    first: dict[tuple[Any, ...], int] = {}
    kept = []
    for row in table.rows:
        code = tuple(row.values[column.attribute] for column in key)
        if code in first:
            message = _("row %(row)d has the same code") % {"row": first[code]}
            errors.append(RowError(row.number, key[-1].name, message))
        else:
            first[code] = row.number
            kept.append(row)
    return kept


def _resolved(kind: Kind, rows: Iterable[Row], errors: list[RowError]) -> list[Row]:
    """The rows with keys in place of codes; a row whose code nobody has becomes an error."""
    references = [(column, column.refers) for column in COLUMNS[kind] if column.refers]
    known = {refers: _keys_by_code(refers) for _column, refers in references}
    good = []
    for row in rows:
        values = dict(row.values)
        wrong = []
        for column, refers in references:
            code = values.pop(column.attribute, None)
            if column.attribute not in row.values:
                continue
            key = known[refers].get(code) if code is not None else None
            if code is not None and key is None:
                message = _("%(code)s is not in the directory") % {"code": code}
                wrong.append(RowError(row.number, column.name, message))
            values[f"{column.attribute}_id"] = key
        errors.extend(wrong)
        if not wrong:
            good.append(Row(row.number, values))
    return good


def _keys_by_code(kind: Kind) -> Mapping[str, Any]:
    if kind is Kind.REGIONS:
        return {code: code for code in Region.objects.values_list("code", flat=True)}
    if kind is Kind.HALLS:
        return dict(Hall.objects.values_list("code", "id"))
    return dict(Organisation.objects.values_list("code", "id"))


def _region_rows(rows: Iterable[Row], errors: list[RowError]) -> list[Row]:
    """Regions with level and parent, those above first. The parent named must stand above.

    Where the file names none, the nearest region above that exists is the parent.
    """
    stored = dict(Region.objects.values_list("code", "parent_id"))
    in_order = sorted(rows, key=lambda row: rules.region_level(row.values["code"]))
    present = set(stored) | {row.values["code"] for row in in_order}
    good = []
    for row in in_order:
        code = row.values["code"]
        above = [upper for upper in rules.ancestor_codes(code) if upper in present]
        named = row.values.get("parent")
        if named is not None and named not in above:
            message = _("%(code)s is not in the directory, or not above this region")
            errors.append(RowError(row.number, "parentCode", message % {"code": named}))
            if code not in stored:
                present.discard(code)
            continue
        kept = stored.get(code) if "parent" not in row.values else None
        values = {name: value for name, value in row.values.items() if name != "parent"}
        values["parent_id"] = named or kept or next(iter(above), None)
        values["level"] = int(rules.region_level(code))
        good.append(Row(row.number, values))
    return good


def _items(result: Plan, rows: list[Row]) -> None:
    """Items (31 characters) first, then their ways of handling (33), in one file."""
    organisations = _keys_by_code(Kind.ORGANISATIONS)
    plain = []
    for row in (row for row in rows if len(row.values["task_code"]) == 31):
        owner = rules.task_code(row.values["task_code"]).organisation
        if owner in organisations:
            values = {**row.values, "organisation_id": organisations[owner]}
            plain.append(Row(row.number, values))
        else:
            message = _("%(code)s is not in the directory") % {"code": owner}
            result.errors.append(RowError(row.number, "taskCode", message))
    resolved = _resolved(Kind.ITEMS, plain, result.errors)
    _compare(result, ServiceItem, ("task_code",), resolved)
    _handling_items(result, [row for row in rows if len(row.values["task_code"]) == 33])


def _handling_items(result: Plan, rows: list[Row]) -> None:
    if not rows:
        return
    wanted = {row.values["task_code"][:31] for row in rows}
    items = {item.task_code: item for item in ServiceItem.objects.filter(task_code__in=wanted)}
    for item in result.tables[0].new:
        if isinstance(item, ServiceItem):
            items[item.task_code] = item
    good = []
    for row in rows:
        code = row.values["task_code"]
        if code[:31] not in items:
            message = _("its item %(code)s is not in the directory") % {"code": code[:31]}
            result.errors.append(RowError(row.number, "taskCode", message))
            continue
        kept = {name: row.values[name] for name in _HANDLING_ATTRIBUTES if name in row.values}
        good.append(Row(row.number, {"code": code, "item": items[code[:31]], **kept}))
    _compare(result, HandlingItem, ("code",), good)


def _compare(
    result: Plan, model: type[models.Model], key: tuple[str, ...], rows: list[Row]
) -> None:
    """Sort rows into new, changed and unchanged ones."""
    table = Rows(model)
    firsts = {row.values[key[0]] for row in rows}
    manager = model._default_manager  # noqa: SLF001 (Django documents it)
    stored = manager.filter(**{f"{key[0]}__in": firsts})
    existing = {tuple(getattr(found, name) for name in key): found for found in stored}
    for row in rows:
        found = existing.get(tuple(row.values[name] for name in key))
        if found is None:
            table.new.append(model(**row.values))
            continue
        changed = {name for name, value in row.values.items() if getattr(found, name) != value}
        for name in changed:
            setattr(found, name, row.values[name])
        table.fields |= changed
        table.changed.extend([found] if changed else [])
        result.unchanged += not changed
    result.tables.append(table)
