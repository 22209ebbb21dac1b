"""Sending messages: a one-time code at once, everything else from the outbox."""

import datetime as dt
import logging
import uuid
from collections.abc import Sequence
from typing import TypedDict

from django.db import transaction
from django.db.models import F

from haochaping.cases.codes import LIFE, issue_code
from haochaping.cases.enums import TicketPurpose
from haochaping.cases.tickets import Ticket
from haochaping.core.clock import now
from haochaping.core.crypto import SealBroken
from haochaping.core.errors import Refusal
from haochaping.notifications import texts
from haochaping.notifications.enums import Kind, MessageState
from haochaping.notifications.gateways import Gateway, GatewayFailed, gateway
from haochaping.notifications.models import Message
from haochaping.notifications.outbox import Letter, message_of, open_envelope
from haochaping.privacy.masking import mask_mobile

log = logging.getLogger(__name__)

# Who takes a message has this long to deliver it before others may try.
LEASE = dt.timedelta(seconds=60)
# What cannot be delivered within a day goes to the people who make calls.
KEEP = dt.timedelta(days=1)
_LONGEST_WAIT = dt.timedelta(hours=1)


class SentCode(TypedDict):
    """Where a code went, masked, and after how many seconds another may be asked for."""

    sentTo: str
    retryAfter: int


def send_ticket_code(ticket: Ticket) -> SentCode:
    """Send the one-time code of a ticket, which holds (``ticket_view``), to the number on file.

    Refusals: unknown-ticket, code-not-possible, code-too-soon. The code is stored and committed
    before it is sent: a code that arrives always works. When the gateway fails, the outbox tries
    again while the code lives.
    """
    if ticket.purpose == TicketPurpose.DISPUTE:
        raise Refusal("unknown-ticket")
    moment = now()
    with transaction.atomic():
        issued = issue_code(ticket.service_key)
        text = texts.code(code=issued.code)
        message = message_of(
            Letter(Kind.CODE, ticket.service_key, issued.mobile, text),
            next_try_at=moment + LEASE,
            expires_at=moment + LIFE,
        )
        message.tries = 1
        message.save(force_insert=True)
    deliver([message])
    return {"sentTo": mask_mobile(issued.mobile), "retryAfter": issued.retry_after}


def deliver(messages: Sequence[Message]) -> int:
    """Hand claimed messages to the gateway and write down what became of them.

    Answers how many left. The network is used outside any transaction; a process that dies in
    between sends a message again rather than never.
    """
    if not messages:
        return 0
    way = gateway()
    sent = {message.id for message in messages if _handed_over(way, message)}
    moment = now()
    Message.objects.filter(id__in=sent, state=MessageState.WAITING).update(
        state=MessageState.SENT, sent_at=moment, envelope=None
    )
    _put_off([message for message in messages if message.id not in sent], moment)
    return len(sent)


def _handed_over(way: Gateway, message: Message) -> bool:
    try:
        way.send(*open_envelope(message))
    except GatewayFailed as error:
        log.warning("message %s (%s) not sent: %s", message.id, message.kind, error)
        return False
    except SealBroken as error:
        # One envelope that cannot be opened must not keep all others in the outbox.
        log.error("message %s (%s) cannot be opened: %s", message.id, message.kind, error)
        return False
    return True


def _put_off(failed: list[Message], moment: dt.datetime) -> None:
    """Twice as long after each try, an hour at most; given up when it is of no use any more."""
    for message in failed:
        next_try_at = moment + pause_after(message.tries)
        if next_try_at >= message.expires_at:
            give_up([message.id])
        else:
            Message.objects.filter(pk=message.pk).update(next_try_at=next_try_at)


def pause_after(tries: int) -> dt.timedelta:
    """How long to wait after so many tries: 10 s, 20 s, 40 s … at most an hour."""
    return min(dt.timedelta(seconds=5 << min(tries, 20)), _LONGEST_WAIT)


def give_up(ids: Sequence[uuid.UUID]) -> int:
    """End messages that will not be delivered; their number and text are erased."""
    ended = Message.objects.filter(id__in=ids, state=MessageState.WAITING).update(
        state=MessageState.GIVEN_UP, envelope=None
    )
    if ended:
        log.error("%s messages given up", ended)
    return ended


def claim(*, at: dt.datetime, limit: int) -> list[Message]:
    """Take at most ``limit`` messages that are due, for this process alone."""
    with transaction.atomic():
        due = (
            Message.objects.select_for_update(skip_locked=True)
            .filter(state=MessageState.WAITING, next_try_at__lte=at)
            .order_by("next_try_at")[:limit]
        )
        taken = list(due)
        Message.objects.filter(id__in=[message.id for message in taken]).update(
            tries=F("tries") + 1, next_try_at=at + LEASE
        )
    for message in taken:
        message.tries += 1
    return taken


def queue(letters: Sequence[Letter]) -> None:
    """Put letters into the outbox, inside the caller's transaction; the next round sends them."""
    moment = now()
    Message.objects.bulk_create(
        [message_of(each, next_try_at=moment, expires_at=moment + KEEP) for each in letters]
    )
