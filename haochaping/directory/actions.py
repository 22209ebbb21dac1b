"""The only writes to the directory: files brought in, whole or not at all."""

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction

from haochaping.audit.actions import record
from haochaping.core.actor import Actor
from haochaping.directory import plans, reference
from haochaping.directory.enums import Kind
from haochaping.directory.imports import RowError, Table, read_file, read_records
from haochaping.directory.models import Edition, Organisation
from haochaping.directory.trees import Placement

TREE: Any = Organisation.objects  # treebeard's manager, which ships no types
# Not the columns of the tree: an earlier placement of the same import may have moved the row.
_OWN_FIELDS = ("name", "short_name", "region", "is_supervisor", "valid_from", "valid_until")
_BATCH = 2000


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, or with ``dry_run`` would do, to how many rows.

    ``written`` is False when nothing was changed: a dry run, or errors without ``partial``.
    """

    kind: Kind
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    written: bool = False
    errors: tuple[RowError, ...] = ()


def import_file(
    kind: Kind, path: Path, *, by: Actor, partial: bool = False, dry_run: bool = False
) -> ImportReport:
    """Bring a CSV or XLSX file into the directory.

    All or nothing, unless ``partial`` keeps the rows that are right. The same file again reports
    every row as unchanged. A row's code decides which row of the directory it is; columns that
    the file does not have keep their values. Rows absent from the file are left alone: what ends
    gets a ``validUntil``.
    """
    table = read_file(kind, path)
    return _import(table, source=path.name, by=by, partial=partial, dry_run=dry_run)


def import_records(
    kind: Kind, records: Sequence[Sequence[str]], *, source: str, by: Actor
) -> ImportReport:
    """Bring rows of cells in, headers first; the same rules as a file's, all or nothing."""
    table = read_records(kind, records)
    return _import(table, source=source, by=by, partial=False, dry_run=False)


def _import(table: Table, *, source: str, by: Actor, partial: bool, dry_run: bool) -> ImportReport:
    with transaction.atomic():
        # One import at a time: two that plan side by side would both create the same row.
        Edition.objects.get_or_create(id=1)
        edition = Edition.objects.select_for_update().get()
        plan = plans.plan(table)
        errors = tuple(sorted([*table.errors, *plan.errors], key=lambda error: error.row))
        if errors and not partial:
            return ImportReport(table.kind, errors=errors)
        report = ImportReport(
            kind=table.kind,
            created=plan.created,
            updated=plan.updated,
            unchanged=plan.unchanged,
            written=not dry_run,
            errors=errors,
        )
        if not dry_run:
            _write(plan, edition)
            _note(report, source=source, by=by)
    return report


def _write(plan: plans.Plan, edition: Edition) -> None:
    for table in plan.tables:
        _save(table)
    _place(plan.placements)
    if plan.created or plan.updated:
        edition.value = uuid.uuid4()
        edition.save(update_fields=["value"])
        reference.forget()
        # Once more: before the commit another thread may have taken the old state again.
        transaction.on_commit(reference.forget)


def _save(table: plans.Rows) -> None:
    manager = table.model._default_manager  # noqa: SLF001 (Django documents it)
    manager.bulk_create(table.new, batch_size=_BATCH)
    if table.changed:
        manager.bulk_update(table.changed, sorted(table.fields), batch_size=_BATCH)


def _place(placements: Sequence[Placement]) -> None:
    """Write the organisations: parents come first, so that a child finds its own."""
    by_code: dict[str, Organisation] = {}
    codes = {placement.parent for placement in placements if placement.parent}
    for found in Organisation.objects.filter(code__in=codes):
        by_code[found.code] = found
    for placement in placements:
        parent = by_code.get(placement.parent) if placement.parent else None
        organisation = placement.organisation
        if placement.is_new and parent is None:
            TREE.add_root(instance=organisation)
        elif placement.is_new:
            TREE.add_child(parent, instance=organisation)
        else:
            _change(placement, parent)
        by_code[organisation.code] = organisation


def _change(placement: Placement, parent: Organisation | None) -> None:
    organisation = placement.organisation
    organisation.save(update_fields=_OWN_FIELDS)
    if placement.moves and parent is None:
        TREE.move(organisation, Organisation.objects.filter(depth=1).last(), pos="last-sibling")
    elif placement.moves:
        TREE.move(organisation, parent, pos="last-child")


def _note(report: ImportReport, *, source: str, by: Actor) -> None:
    record(
        by=by,
        action="directory:import",
        object=report.kind.value,
        detail={
            # A long number in a file's name may be somebody's: the log takes none.
            "source": re.sub(r"\d{11,}", "…", source),
            "created": report.created,
            "updated": report.updated,
            "unchanged": report.unchanged,
            "refused": len(report.errors),
        },
    )
