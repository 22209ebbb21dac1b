"""``haochaping web``, ``worker`` and ``scheduler``: the parts of a node, for production."""

import os
from pathlib import Path

import click

from haochaping.ops.cli.session import addressed, data_option, database, django


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64))
@data_option
def web(host: str, port: int, workers: int, data: Path) -> None:
    """The pages and the HTTP interface, until SIGTERM."""
    os.environ.setdefault("HAOCHAPING_PART", "web")
    # No Django here: the process that watches over those which serve needs none of its memory.
    with database(data) as found, addressed(found.app_url):
        found.assert_safe()
        from haochaping.ops.web import serve

        serve(data, host=host, port=port, workers=workers)


@click.command()
@click.option("--scheduler", is_flag=True, help="Start the periodic jobs as well.")
@data_option
def worker(scheduler: bool, data: Path) -> None:
    """The sequencer of the event log, its readers and the background jobs, until SIGTERM."""
    os.environ.setdefault("HAOCHAPING_PART", "worker")
    with django(data) as found:
        found.assert_safe()
        from haochaping.ops.worker import work

        work(data, scheduler=scheduler)


@click.command()
@data_option
def scheduler(data: Path) -> None:
    """Start the periodic jobs of config/schedule.py when they are due, until SIGTERM."""
    os.environ.setdefault("HAOCHAPING_PART", "scheduler")
    with django(data) as found:
        found.assert_safe()
        from haochaping.ops.scheduler import run

        run(data)
