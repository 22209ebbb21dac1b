"""Tickets: what a rater holds. Derived, never stored, so a stolen database contains none.

Bytes of a ticket, written in base 62 (43 characters):

| bytes | content |
|---|---|
| 1 | purpose (high 4 bits) and way (low 4 bits) |
| 1 | version of the ticket key |
| 2 | generation of the service's tickets |
| 16 | service key |
| 12 | keyed digest over all of the above |

The service key inside leads to the service's rows without a look-up elsewhere. The same service,
generation, key version, purpose and way always give the same ticket, so a re-push answers the one
already given out, and rotating the key leaves older ones valid.
"""

import hmac
from dataclasses import dataclass
from uuid import UUID

from haochaping.cases.enums import TicketPurpose, TicketWay
from haochaping.core.crypto import mac
from haochaping.core.errors import Refusal
from haochaping.core.ids import base62, base62_length, unbase62

_PLAIN = 20
_DIGEST = 12
_SIZE = _PLAIN + _DIGEST
LENGTH = base62_length(_SIZE)


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a genuine ticket says. Whether it still holds is in the service's row."""

    service_key: UUID
    purpose: TicketPurpose
    way: TicketWay
    generation: int
    key_version: int

    def text(self) -> str:
        """The ticket as it is given out."""
        plain = _plain(self)
        return base62(plain + _digest(plain, self.key_version))


def read(text: str) -> Ticket:
    """The ticket behind ``text``; Refusal unknown-ticket for anything this node did not make."""
    try:
        data = unbase62(text, _SIZE)
        plain, digest = data[:_PLAIN], data[_PLAIN:]
        if not hmac.compare_digest(_digest(plain, plain[1]), digest):
            raise Refusal("unknown-ticket")
        return Ticket(
            service_key=UUID(bytes=plain[4:]),
            purpose=TicketPurpose(plain[0] >> 4),
            way=TicketWay(plain[0] & 15),
            generation=int.from_bytes(plain[2:4]),
            key_version=plain[1],
        )
    except (ValueError, KeyError) as error:
        raise Refusal("unknown-ticket") from error


def _plain(ticket: Ticket) -> bytes:
    return (
        bytes([ticket.purpose << 4 | ticket.way, ticket.key_version])
        + ticket.generation.to_bytes(2)
        + ticket.service_key.bytes
    )


def _digest(plain: bytes, key_version: int) -> bytes:
    return mac("ticket", plain, version=key_version)[:_DIGEST]
