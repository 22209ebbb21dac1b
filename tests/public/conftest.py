"""The raters' side of the small city: links, codes, pages."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client

from haochaping.cases.codes import issue_code
from haochaping.cases.enums import TicketPurpose, TicketWay
from haochaping.cases.tickets import Ticket
from haochaping.core.events.readers import run_readers_once
from haochaping.core.events.sequencer import sequence_once
from tests.fixtures.city import Push

# What is on file about the applicant and must stand on no page.
PERSONAL = ("申请人甲", "411081190001010014", "19900000001")

Rate = Callable[..., str]


def served(push: Push, project_no: str = "411081-20261124-000001", **changes: object) -> Ticket:
    """The ticket that a business system gets for a service."""
    taken = push(project_no, **changes)
    assert taken.ticket is not None, taken.refusal
    return taken.ticket


def sent(ticket: Ticket, purpose: TicketPurpose = TicketPurpose.RATE) -> str:
    """The same service's link as the node itself sends it to the number on file."""
    return Ticket(
        ticket.service_key, purpose, TicketWay.SMS, ticket.generation, ticket.key_version
    ).text()


def code_for(ticket: Ticket) -> str:
    """A code, as it would arrive at the number on file."""
    return issue_code(ticket.service_key).code


def sms_texts() -> list[str]:
    """What the node wrote into its file of messages, oldest first."""
    path = settings.NODE.sms_file
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def publish() -> None:
    """What the worker does: order the events and let the readers count them."""
    sequence_once()
    while run_readers_once():
        pass


@pytest.fixture
def rate_on_page(push: Push, client: Client) -> Rate:
    """Rate a new service on the page; answers the address of the thanks."""

    def rate(project_no: str, level: int, **more: object) -> str:
        link = f"/r/{sent(served(push, project_no))}"
        response = client.post(link, {"satisfaction": level, **more})
        assert response.status_code == 302, response.content.decode()
        return str(response["Location"])

    return rate
