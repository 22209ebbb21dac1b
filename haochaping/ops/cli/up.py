"""``haochaping up``: everything on one machine."""

import fcntl
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from haochaping.ops.cli.errors import Failure
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
    from haochaping.ops.tether import await_end

    with _alone(data):
        await_end(data)
        _assert_free(host, port)
        with database(data) as found:
            found.assert_safe()
            plan = Plan(data=data.absolute(), host=host, port=port, workers=workers, sample=sample)
            Supervisor(plan, found.lease).run()


def _assert_free(host: str, port: int) -> None:
    """Find out now, not after the database was started and the migrations have run."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError:
            raise Failure(f"port {port} needs more rights: choose one above 1023") from None
        except OSError as problem:
            if isinstance(problem, socket.gaierror):
                raise Failure(f"{host} is no address of this machine") from None
            raise Failure(f"port {port} is taken: choose another with --port") from None


@contextmanager
def _alone(data: Path) -> Iterator[None]:
    """Two nodes on one data directory would each start what the other starts."""
    try:
        data.mkdir(parents=True, exist_ok=True)
        with open(data / "up.lock", "w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise Failure(f"a node runs on {data} already: stop it first") from None
            yield
    except (PermissionError, FileExistsError, NotADirectoryError) as problem:
        raise Failure(f"{data} cannot be used: {problem}") from None
