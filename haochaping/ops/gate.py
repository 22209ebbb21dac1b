"""Politeness under overload (promise P7): who is answered, who is asked to come back later.

Pages and the rest of the interface wait for Django's threads. The gate bounds how many wait, and
keeps what is heavy (figures, exports) to a share of the threads, so that raters' pages always
find one. While ratings queue up, what is heavy is not begun at all: it is shed before ratings.
Refusals are made here, before a thread, a session or the database is asked for anything.
"""

import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from django.utils.translation import override

from haochaping.core.errors import Refusal

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

RETRY_SECONDS = 5
# What reads much for one request. Everything else costs what its own row costs.
HEAVY = ("/results", "/api/v1/public/", "/workbench/exports", "/workbench/results")
# Operators must see in, above all when the node is busy.
_ALWAYS = ("/healthz", "/readyz", "/metrics")
_PAGE = (
    '<!doctype html><html lang="{language}"><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width"><title>{text}</title><p>{text}</p></html>'
)


class Gate:
    """Stands before Django. ``pressed`` says whether ratings are queueing up."""

    def __init__(
        self, application: Application, *, threads: int, pressed: Callable[[], bool]
    ) -> None:
        self._application = application
        self._pressed = pressed
        # Each thread has a few requests waiting for it, about a second of work.
        self._most = threads * 16
        self._most_heavy = max(1, threads // 2)
        self._inside = 0
        self._heavy_inside = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on, or refuse it with 503 and ``Retry-After``."""
        path: str = scope["path"]
        heavy = path.startswith(HEAVY)
        if not path.startswith(_ALWAYS) and self._refuses(heavy):
            await _refuse(scope, send)
            return
        self._inside += 1
        self._heavy_inside += heavy
        try:
            await self._application(scope, receive, send)
        finally:
            self._inside -= 1
            self._heavy_inside -= heavy

    def _refuses(self, heavy: bool) -> bool:
        if self._inside >= self._most:
            return True
        return heavy and (self._heavy_inside >= self._most_heavy or self._pressed())


async def _refuse(scope: Scope, send: Send) -> None:
    headers = dict(scope["headers"])
    english = headers.get(b"accept-language", b"").lower().startswith(b"en")
    language = "en" if english else "zh-hans"
    refusal = Refusal("overloaded")
    if scope["path"].startswith("/api/"):
        kind = b"application/problem+json"
        body = json.dumps(refusal.problem(language), ensure_ascii=False).encode()
    else:
        kind = b"text/html; charset=utf-8"
        with override(language):
            body = _PAGE.format(language=language, text=refusal.title).encode()
    await send(
        {
            "type": "http.response.start",
            "status": refusal.status,
            "headers": [
                (b"content-type", kind),
                (b"content-length", str(len(body)).encode()),
                (b"retry-after", str(RETRY_SECONDS).encode()),
                (b"cache-control", b"no-store"),
                (b"x-content-type-options", b"nosniff"),
            ],
        }
    )
    await send({"type": "http.response.body", "body": body})
