"""Signed requests of systems and devices (api.md §2): HMAC-SM3 over what was asked and when.

The signature covers method, path with query, time, nonce and the body's digest, each on a line.
"""

import hmac
import re
from collections.abc import Mapping

from django.db import connection

from haochaping.core import crypto
from haochaping.core.clock import now
from haochaping.core.errors import Refusal
from haochaping.identity.models import SystemApp

WINDOW_SECONDS = 300
_NONCE = re.compile(r"[A-Za-z0-9_-]{16,64}")
_HEADERS = ("x-app-id", "x-timestamp", "x-nonce", "x-signature")
# Compared against when there is no such app, so that the answer takes as long as any other.
_NOBODY = b"\0" * 32


def signature(
    secret: str, method: str, target: str, timestamp: str, nonce: str, body: bytes
) -> str:
    """The signature of one request; ``target`` is the path with its query, as sent."""
    text = "\n".join((method, target, timestamp, nonce, crypto.sm3(body).hex()))
    return crypto.hmac_sm3(secret.encode(), text.encode()).hex()


def authenticate(method: str, target: str, headers: Mapping[str, str], body: bytes) -> SystemApp:
    """The app that signed a request; ``headers`` have lower-case names.

    Refusal with one code each: signature-missing, unknown-app, signature-wrong, app-revoked,
    timestamp-stale, nonce-invalid, nonce-repeated. The nonce is used up only by a request that is
    right in everything else.
    """
    app_id, timestamp, nonce, given = (headers.get(name, "") for name in _HEADERS)
    if not all((app_id, timestamp, nonce, given)):
        raise Refusal("signature-missing")
    app = SystemApp.objects.filter(pk=app_id).first() if len(app_id) <= 32 else None
    secret = secret_of(app) if app else _NOBODY.hex()
    expected = signature(secret, method, target, timestamp, nonce, body)
    matches = hmac.compare_digest(expected.encode(), given.encode("utf-8", "replace"))
    if app is None:
        raise Refusal("unknown-app")
    if not matches:
        raise Refusal("signature-wrong")
    if app.revoked_at is not None:
        raise Refusal("app-revoked")
    _check_time(timestamp)
    _use_nonce(app_id, nonce)
    return app


def secret_place(app_id: str) -> bytes:
    """The associated data of an app's sealed secret."""
    return b"identity_system_app" + app_id.encode()


def secret_of(app: SystemApp) -> str:
    """The secret of an app, in the clear."""
    return crypto.unseal(bytes(app.secret), aad=secret_place(app.app_id)).decode()


def _check_time(timestamp: str) -> None:
    if not timestamp.isascii() or not timestamp.isdigit() or len(timestamp) > 12:
        raise Refusal("timestamp-stale")
    if abs(now().timestamp() - int(timestamp)) > WINDOW_SECONDS:
        raise Refusal("timestamp-stale")


def _use_nonce(app_id: str, nonce: str) -> None:
    if not _NONCE.fullmatch(nonce):
        raise Refusal("nonce-invalid")
    # The primary key decides between two that come at once; looking first would let both pass.
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO identity_app_nonce (app_id, nonce) VALUES (%s, %s) ON CONFLICT DO NOTHING",
            [app_id, nonce],
        )
        if cursor.rowcount != 1:
            raise Refusal("nonce-repeated")
