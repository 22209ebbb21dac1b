"""Each request has an id and an address; behind our own proxies the address that they saw."""

import dataclasses
import re

import pytest
from django.conf import LazySettings
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from haochaping.audit.context import Origin, origin
from haochaping.audit.middleware import RequestOrigin, client_address


def serve(request: HttpRequest) -> tuple[Origin, HttpResponse]:
    seen: list[Origin] = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append(origin())
        return HttpResponse()

    response = RequestOrigin(view)(request)
    return seen[0], response


def test_a_request_gets_an_id_that_comes_back() -> None:
    seen, response = serve(RequestFactory().get("/", REMOTE_ADDR="10.20.0.7"))
    assert re.fullmatch(r"[0-9a-f]{32}", seen.request_id)
    assert response["X-Request-Id"] == seen.request_id
    assert seen.address == "10.20.0.7"
    assert origin() == Origin(), "and it ends with the request"


@pytest.mark.parametrize("given", ["0af76519-16cd-43dd-8448-eb211c80319c", "abcdefgh"])
def test_a_callers_id_is_kept(given: str) -> None:
    seen, response = serve(RequestFactory().get("/", headers={"x-request-id": given}))
    assert seen.request_id == response["X-Request-Id"] == given


@pytest.mark.parametrize("given", ["", "short", "x" * 65, "a b c d e f g", "张三张三张三张三张三"])
def test_an_id_of_another_shape_is_replaced(given: str) -> None:
    seen, _ = serve(RequestFactory().get("/", headers={"x-request-id": given}))
    assert seen.request_id != given and len(seen.request_id) == 32


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "1.2.3.4", "10.0.0.1"),
        (1, "1.2.3.4", "1.2.3.4"),
        (1, "6.6.6.6, 1.2.3.4", "1.2.3.4"),
        (2, "6.6.6.6, 1.2.3.4, 10.0.0.2", "1.2.3.4"),
        (2, "1.2.3.4", "1.2.3.4"),
        (1, "", "10.0.0.1"),
        (1, "2001:db8::1", "2001:db8::1"),
        (1, "not an address", ""),
    ],
)
def test_only_what_our_own_proxies_wrote_is_believed(
    settings: LazySettings, proxies: int, forwarded: str, address: str
) -> None:
    settings.NODE = dataclasses.replace(settings.NODE, proxies=proxies)
    headers = {"x-forwarded-for": forwarded} if forwarded else {}
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", headers=headers)
    assert client_address(request) == address
