"""Tickets, one-time codes, indicators and receipts."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from ninja import Router

from haochaping.api.v1 import documents
from haochaping.api.v1.schemas import CodeSent, Indicators, ReceiptOut, TicketOut
from haochaping.cases.enums import TicketPurpose, TicketWay
from haochaping.cases.queries import TicketView, ticket_view
from haochaping.core.clock import to_rfc3339
from haochaping.notifications.actions import send_ticket_code
from haochaping.ratings import queries
from haochaping.ratings.models import Indicator

router = Router(tags=["ratings"])


@router.get(
    "/tickets/{ticket}",
    response={200: TicketOut, **documents.problems(404, 410)},
    summary="What is about to be rated",
)
def get_ticket(request: HttpRequest, ticket: str) -> dict[str, Any]:
    """For the holder of a ticket: the service, its office, the labels that can be chosen."""
    return _ticket(ticket_view(ticket))


@router.post(
    "/tickets/{ticket}/code",
    response={200: CodeSent, **documents.problems(404, 409, 410, 429)},
    summary="Send a one-time code to the number on file",
)
def post_code(request: HttpRequest, ticket: str) -> dict[str, Any]:
    """The code goes to the rater's own number; the caller learns only its masked form."""
    return dict(send_ticket_code(ticket_view(ticket).ticket))


@router.get("/indicators", response=Indicators, summary="The national indicators")
def get_indicators(request: HttpRequest, edition: str | None = None) -> dict[str, Any]:
    """The labels in use, or those of one edition (1 or 2)."""
    return {"indicators": [_indicator(each) for each in queries.indicators(edition)]}


@router.get(
    "/receipts/{receipt}",
    response={200: ReceiptOut, **documents.problems(404)},
    summary="Is my rating there?",
)
def get_receipt(request: HttpRequest, receipt: str) -> dict[str, Any]:
    """The state of a rating: no level, no text, no name."""
    state = queries.receipt_state(receipt)
    return {
        "state": state.state,
        "acceptedAt": to_rfc3339(state.accepted_at),
        "checkpoint": None,
        "proof": None,
    }


def _ticket(view: TicketView) -> dict[str, Any]:
    service, ticket = view.service, view.ticket
    number = 2 if ticket.purpose == TicketPurpose.FOLLOW_UP else 1
    by_level: dict[str, list[dict[str, str]]] = {str(level): [] for level in (5, 4, 3, 2, 1)}
    for each in queries.indicators():
        by_level[str(each.star_level)].append(_indicator(each))
    return {
        "projectNo": service.project_no,
        "serviceNumber": service.service_number,
        "taskName": service.task_name,
        "orgName": view.organisation_name,
        "hallName": view.hall_name,
        "serviceName": service.service_name,
        "serviceTime": to_rfc3339(service.service_time),
        "windowNo": service.window_no,
        "terminalNo": service.terminal_no,
        "staffNo": service.staff_no,
        "staffName": service.staff_name,
        "expiresAt": to_rfc3339(service.expires_at),
        "rated": queries.rated(service.service_key, number) is not None,
        "codeRequired": settings.NODE.ticket_code and ticket.way == TicketWay.OFFICE,
        "indicators": by_level,
    }


def _indicator(row: Indicator) -> dict[str, str]:
    return {
        "normCode": str(row.norm_code),
        "normName": row.norm_name,
        "starLevel": str(row.star_level),
        "expandNorm": "false" if row.basic else "true",
        "usingStatus": "true" if row.using else "false",
    }
