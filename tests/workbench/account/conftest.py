"""Somebody who signs in with a password."""

from collections.abc import Callable

import pytest
from django.conf import LazySettings
from django.http import HttpResponse
from django.test import Client

from haochaping.core.actor import SYSTEM
from haochaping.identity.actions import create_user
from haochaping.identity.models import User
from tests.fixtures.city import POLICE

PASSWORD = "Huai-Nan-2041-yu"
Enter = Callable[..., HttpResponse]


@pytest.fixture(autouse=True)
def quick_hashes(settings: LazySettings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def handler(city: None) -> User:
    """A handler of the police with a password of his own."""
    return create_user(
        login="chen.an",
        name="陈安",
        role="handler",
        org_code=POLICE,
        password=PASSWORD,
        must_change_password=False,
        by=SYSTEM,
    )


@pytest.fixture
def english() -> Client:
    """A browser of somebody who reads English, so that the texts are those of the program."""
    return Client(headers={"accept-language": "en"})


@pytest.fixture
def inside(handler: User, english: Client) -> Client:
    """The handler's browser after signing in."""
    english.post("/workbench/sign-in", {"login": "chen.an", "password": PASSWORD})
    return english
