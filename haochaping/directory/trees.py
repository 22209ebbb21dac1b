"""Where an imported organisation stands in the tree; plans only, ``actions`` writes."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from haochaping.directory.imports import Row, RowError
from haochaping.directory.models import Organisation


@dataclass(frozen=True, slots=True)
class Placement:
    """An organisation to create or change; ``parent`` is a code, None for a root.

    ``moves`` says that an existing one gets another parent.
    """

    organisation: Organisation
    parent: str | None
    is_new: bool
    moves: bool


def place(rows: list[Row], errors: list[RowError]) -> tuple[list[Placement], int]:
    """Placements with parents before their children, and how many rows change nothing.

    ``rows`` hold the values of the columns; a file may name a parent that stands further down in
    it. A parent that nobody knows, or that stands below its own child, is an error of the row.
    """
    stored = {found.code: found for found in Organisation.objects.all()}
    present = _parents(stored)
    wanted = dict(present)
    for row in rows:
        code = row.values["code"]
        wanted[code] = row.values.get("parent", present.get(code))
    good = _with_known_parents(rows, wanted, present, errors)
    good.sort(key=lambda row: _depth(row.values["code"], wanted))
    placements = []
    for row in good:
        placement = _placement(row, stored, present, wanted[row.values["code"]])
        if placement is not None:
            placements.append(placement)
    return placements, len(good) - len(placements)


def _parents(stored: Mapping[str, Organisation]) -> dict[str, str | None]:
    """The parent's code of each stored organisation: a path is its parent's and one step more."""
    by_path = {found.path: found.code for found in stored.values()}
    step = Organisation.steplen
    return {found.code: by_path.get(found.path[:-step]) for found in stored.values()}


def _with_known_parents(
    rows: list[Row],
    wanted: dict[str, str | None],
    present: Mapping[str, str | None],
    errors: list[RowError],
) -> list[Row]:
    """The rows whose chain of parents ends at a root, each link stored or itself a good row.

    A row that is refused takes its wish out of ``wanted``, which may break the chains of others.
    """
    good = {row.values["code"]: row for row in rows}
    while True:
        bad = [row for code, row in good.items() if not _chain_ends(code, wanted)]
        for row in bad:
            code = row.values["code"]
            message = _("the parent is not in the directory, or stands below this organisation")
            errors.append(RowError(row.number, "parentCode", message))
            del good[code], wanted[code]
            if code in present:
                wanted[code] = present[code]
        if not bad:
            return list(good.values())


def _chain_ends(code: str, wanted: Mapping[str, str | None]) -> bool:
    seen = {code}
    parent = wanted[code]
    while parent is not None:
        if parent in seen or parent not in wanted:
            return False
        seen.add(parent)
        parent = wanted[parent]
    return True


def _depth(code: str, wanted: Mapping[str, str | None]) -> int:
    depth = 0
    parent = wanted[code]
    while parent is not None:
        depth += 1
        parent = wanted[parent]
    return depth


def _placement(
    row: Row,
    stored: Mapping[str, Organisation],
    present: Mapping[str, str | None],
    parent: str | None,
) -> Placement | None:
    values = {name: value for name, value in row.values.items() if name != "parent"}
    found = stored.get(values["code"])
    if found is None:
        return Placement(Organisation(**values), parent, is_new=True, moves=False)
    changed = {name for name, value in values.items() if getattr(found, name) != value}
    for name in changed:
        setattr(found, name, values[name])
    moves = present[found.code] != parent
    if not changed and not moves:
        return None
    return Placement(found, parent, is_new=False, moves=moves)
