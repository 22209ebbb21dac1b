"""The rating page: one form, no script needed, at most three taps (look.md)."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from haochaping.cases.enums import TicketPurpose, TicketWay
from haochaping.cases.queries import TicketView, ticket_view
from haochaping.core.errors import FieldError, Refusal
from haochaping.notifications.actions import send_ticket_code
from haochaping.ratings import queries
from haochaping.ratings.enums import Aspect, Channel, Level
from haochaping.ratings.intake import submit
from haochaping.ratings.rules import parse_submission

# Refusals that the form itself can mend; all others have a page of their own.
_MENDABLE = {"invalid", "code-required", "code-wrong", "too-many-tries", "code-too-soon"}
# Refusals that only somebody meets who has asked for a code before.
_CODE_SENT = {"code-wrong", "too-many-tries", "code-too-soon"}


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def rate(request: HttpRequest, ticket: str) -> HttpResponse:
    """Show what is to be rated, take the rating, lead on to the thanks."""
    try:
        view = _view(ticket)
        if request.method == "GET":
            return _form(request, view, {})
        raw = _raw(request, ticket)
        outcome = submit([parse_submission(raw, queries.labels_in_use())])[0]
        if outcome.refusal is None:
            return redirect("thanks", receipt=outcome.receipt)
        raise outcome.refusal
    except Refusal as refusal:
        if refusal.code in _MENDABLE:
            return _form(request, view, raw, refusal)
        return refused(request, refusal)


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def send_code(request: HttpRequest, ticket: str) -> HttpResponse:
    """Send a one-time code; the form comes back as it was filled in, with a field for it.

    Who comes back to this address, or changes the display on it, is led to the form.
    """
    if request.method == "GET":
        return redirect("rate", ticket=ticket)
    try:
        view = _view(ticket)
        raw = _raw(request, ticket)
        sent = send_ticket_code(view.ticket)
        return _form(request, view, raw, sent_to=sent["sentTo"])
    except Refusal as refusal:
        if refusal.code in _MENDABLE:
            return _form(request, view, raw, refusal)
        return refused(request, refusal)


@login_not_required
@never_cache
@require_GET
def thanks(request: HttpRequest, receipt: str) -> HttpResponse:
    """The receipt and what happens next. It does not know the level, so it cannot show it."""
    try:
        state = queries.receipt_state(receipt)
    except Refusal as refusal:
        return refused(request, refusal)
    return render(request, "public/thanks.html", {"receipt": receipt, "state": state})


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """A page that says why it cannot be done and what to do instead."""
    response = render(request, "public/refused.html", {"refusal": refusal}, status=refusal.status)
    if refusal.retry_after is not None:
        response["Retry-After"] = str(refusal.retry_after)
    return response


def _view(ticket: str) -> TicketView:
    """The service to be rated; Refusal already-rated when it was."""
    view = ticket_view(ticket)
    if view.ticket.purpose == TicketPurpose.DISPUTE:
        raise Refusal("unknown-ticket")
    number = 2 if view.ticket.purpose == TicketPurpose.FOLLOW_UP else 1
    if queries.rated(view.service_key, number) is not None:
        raise Refusal("already-rated")
    return view


def _raw(request: HttpRequest, ticket: str) -> dict[str, Any]:
    """The form as the interface would send it, so that one set of rules reads both."""
    posted = request.POST
    level = posted.get("satisfaction", "")
    aspects = {name: posted.get(f"aspect-{name}", "") for name in Aspect.values}
    return {
        "ticket": ticket,
        "satisfaction": _number(level),
        "evalDetail": [code for code in posted.getlist("evalDetail") if code[:1] == level],
        "aspects": {name: _number(value) for name, value in aspects.items() if value},
        "writingEvaluation": posted.get("writingEvaluation", ""),
        "pf": _channel(request),
        "publish": posted.get("publish") == "on",
        "code": posted.get("code", "").strip(),
    }


def _number(text: str) -> int | str | None:
    """A level as a number; whatever else was sent stays, for the rules to refuse."""
    return int(text) if text in ("1", "2", "3", "4", "5") else text or None


def _channel(request: HttpRequest) -> int:
    """The channel that the link names (``?pf=3``), else a mobile one."""
    given = request.POST.get("pf") or request.GET.get("pf", "")
    known = given in [str(value) for value in Channel.values]
    return int(given) if known else int(Channel.MOBILE)


def _form(
    request: HttpRequest,
    view: TicketView,
    raw: dict[str, Any],
    refusal: Refusal | None = None,
    *,
    sent_to: str = "",
) -> HttpResponse:
    needs_code = settings.NODE.ticket_code and view.ticket.way == TicketWay.OFFICE
    by_level = queries.indicators_by_level()
    errors = _errors(refusal)
    context = {
        "view": view,
        "raw": raw,
        "pf": _channel(request),
        "levels": [(level, by_level[level.value]) for level in sorted(Level, reverse=True)],
        "aspects": [(each, raw.get("aspects", {}).get(each.value)) for each in Aspect],
        "refusal": refusal,
        "errors": errors,
        "wrong_level": dict(errors).get("level-5"),
        "wrong": dict(errors),
        "needs_code": needs_code,
        "sent_to": sent_to,
        "code_asked": bool(sent_to) or (refusal is not None and refusal.code in _CODE_SENT),
    }
    return render(request, "public/rate.html", context, status=refusal.status if refusal else 200)


_PLACES = {
    "satisfaction": "level-5",
    "evalDetail": "reasons",
    "writingEvaluation": "writing",
    "code": "code",
    **{f"aspects.{name}": "aspects" for name in Aspect.values},
}


def _errors(refusal: Refusal | None) -> list[tuple[str, str]]:
    """(place on the page, sentence) for the summary above the form."""
    if refusal is None:
        return []
    if refusal.code != "invalid":
        return [("code", refusal.detail)]
    fields: tuple[FieldError, ...] = refusal.errors
    return [(_PLACES.get(each.field, "main"), _plain(each)) for each in fields]


def _plain(error: FieldError) -> str:
    """The sentence of a field in the words of a person in front of a page."""
    if error.field == "satisfaction":
        return _("Choose one of the five answers.")
    if error.field == "writingEvaluation":
        return _("Please keep your words below 500 characters and without special signs.")
    if error.field == "evalDetail":
        return _("Please choose a reason or write what went wrong, so that it can be mended.")
    return error.message
