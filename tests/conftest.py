"""One embedded PostgreSQL for the whole test run, and the named situations of ``fixtures``.

The database and the environment must stand before Django's settings are read, so both are made
when pytest loads this file.
"""

import os

import django
import pytest
from django.conf import settings

from haochaping.ops.catalogues import compile_all
from tests.fixtures.postgres import TestServer

_SERVER = TestServer.start()
os.environ.update(_SERVER.environment())
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
# Pages are tried in Chinese, whoever starts the tests and however.
compile_all(settings.BASE_DIR)
# The areas' own conftest files import models, and are loaded before pytest-django would do this.
django.setup()

pytest_plugins = (
    "tests.fixtures.databases",
    "tests.fixtures.node",
    "tests.fixtures.city",
    "tests.fixtures.systems",
    "tests.fixtures.external",
)


@pytest.fixture(scope="session")
def test_server() -> TestServer:
    """The PostgreSQL that this run of the tests uses."""
    return _SERVER


def pytest_unconfigure() -> None:
    """Stop the database and remove its directory."""
    _SERVER.stop()
