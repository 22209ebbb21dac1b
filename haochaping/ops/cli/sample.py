"""``haochaping sample`` and ``haochaping demo``: the sample city and its days."""

import json
from pathlib import Path

import click

from haochaping.ops.cli.session import data_option, django, json_option


@click.group()
def sample() -> None:
    """The sample city: Xuchang with its counties, offices, halls and clerks."""


@sample.command()
@data_option
def load(data: Path) -> None:
    """Load the sample city; what is there already stays."""
    with django(data):
        from haochaping.ops.sample.load import load as load_city

        load_city(data, echo=click.echo)
    click.echo("the sample city is loaded")


@sample.command()
@json_option
@data_option
def describe(as_json: bool, data: Path) -> None:
    """Places that POST /api/v1/services accepts as they stand, and the accounts."""
    with django(data):
        from haochaping.ops.sample.describe import describe as describe_city

        described = describe_city(data)
    if as_json:
        click.echo(json.dumps(described, ensure_ascii=False))
        return
    for account in described["users"]:
        click.echo(f"{account['login']:<20} {account['password']:<20} {account['role']}")
    click.echo(f"{len(described['places'])} places; --json lists them")


@click.command()
@click.option("--once", is_flag=True, help="End after the day instead of going on serving.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@data_option
def demo(once: bool, port: int, data: Path) -> None:
    """Play a day of the sample city over the signed interface, then go on serving."""
    from haochaping.ops.demo import run

    run(data=data, port=port, once=once)
