"""Receipts: what a rater keeps. Derived like tickets, unique per rating, silent about the level.

Bytes, in base 62 (41 characters): assess number (1), key version (1), service key (16), keyed
digest (12).
"""

import hmac
from dataclasses import dataclass
from uuid import UUID

from haochaping.core.crypto import mac
from haochaping.core.errors import Refusal
from haochaping.core.ids import base62, unbase62

_PLAIN = 18
_DIGEST = 12


@dataclass(frozen=True, slots=True)
class Receipt:
    """The rating that a receipt names."""

    service_key: UUID
    assess_number: int


def issue(service_key: UUID, assess_number: int) -> str:
    """The receipt of one rating. With version 1 kept for ever, a repeat answers the same one."""
    plain = bytes([assess_number, 1]) + service_key.bytes
    return base62(plain + mac("receipt", plain, version=1)[:_DIGEST])


def read(text: str) -> Receipt:
    """The rating behind a receipt; Refusal unknown-receipt for anything this node did not make."""
    try:
        data = unbase62(text, _PLAIN + _DIGEST)
        plain, digest = data[:_PLAIN], data[_PLAIN:]
        expected = mac("receipt", plain, version=plain[1])[:_DIGEST]
    except (ValueError, KeyError) as error:
        raise Refusal("unknown-receipt") from error
    if not hmac.compare_digest(expected, digest):
        raise Refusal("unknown-receipt")
    return Receipt(UUID(bytes=plain[2:]), plain[0])
