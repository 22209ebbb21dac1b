"""``haochaping bench``: the figures we quote, each against a reference in the same run."""

import sys
from importlib import import_module

import click

# A figure's name → its module below ``benchmarks``.
_FIGURES = {"intake": "benchmarks.intake"}


@click.command()
@click.argument("name", type=click.Choice([*_FIGURES, "all"]))
@click.option("--quick", is_flag=True, help="Short runs, for a first look.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def bench(name: str, quick: bool, as_json: bool) -> None:
    """Measure one figure, or all; exit 1 when a bar is missed."""
    held = True
    for each in _FIGURES if name == "all" else [name]:
        module = import_module(_FIGURES[each])
        for result in module.run(quick=quick, say=lambda line: click.echo(line, err=True)):
            held = held and result.held
            for line in [result.json()] if as_json else result.lines():
                click.echo(line)
    if not held:
        sys.exit(1)
