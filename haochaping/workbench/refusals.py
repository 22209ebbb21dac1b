"""Turns a refusal inside a page of the workbench into a page that says what to do."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from haochaping.core.errors import Refusal


class RefusalPages:
    """Views raise Refusal; members of staff read a page with its status."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Nothing to do before the view."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The page for a refusal; other exceptions, and other parts of the node, go on."""
        if not isinstance(error, Refusal) or not request.path.startswith("/workbench/"):
            return None
        return refused(request, error)


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The page of one refusal."""
    context = {"refusal": refusal, "is_forbidden": refusal.status == 403}
    response = render(request, "workbench/refused.html", context, status=refusal.status)
    if refusal.retry_after is not None:
        response["Retry-After"] = str(refusal.retry_after)
    return response
