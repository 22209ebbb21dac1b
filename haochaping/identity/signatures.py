"""Signed requests of systems and devices (api.md §2): HMAC-SM3 over what was asked and when.

The signature covers method, path with query, time, nonce and the body's digest, each on a line.
"""

import hmac
import re
import secrets
from collections.abc import Mapping
from functools import cache

from django.db import connection

from haochaping.core import crypto
from haochaping.core.clock import now
from haochaping.core.errors import Refusal
from haochaping.identity.models import SystemApp

WINDOW_SECONDS = 300
# Anything that can stand in a header without quoting, so also base64.
_NONCE = re.compile(r"[!-~]{16,64}")
_APP_ID = re.compile(r"[A-Za-z0-9._-]{1,32}")
_HEADERS = ("x-app-id", "x-timestamp", "x-nonce", "x-signature")
_NOBODY = "nobody"


def signature(
    secret: str, method: str, target: str, timestamp: str, nonce: str, body: bytes
) -> str:
    """The signature of one request; ``target`` is the path with its query, as sent."""
    text = "\n".join((method, target, timestamp, nonce, crypto.sm3(body).hex()))
    return crypto.hmac_sm3(secret.encode(), text.encode()).hex()


def authenticate(method: str, target: str, headers: Mapping[str, str], body: bytes) -> SystemApp:
    """The app that signed a request; ``headers`` have lower-case names.

    Plain arguments, so that Django's views and the intake call it alike. ``target`` is what stood
    in the request line, undecoded. Refusal with one code each: signature-missing, unknown-app,
    signature-wrong, app-revoked, timestamp-stale, nonce-invalid, nonce-repeated. The nonce is used
    up only by a request that is right in everything else.
    """
    app_id, timestamp, nonce, given = (headers.get(name, "") for name in _HEADERS)
    if not all((app_id, timestamp, nonce, given)):
        raise Refusal("signature-missing")
    app = SystemApp.objects.filter(pk=app_id if _APP_ID.fullmatch(app_id) else _NOBODY).first()
    secret = secret_of(app) if app else _unseal(_nobodys_secret(), _NOBODY)
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
    return _unseal(bytes(app.secret), app.app_id)


@cache
def _nobodys_secret() -> bytes:
    """What is opened when there is no such app, so that the answer takes as long as any other."""
    return crypto.seal(secrets.token_urlsafe(32).encode(), aad=secret_place(_NOBODY))


def _unseal(envelope: bytes, app_id: str) -> str:
    return crypto.unseal(envelope, aad=secret_place(app_id)).decode()


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
