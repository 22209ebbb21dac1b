"""The link of a notice: "it was not me who rated" (design §3.7)."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from haochaping.cases.enums import TicketPurpose
from haochaping.cases.queries import ticket_view
from haochaping.core.errors import Refusal
from haochaping.public.rate import refused
from haochaping.ratings.actions import dispute as suspend


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def dispute(request: HttpRequest, ticket: str) -> HttpResponse:
    """GET asks, POST suspends the rating. Nothing tells what level it has."""
    try:
        view = ticket_view(ticket, expires=False)
        if view.ticket.purpose != TicketPurpose.DISPUTE:
            raise Refusal("unknown-ticket")
        if request.method == "POST":
            suspend(ticket)
    except Refusal as refusal:
        return refused(request, refusal)
    done = request.method == "POST"
    return render(request, "public/dispute.html", {"view": view, "done": done})
