"""``POST /api/v1/ratings`` as a small ASGI application beside Django (design §3.3)."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any

import msgspec
from django.db import close_old_connections
from django.utils import translation

from haochaping.core.clock import to_rfc3339
from haochaping.core.errors import Refusal
from haochaping.identity import signatures
from haochaping.ratings.committer import Committer
from haochaping.ratings.intake import Outcome
from haochaping.ratings.queries import LABELS_IN_USE, labels_in_use
from haochaping.ratings.rules import Labels, Submission, parse_submission

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Headers = Mapping[str, str]

BODY_LIMIT = 2 * 1024 * 1024


class RatingIntake:
    """The application; one per process, because its committer gathers what runs at once."""

    def __init__(self) -> None:
        self._committer = Committer()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        headers = {
            name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]
        }
        language = "en" if headers.get("accept-language", "").lower().startswith("en") else None
        try:
            outcome = await self._take(scope, headers, language, receive)
            if outcome.refusal is not None:
                raise outcome.refusal
        except Refusal as refusal:
            await _refuse(send, refusal, language)
        else:
            await _accept(send, outcome)

    def pressed(self) -> bool:
        """Whether ratings are queueing up, and other work should be put off."""
        return self._committer.pressed()

    async def drain(self) -> None:
        """Wait until everything that was taken is answered."""
        await self._committer.drain()

    async def _take(
        self, scope: Scope, headers: Headers, language: str | None, receive: Receive
    ) -> Outcome:
        if scope["method"] != "POST":
            raise Refusal("method-not-allowed")
        if self._committer.full():
            # Before the body is read: saying no must cost next to nothing.
            raise Refusal("overloaded", retry_after=2)
        body = await _body(receive)
        raw = decode(body, headers)
        labels = LABELS_IN_USE.fresh()
        if labels is None:
            labels = await asyncio.to_thread(_labels)
        submission = _parse(raw, labels, headers, language)
        if submission.claim is not None:
            submission = await asyncio.to_thread(
                _with_session, sign, submission, _target(scope), headers, body
            )
        return await self._committer.submit(submission)


def _with_session(function: Callable[..., Any], *arguments: Any) -> Any:
    """Run something that reads the database, in a thread whose session may have grown old."""
    close_old_connections()
    return function(*arguments)


def _labels() -> Labels:
    close_old_connections()
    return labels_in_use()


async def _body(receive: Receive) -> bytes:
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Refusal("malformed-json")
        part = message.get("body", b"")
        size += len(part)
        if size > BODY_LIMIT:
            raise Refusal("too-large")
        parts.append(part)
        if not message.get("more_body", False):
            return parts[0] if len(parts) == 1 else b"".join(parts)


def decode(body: bytes, headers: Headers) -> Any:
    """The JSON of a body; Refusal for another content type or something that is no JSON."""
    kind = headers.get("content-type", "application/json").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise Refusal("unsupported-media-type")
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Refusal("malformed-json") from error


def _parse(raw: Any, labels: Labels, headers: Headers, language: str | None) -> Submission:
    key = headers.get("idempotency-key")
    if language is None:
        return parse_submission(raw, labels, idempotency_key=key)
    with translation.override(language):
        return parse_submission(raw, labels, idempotency_key=key)


def sign(submission: Submission, target: str, headers: Headers, body: bytes) -> Submission:
    """Without a ticket the caller must be a signed channel app, which vouches for the rater.

    ``target`` is the path with its query, as sent.
    """
    app = signatures.authenticate("POST", target, headers, body)
    if app.kind != "channel":
        raise Refusal("wrong-kind-of-app")
    assert submission.claim is not None
    claim = msgspec.structs.replace(submission.claim, app_id=app.app_id)
    return msgspec.structs.replace(submission, claim=claim)


def _target(scope: Scope) -> str:
    query = scope["query_string"].decode("latin-1")
    return str(scope["path"]) + (f"?{query}" if query else "")


def answer(outcome: Outcome) -> dict[str, Any]:
    """The interface's answer to an accepted or repeated rating."""
    assert outcome.accepted_at is not None
    return {
        "receipt": outcome.receipt,
        "projectNo": outcome.project_no,
        "serviceNumber": outcome.service_number,
        "assessNumber": outcome.assess_number,
        "acceptedAt": to_rfc3339(outcome.accepted_at),
    }


async def _accept(send: Send, outcome: Outcome) -> None:
    body = msgspec.json.encode(answer(outcome))
    await _send(send, 201 if outcome.created else 200, b"application/json", body, [])


async def _refuse(send: Send, refusal: Refusal, language: str | None) -> None:
    body = msgspec.json.encode(refusal.problem(language))
    more = []
    if refusal.retry_after is not None:
        more.append((b"retry-after", str(refusal.retry_after).encode()))
    if refusal.code == "method-not-allowed":
        more.append((b"allow", b"POST"))
    await _send(send, refusal.status, b"application/problem+json", body, more)


async def _send(
    send: Send, status: int, kind: bytes, body: bytes, more: list[tuple[bytes, bytes]]
) -> None:
    headers = [
        (b"content-type", kind),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
        *more,
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
