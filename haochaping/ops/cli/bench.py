"""``haochaping bench``: the figures we quote, each against a reference in the same run."""

import sys
from contextlib import closing
from importlib import import_module

import click

# A group of figures → its module below ``benchmarks``, in the order in which ``all`` takes them:
# what needs an empty node first.
_FIGURES = {
    "memory": "benchmarks.memory",
    "intake": "benchmarks.intake",
    "alone": "benchmarks.alone",
    "overload": "benchmarks.overload",
    "services": "benchmarks.services",
    "defaults": "benchmarks.defaults",
    "disk": "benchmarks.disk",
}


@click.command()
@click.argument("name", type=click.Choice([*_FIGURES, "all"]))
@click.option("--quick", is_flag=True, help="A million ratings and runs of 5 s, for a first look.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def bench(name: str, quick: bool, as_json: bool) -> None:
    """Measure one group of figures, or all; exit 1 when a bar is missed.

    The long form takes 10 million ratings and runs of two minutes.
    """
    from haochaping.ops.bench.machine import machine
    from haochaping.ops.bench.result import HEAD
    from haochaping.ops.bench.run import Bench

    held = True
    if not as_json:
        click.echo(f"{machine()}\n{HEAD}")
    with closing(Bench(quick, lambda line: click.echo(line, err=True))) as run:
        for each in _FIGURES if name == "all" else [name]:
            for result in import_module(_FIGURES[each]).run(run):
                held = held and result.held
                for line in [result.json()] if as_json else result.lines():
                    click.echo(line)
    if not held:
        sys.exit(1)
