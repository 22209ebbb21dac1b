"""Every route asks who is there, or is on the list of those that need not, with the reason."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from haochaping.api.v1.api import api
from haochaping.api.v1.requests import SignedBy

# Route → why nobody has to sign in. Pages of the workbench never belong here.
_OPEN = {
    "": "the first page for the public",
    "display": "how a rater wants the pages shown; kept in a cookie",
    "results": "published results",
    "results/<str:region>": "published results",
    "verify": "a rater looks for a receipt",
    "r/<str:ticket>": "the ticket is the key",
    "r/<str:ticket>/code": "sends a code to the number on file, whoever asks",
    "thanks/<str:receipt>": "the receipt is the key and says nothing about the rating",
    "n/<str:ticket>": "the link is the key",
    "healthz": "load balancers",
    "readyz": "load balancers",
    "metrics": "asks for a local address or the token itself",
    "workbench/sign-in": "where one signs in",
}
# Operation → why it need not be signed.
_UNSIGNED = {
    "GET /tickets/{ticket}": "the ticket is the key",
    "POST /tickets/{ticket}/code": "sends a code to the number on file, whoever asks",
    "POST /ratings": "the ticket and the code are the key",
    "GET /indicators": "published",
    "GET /receipts/{receipt}": "the receipt is the key and says nothing about the rating",
    "GET /public/results": "published",
}


def _routes(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, Callable[..., Any]]]:
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _routes(entry, route)
        elif isinstance(entry, URLPattern):
            yield route, entry.callback


def _pages() -> dict[str, Callable[..., Any]]:
    """Every route outside the interface for systems."""
    everything = _routes(get_resolver())
    return {route: view for route, view in everything if not route.startswith("api/")}


def _operations() -> dict[str, bool]:
    """Every operation of the interface and whether it must be signed."""
    return {
        f"{method} {path}": any(isinstance(check, SignedBy) for check in operation.auth_callbacks)
        for _, router in api._routers
        for path, view in router.path_operations.items()
        for operation in view.operations
        for method in operation.methods
    }


def test_pages_without_sign_in_are_those_on_the_list() -> None:
    found = {route for route, view in _pages().items() if not getattr(view, "login_required", True)}

    assert found - set(_OPEN) == set(), "open, and nobody said why"
    assert not any(route.startswith("workbench/") for route in found - {"workbench/sign-in"})


@pytest.mark.parametrize(
    "route", [route for route in _pages() if route not in _OPEN], ids=lambda route: route
)
def test_a_stranger_is_sent_to_sign_in(route: str, client: Client) -> None:
    """No database is at hand here: a view that ran for a stranger would fail loudly."""
    pattern_free = "/".join("x" if "<" in part else part for part in route.split("/"))

    answer = client.get(f"/{pattern_free}")

    if answer.status_code != 404:  # a converter that takes no "x"
        assert answer.status_code == 302
        assert answer["Location"].startswith("/workbench/sign-in")


def test_operations_that_need_no_signature_are_those_on_the_list() -> None:
    unsigned = {name for name, signed in _operations().items() if not signed}

    assert unsigned - set(_UNSIGNED) == set(), "open, and nobody said why"
    assert any(_operations().values())
