"""The list of sub-commands. Each is loaded only when it is called or its help is asked for."""

import os
import sys
from importlib import import_module

import click

# Sub-command → the module and the name of its click command, and its line in the help.
_COMMANDS: dict[str, tuple[str, str]] = {
    "up": ("haochaping.ops.cli.up:up", "everything on one machine, until SIGTERM"),
    "web": ("haochaping.ops.cli.parts:web", "the pages and the HTTP interface"),
    "worker": ("haochaping.ops.cli.parts:worker", "the event log, its readers and the jobs"),
    "scheduler": ("haochaping.ops.cli.parts:scheduler", "starts the periodic jobs"),
    "migrate": ("haochaping.ops.cli.migrate:migrate", "bring tables and privileges up to date"),
    "check": ("haochaping.ops.cli.check:check", "is this node safe to run?"),
    "demo": ("haochaping.ops.cli.sample:demo", "play a day of the sample city"),
    "sample": ("haochaping.ops.cli.sample:sample", "the sample city"),
    "app": ("haochaping.ops.cli.accounts:app", "credentials of other systems"),
    "user": ("haochaping.ops.cli.accounts:user", "staff accounts"),
    "directory": ("haochaping.ops.cli.directory:directory", "regions, organisations, items, …"),
    "recount": ("haochaping.ops.cli.recount:recount", "every published figure from the rows again"),
    "job": ("haochaping.ops.cli.job:job", "one periodic job, now"),
    "keys": ("haochaping.ops.cli.keys:keys", "the node's keys"),
    "messages": ("haochaping.ops.cli.messages:messages", "the translations of the pages"),
    "bench": ("haochaping.ops.cli.bench:bench", "the figures we quote, each against a reference"),
}


class _LazyGroup(click.Group):
    """A group that imports a sub-command when it is used: ``--help`` loads no Django."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module, _, name = _COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in _COMMANDS.items()])


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """A node of a government-service rating network (政务服务“好差评”)."""


def main() -> None:
    """Run the command line; anything unforeseen becomes one line unless debugging is asked for."""
    try:
        cli()
    except Exception as problem:
        if os.environ.get("HAOCHAPING_DEBUG"):
            raise
        said = " ".join(str(problem).split()) or "no reason given"
        click.echo(
            f"Error: {type(problem).__name__}: {said}"
            " (set HAOCHAPING_DEBUG=1 to see where, and report it)",
            err=True,
        )
        sys.exit(1)
