"""``haochaping up``: everything on one machine."""

from pathlib import Path

import click

from haochaping.ops.cli.session import data_option, database


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64))
@click.option("--sample", is_flag=True, help="Load the sample city; SMS go to DIR/sms.jsonl.")
@data_option
def up(host: str, port: int, workers: int, sample: bool, data: Path) -> None:
    """Database, migrations, pages, intake, worker and scheduler, until SIGTERM."""
    from haochaping.ops.supervisor import Plan, Supervisor

    with database(data) as found:
        found.assert_safe()
        plan = Plan(data=data.absolute(), host=host, port=port, workers=workers, sample=sample)
        Supervisor(plan, found.lease).run()
