"""Named people open pages in a browser without script: Django's own client."""

from collections.abc import Callable

import pytest
from django.test import Client

from haochaping.identity.models import User
from tests.fixtures.office import offices

__all__ = ["offices"]


@pytest.fixture
def signed_in() -> Callable[[User], Client]:
    """A client in which somebody has signed in."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in
