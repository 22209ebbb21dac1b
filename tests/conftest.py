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
# While the staff accounts are not written yet, Django's own stand in for them.
if not (settings.BASE_DIR / "haochaping/identity/models.py").exists():
    settings.AUTH_USER_MODEL = "auth.User"
# For working on one area while another does not load: HAOCHAPING_TEST_WITHOUT=workorders,public
for _area in filter(None, os.environ.get("HAOCHAPING_TEST_WITHOUT", "").split(",")):
    settings.INSTALLED_APPS = [a for a in settings.INSTALLED_APPS if a != f"haochaping.{_area}"]
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
