"""``haochaping recount``: every published figure from the rows again."""

import json
from pathlib import Path

import click

from haochaping.ops.cli.errors import Failure
from haochaping.ops.cli.session import data_option, django, json_option


@click.command()
@click.option("--period", required=True, help="YYYY, YYYY-MM or YYYY-MM-DD.")
@click.option("--region", help="A region's code; the whole node when not given.")
@json_option
@data_option
def recount(period: str, region: str | None, as_json: bool, data: Path) -> None:
    """Count again and print every difference; exit 1 on any."""
    with django(data):
        from haochaping.ops.pump import drain
        from haochaping.statistics.recount import recount as count_again

        try:
            # What no worker has brought to the roll-ups yet is no difference.
            drain()
            differences = [str(found) for found in count_again(period, region)]
        except ValueError as problem:
            raise Failure(str(problem)) from None
    if as_json:
        click.echo(json.dumps({"differences": differences}, ensure_ascii=False))
    else:
        for difference in differences:
            click.echo(difference)
        click.echo(f"{len(differences)} differences")
    raise SystemExit(1 if differences else 0)
