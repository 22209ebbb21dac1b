"""``haochaping check``: whether this node is safe to run."""

import json
from pathlib import Path

import click

from haochaping.core.postgres.durability import Finding, Light
from haochaping.ops.cli.errors import Failure
from haochaping.ops.cli.session import data_option, django, json_option

_COLOURS = {Light.GREEN: "green", Light.YELLOW: "yellow", Light.RED: "red"}


@click.command()
@json_option
@data_option
def check(as_json: bool, data: Path) -> None:
    """Look at settings, keys, clock, migrations, queues and backups; exit 1 on any red."""
    try:
        findings = _findings(data)
    except Failure as failure:
        findings = [Finding("database", Light.RED, failure.format_message())]
    worst = _worst(findings)
    if as_json:
        click.echo(
            json.dumps(
                {
                    "light": Light.RED if worst is Light.RED else Light.GREEN,
                    "findings": [
                        {"name": found.name, "light": found.light, "text": found.text}
                        for found in findings
                    ],
                },
                ensure_ascii=False,
            )
        )
    else:
        for found in findings:
            click.secho(f"{found.light:<7}", fg=_COLOURS[found.light], nl=False)
            click.echo(f" {found.name}: {found.text}")
        click.secho(_verdict(findings), fg=_COLOURS[worst], bold=True)
    raise SystemExit(1 if worst is Light.RED else 0)


def _findings(data: Path) -> list[Finding]:
    with django(data) as database:
        from haochaping.ops import checks

        return checks.examine_node(database.app_url, database.owner_url)


def _verdict(findings: list[Finding]) -> str:
    red, yellow = (
        sum(found.light is light for found in findings) for light in (Light.RED, Light.YELLOW)
    )
    if red:
        return f"red: {red} things make this node unsafe to run"
    return "green: safe to run" + (f"; {yellow} things to look at" if yellow else "")


def _worst(findings: list[Finding]) -> Light:
    lights = {found.light for found in findings}
    return next((light for light in (Light.RED, Light.YELLOW) if light in lights), Light.GREEN)
