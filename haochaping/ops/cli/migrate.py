"""``haochaping migrate``: tables, then privileges, as the owner of the tables."""

from pathlib import Path

import click

from haochaping.ops.cli.session import data_option, django


@click.command()
@data_option
def migrate(data: Path) -> None:
    """Bring the tables and the privileges of the database up to date."""
    with django(data, as_owner=True) as database:
        database.assert_safe()
        from django.core.management import call_command
        from django.db import connection

        from haochaping.core.postgres.grants import apply_grants

        call_command("migrate", interactive=False, verbosity=0)
        apply_grants(connection)
    click.echo("tables and privileges are up to date")
