"""What nobody expected: a page for people, a problem document for programs."""

from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.csrf import requires_csrf_token

from haochaping.api.problems import is_interface, problem_response
from haochaping.core.errors import Refusal


@requires_csrf_token
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: nothing is at this address."""
    refusal = Refusal("not-found")
    if is_interface(request):
        return problem_response(refusal)
    return render(request, "public/refused.html", {"refusal": refusal}, status=404)


@requires_csrf_token
def malformed(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: a request that makes no sense."""
    refusal = Refusal("malformed-request")
    if is_interface(request):
        return problem_response(refusal)
    return render(request, "public/refused.html", {"refusal": refusal}, status=400)


def failed(request: HttpRequest) -> HttpResponse:
    """500: a page that asks nothing of the database or of the rest of the program."""
    if is_interface(request):
        return problem_response(Refusal("internal-error"))
    return HttpResponseServerError(render_to_string("500.html"))
