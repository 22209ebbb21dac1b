"""The first page, the display switches, and the look-up of a receipt."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from haochaping.core.errors import Refusal
from haochaping.ratings.queries import receipt_state

_YEAR_SECONDS = 365 * 24 * 3600


@login_not_required
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What this is and where to go."""
    return render(request, "public/home.html")


@login_not_required
@require_POST
def display(request: HttpRequest) -> HttpResponse:
    """Larger type and language: kept in cookies that say nothing of the person."""
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts=None):
        target = "/"
    response = HttpResponseRedirect(target)
    if request.POST.get("elder") == "on":
        response.set_cookie("elder", "1", max_age=_YEAR_SECONDS, samesite="Lax")
    elif request.POST.get("elder") == "off":
        response.delete_cookie("elder")
    if request.POST.get("language") in ("zh-hans", "en"):
        language = request.POST["language"]
        response.set_cookie("django_language", language, max_age=_YEAR_SECONDS, samesite="Lax")
    return response


@login_not_required
@never_cache
def verify(request: HttpRequest) -> HttpResponse:
    """Receipt in, state out. The receipt is posted, so that it stays out of logs."""
    receipt = request.POST.get("receipt", "").strip()
    state = refusal = None
    if request.method == "POST":
        try:
            state = receipt_state(receipt)
        except Refusal as error:
            refusal = error
    return render(
        request,
        "public/verify.html",
        {"receipt": receipt, "state": state, "refusal": refusal},
        status=refusal.status if refusal else 200,
    )
