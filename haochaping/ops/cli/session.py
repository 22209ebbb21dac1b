"""What most commands begin with: the data directory, its database, then Django."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click
import psycopg
from psycopg.conninfo import make_conninfo

from haochaping.core.postgres import durability
from haochaping.core.postgres.address import APP, embedded_url, owner_url
from haochaping.core.postgres.errors import DatabaseUnusable
from haochaping.core.postgres.server import Lease, running
from haochaping.ops.cli.errors import Failure

_Command = TypeVar("_Command", bound=Callable[..., Any])
_URL = "HAOCHAPING_DATABASE_URL"
_OWNER_URL = "HAOCHAPING_DATABASE_OWNER_URL"


def data_option(command: _Command) -> _Command:
    """``--data DIR``, also from HAOCHAPING_DATA."""
    return click.option(
        "--data",
        envvar="HAOCHAPING_DATA",
        default="./var",
        show_default=True,
        type=click.Path(file_okay=False, path_type=Path),
        help="Where the node keeps its database, keys and files (HAOCHAPING_DATA).",
    )(command)


def json_option(command: _Command) -> _Command:
    """``--json``: print data for programs."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON.")(command)


@dataclass(frozen=True, slots=True)
class Database:
    """The addresses of a node's database. ``lease`` is the hold on an embedded one."""

    app_url: str
    owner_url: str
    lease: Lease | None

    def assert_safe(self) -> None:
        """Refuse to go on when what this database acknowledges may be lost (A3)."""
        try:
            durability.assert_safe({"application": self.app_url, "owner": self.owner_url})
        except durability.UnsafeDatabase as problem:
            raise Failure(str(problem)) from None


@contextmanager
def database(data: Path) -> Iterator[Database]:
    """The node's database, running. The embedded one stops afterwards unless others use it."""
    data = data.absolute()
    os.environ["HAOCHAPING_DATA"] = str(data)
    named = os.environ.get(_URL)
    try:
        if named:
            owner = os.environ.get(_OWNER_URL, named)
            yield Database(_application_url(named, owner), owner, None)
            return
        with running(data) as lease:
            yield Database(embedded_url(data), owner_url(data), lease)
    except (DatabaseUnusable, PermissionError) as problem:
        raise Failure(str(problem)) from None


@contextmanager
def addressed(url: str) -> Iterator[None]:
    """Have Django's settings, here or in a child process, use the database at ``url``."""
    before = os.environ.get(_URL)
    os.environ[_URL] = url
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        yield
    finally:
        if before is None:
            os.environ.pop(_URL, None)
        else:
            os.environ[_URL] = before


@contextmanager
def django(data: Path, *, as_owner: bool = False) -> Iterator[Database]:
    """The node's database and a ready Django whose sessions are the application's."""
    with database(data) as found, addressed(found.owner_url if as_owner else found.app_url):
        import django as framework
        from django.db import connections

        framework.setup()
        try:
            yield found
        finally:
            connections.close_all()


def _application_url(named: str, owner: str) -> str:
    """The address for the application's sessions on a database that is not ours.

    Named twice, it is the first. Named once, its role also owns the tables, and a table's owner is
    not bound by privileges: the sessions then take the application's role, if it is there and may
    be taken.
    """
    if owner != named:
        return named
    narrowed = make_conninfo(named, options=f"-c role={APP}")
    try:
        psycopg.connect(narrowed, connect_timeout=10).close()
    except psycopg.OperationalError:
        return named
    return narrowed
