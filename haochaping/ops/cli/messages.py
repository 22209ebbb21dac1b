"""``haochaping messages``: the translations."""

from pathlib import Path

import click

from haochaping.ops.catalogues import CatalogueUnreadable, compile_all
from haochaping.ops.cli.errors import Failure

ROOT = Path(__file__).resolve().parents[3]


@click.group()
def messages() -> None:
    """The translations of the pages."""


@messages.command("compile")
def compile_() -> None:
    """Compile every catalogue that changed since the last time."""
    try:
        written = compile_all(ROOT)
    except CatalogueUnreadable as problem:
        raise Failure(f"a catalogue cannot be read: {problem}") from None
    click.echo(f"{written} catalogues compiled")
