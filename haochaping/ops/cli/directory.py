"""``haochaping directory``: files into the directory."""

import json
from pathlib import Path

import click

from haochaping.ops.cli.errors import Failure, refusals
from haochaping.ops.cli.session import data_option, django, json_option

_SHOWN_ERRORS = 50


@click.group()
def directory() -> None:
    """Regions, organisations, halls, windows, terminals, staff and items."""


@directory.command("import")
@click.argument("kind")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--partial", is_flag=True, help="Keep the rows that are right.")
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
@json_option
@data_option
def import_(kind: str, file: Path, partial: bool, dry_run: bool, as_json: bool, data: Path) -> None:
    """Bring the CSV or XLSX FILE of one KIND in: all rows or none."""
    with django(data), refusals():
        from haochaping.core.actor import SYSTEM
        from haochaping.directory import actions
        from haochaping.directory.enums import Kind

        if kind not in Kind.values:
            raise Failure(f"unknown kind {kind}: one of {', '.join(Kind.values)}")
        report = actions.import_file(Kind(kind), file, by=SYSTEM, partial=partial, dry_run=dry_run)
    counts = {
        "created": report.created,
        "updated": report.updated,
        "unchanged": report.unchanged,
    }
    errors = [
        {"row": error.row, "field": error.field, "message": str(error.message)}
        for error in report.errors
    ]
    if as_json:
        click.echo(json.dumps(counts | {"errors": errors}, ensure_ascii=False))
    else:
        click.echo(", ".join(f"{number} {what}" for what, number in counts.items()))
        for error in errors[:_SHOWN_ERRORS]:
            click.echo(f"row {error['row']}, {error['field']}: {error['message']}", err=True)
    if errors and not partial:
        raise Failure(f"{len(errors)} errors, nothing was kept: mend the rows or use --partial")
