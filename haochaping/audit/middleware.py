"""Gives each request an id and ties what is recorded during it to that id and its address."""

import ipaddress
import re
import uuid
from collections.abc import Callable

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from haochaping.audit.context import Origin, serving

_GIVEN_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")


class RequestOrigin:
    """Outermost of our middleware. A caller may name the id (``X-Request-Id``); it comes back."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve the request within its origin."""
        given = request.headers.get("X-Request-Id", "")
        request_id = given if _GIVEN_ID.fullmatch(given) else uuid.uuid4().hex
        origin = Origin(request_id, client_address(request))
        with serving(origin), structlog.contextvars.bound_contextvars(request_id=request_id):
            response = self.get_response(request)
        response["X-Request-Id"] = request_id
        return response


def client_address(request: HttpRequest) -> str:
    """The address that the request came from, empty if that is none.

    Only the entries of ``X-Forwarded-For`` that our own proxies wrote are believed, counted from
    the right: what stands left of them is whatever the caller liked to claim.
    """
    addresses = [request.META.get("REMOTE_ADDR", "")]
    if settings.NODE.proxies:
        forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
        ours = [each.strip() for each in forwarded[-settings.NODE.proxies :]]
        addresses = [each for each in ours if each] + addresses
    try:
        return str(ipaddress.ip_address(addresses[0]))
    except ValueError:
        return ""
