"""Idempotency-Keys of ratings: the same key with another body is refused (api.md §2)."""

from collections.abc import Sequence

from django.db import connection

from haochaping.core import idempotency
from haochaping.core.bulk import insert_rows
from haochaping.core.errors import Refusal
from haochaping.ratings.rules import Submission


def take_submission_keys(submissions: Sequence[Submission]) -> dict[bytes, bytes]:
    """Remember the batch's Idempotency-Keys; answers the body digest that each key stands for.

    The first body that came with a key keeps it, also when its rating is refused.
    """
    pairs = {
        _key_mac(each): _body_mac(each) for each in reversed(submissions) if each.idempotency_key
    }
    if not pairs:
        return {}
    rows = sorted(pairs.items())
    insert_rows(
        "core_idempotency_key",
        ("key_mac", "body_mac"),
        rows,
        conflict="ON CONFLICT (key_mac) DO NOTHING",
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT key_mac, body_mac FROM core_idempotency_key WHERE key_mac = ANY(%s)",
            [[key for key, _ in rows]],
        )
        return {bytes(key): bytes(body) for key, body in cursor.fetchall()}


def check_submission_key(submission: Submission, seen: dict[bytes, bytes]) -> None:
    """Refusal idempotency-conflict when the key came with another body before."""
    if submission.idempotency_key and seen[_key_mac(submission)] != _body_mac(submission):
        raise Refusal("idempotency-conflict")


def _key_mac(submission: Submission) -> bytes:
    assert submission.idempotency_key is not None
    return idempotency.place("ratings", submission.idempotency_key)


def _body_mac(submission: Submission) -> bytes:
    claim, ticket = submission.claim, submission.ticket
    if ticket is not None:
        who = ticket.text()
    else:
        assert claim is not None
        who = f"{claim.project_no}/{claim.service_number}"
    return idempotency.body_digest(who.encode() + submission.content())
