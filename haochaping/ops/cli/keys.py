"""``haochaping keys``: new versions of the node's keys."""

import os
from pathlib import Path

import click

from haochaping.ops.cli.errors import Failure
from haochaping.ops.cli.session import data_option


@click.group()
def keys() -> None:
    """The node's keys."""


@keys.command()
@click.argument("purpose")
@data_option
def rotate(purpose: str, data: Path) -> None:
    """Add a new key for PURPOSE and use it from the next start; old versions stay readable."""
    from haochaping.core import keyring
    from haochaping.core.node import NodeSettings

    if purpose not in keyring.PURPOSES:
        raise Failure(f"unknown purpose {purpose}: one of {', '.join(keyring.PURPOSES)}")
    os.environ["HAOCHAPING_DATA"] = str(data.absolute())
    directory = NodeSettings.from_environment(os.environ).keys_dir
    try:
        keyring.Keyring.of(directory)
        version = keyring.rotate(directory, purpose)
    except keyring.KeyringUnusable as problem:
        raise Failure(str(problem)) from None
    click.echo(f"{purpose} keys: version {version} is current; restart the node to use it")
