"""One-time codes: stored, sent at once to the number on file, and forgotten by the outbox."""

import re
import stat

import pytest

from haochaping.cases.enums import TicketPurpose, TicketWay
from haochaping.cases.models import OneTimeCode
from haochaping.cases.tickets import Ticket
from haochaping.core.clock import now
from haochaping.core.errors import Refusal
from haochaping.notifications.actions import send_ticket_code
from haochaping.notifications.enums import MessageState
from haochaping.notifications.models import Message
from tests.fixtures.city import Push
from tests.notifications.conftest import Telephone


def ticket_of(push: Push, **changes: object) -> Ticket:
    ticket = push(**changes).ticket
    assert ticket is not None
    return ticket


def test_the_code_arrives_at_once_at_the_number_on_file(push: Push, telephone: Telephone) -> None:
    answer = send_ticket_code(ticket_of(push))
    assert answer == {"sentTo": "199****0001", "retryAfter": 60}
    (message,) = telephone.messages()
    assert message["number"] == "19900000001"
    assert re.findall(r"\d{6}", message["text"]) != []
    assert OneTimeCode.objects.count() == 1


def test_the_outbox_forgets_what_it_delivered(push: Push, telephone: Telephone) -> None:
    send_ticket_code(ticket_of(push))
    message = Message.objects.get()
    assert (message.state, message.envelope, message.tries) == (MessageState.SENT, None, 1)
    assert message.sent_at is not None


def test_only_the_nodes_account_reads_the_file(push: Push, telephone: Telephone) -> None:
    send_ticket_code(ticket_of(push))
    assert stat.S_IMODE(telephone.path.stat().st_mode) == 0o600


def test_the_agents_number_comes_first(push: Push, telephone: Telephone) -> None:
    agent = {
        "agentName": "代办人乙",
        "agentCertType": "111",
        "agentCertNo": "411081190001010022",
        "agentMobile": "19900000002",
    }
    assert send_ticket_code(ticket_of(push, **agent))["sentTo"] == "199****0002"


def test_without_a_number_there_is_no_code(push: Push, telephone: Telephone) -> None:
    with pytest.raises(Refusal) as refused:
        send_ticket_code(ticket_of(push, mobile=None))
    assert refused.value.code == "code-not-possible"
    assert telephone.messages() == []


def test_a_second_code_within_a_minute_is_refused(push: Push, telephone: Telephone) -> None:
    ticket = ticket_of(push)
    send_ticket_code(ticket)
    with pytest.raises(Refusal) as refused:
        send_ticket_code(ticket)
    assert refused.value.code == "code-too-soon"
    assert 0 < (refused.value.retry_after or 0) <= 60
    assert len(telephone.messages()) == 1


def test_a_link_to_dispute_gets_no_code(push: Push, telephone: Telephone) -> None:
    ticket = push().ticket
    assert ticket is not None
    dispute = Ticket(
        ticket.service_key,
        TicketPurpose.DISPUTE,
        TicketWay.SMS,
        ticket.generation,
        ticket.key_version,
    )
    with pytest.raises(Refusal) as refused:
        send_ticket_code(dispute)
    assert refused.value.code == "unknown-ticket"


def test_when_the_gateway_fails_the_code_is_kept_to_be_tried_again(
    push: Push, telephone: Telephone
) -> None:
    telephone.path.mkdir()
    answer = send_ticket_code(ticket_of(push))
    message = Message.objects.get()
    assert answer["sentTo"] == "199****0001"
    assert message.state == MessageState.WAITING and message.envelope is not None
    assert now() < message.next_try_at < message.expires_at
