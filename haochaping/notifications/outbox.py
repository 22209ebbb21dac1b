"""Putting messages into the outbox, and opening them for the gateway."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from haochaping.core import crypto
from haochaping.notifications.enums import Kind
from haochaping.notifications.models import Message

_PLACE = b"notifications_message"


@dataclass(frozen=True, slots=True)
class Letter:
    """What is to be sent to whom. Never stored or logged in the clear."""

    kind: Kind
    service_key: uuid.UUID
    number: str
    text: str


def message_of(letter: Letter, *, next_try_at: dt.datetime, expires_at: dt.datetime) -> Message:
    """The row of a letter, not saved yet."""
    id_ = uuid.uuid4()
    content = {"number": letter.number, "text": letter.text}
    return Message(
        id=id_,
        kind=letter.kind,
        service_key=letter.service_key,
        envelope=crypto.seal_json(content, aad=_PLACE + id_.bytes),
        next_try_at=next_try_at,
        expires_at=expires_at,
    )


def open_envelope(message: Message) -> tuple[str, str]:
    """Number and text of a message; SealBroken when they are gone or not this message's."""
    envelope = bytes(message.envelope or b"")
    content: dict[str, Any] = crypto.unseal_json(envelope, aad=_PLACE + message.id.bytes)
    return content["number"], content["text"]
