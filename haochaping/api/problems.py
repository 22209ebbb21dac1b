"""Refusals as RFC 9457 problem documents."""

import msgspec
from django.http import HttpRequest, HttpResponse

from haochaping.core.errors import Refusal

CONTENT_TYPE = "application/problem+json"


def problem_response(refusal: Refusal) -> HttpResponse:
    """The answer to a refused request, in the language of the request."""
    response = HttpResponse(
        msgspec.json.encode(refusal.problem()), status=refusal.status, content_type=CONTENT_TYPE
    )
    response["Cache-Control"] = "no-store"
    if refusal.retry_after is not None:
        response["Retry-After"] = str(refusal.retry_after)
    return response


def is_interface(request: HttpRequest) -> bool:
    """Whether the caller is a program, which is answered with problem documents."""
    return request.path.startswith("/api/")
