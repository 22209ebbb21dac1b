"""Keys that callers send so that a repeated request is not a second one (api.md §2).

A key is kept as a keyed digest with the digest of the body that first came with it, and, for
answers that must be given again word for word, the sealed answer.
"""

from typing import Any

from django.db import transaction

from haochaping.core import crypto
from haochaping.core.errors import Refusal
from haochaping.core.models import IdempotencyKey


def place(scope: str, key: str) -> bytes:
    """Where a key is kept; ``scope`` keeps apart the keys of different callers and operations."""
    return crypto.mac("content", b"key", scope.encode(), key.encode(), version=1)[:16]


def body_digest(body: bytes) -> bytes:
    """Keyed digest of a body."""
    return crypto.mac("content", b"body", body, version=1)[:16]


@transaction.atomic
def earlier(place: bytes, body: bytes) -> dict[str, Any] | None:
    """The answer that was given to this key and body before, or None for a new key.

    Refusal idempotency-conflict when the key came with another body.
    """
    digest = body_digest(body)
    row, _ = IdempotencyKey.objects.get_or_create(key_mac=place, defaults={"body_mac": digest})
    if bytes(row.body_mac) != digest:
        raise Refusal("idempotency-conflict")
    return None if row.answer is None else crypto.unseal_json(bytes(row.answer), aad=place)


def keep(place: bytes, answer: dict[str, Any]) -> None:
    """Store the answer to a key."""
    sealed = crypto.seal_json(answer, aad=place)
    IdempotencyKey.objects.filter(key_mac=place).update(answer=sealed)
