"""``haochaping job``: one periodic job, now."""

from pathlib import Path

import click

from haochaping.ops.cli.errors import Failure
from haochaping.ops.cli.session import data_option, django


@click.command()
@click.argument("name")
@data_option
def job(name: str, data: Path) -> None:
    """Run the periodic job NAME of the schedule now, whatever the time."""
    with django(data):
        from django.utils.module_loading import import_string

        from haochaping.ops.periodic import schedule

        rows = {row.name: row for row in schedule()}
        if name not in rows:
            raise Failure(f"there is no job {name}; there are: {', '.join(sorted(rows))}")
        answer = import_string(rows[name].job)()
    click.echo(f"{name}: {'done' if answer is None else answer}")
