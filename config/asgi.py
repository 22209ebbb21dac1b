"""The process tree's one application (design §3.3).

The route that takes ratings is a small ASGI application with group commit. Everything else is
Django, which runs behind a bridge of threads in the same process.
"""

import os
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from a2wsgi import WSGIMiddleware
from django.core.wsgi import get_wsgi_application

_django = get_wsgi_application()

from haochaping.ops.gate import Gate
from haochaping.ratings.http import RatingIntake

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

# Threads wait for the database most of the time; more of them would only queue up there.
_THREADS = int(os.environ.get("HAOCHAPING_WEB_THREADS", "8"))
_RATINGS = "/api/v1/ratings"

_intake = RatingIntake()
_bridge = WSGIMiddleware(_django, workers=_THREADS)  # type: ignore[arg-type]


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Hand ratings to the intake and everything else to Django."""
    if scope["type"] == "http":
        if scope["path"] == _RATINGS:
            await _intake(scope, receive, send)
        else:
            await _pages(scope, receive, send)
    elif scope["type"] == "lifespan":
        await _lifespan(receive, send)


def _coroutine(receive: Receive) -> Receive:
    """The server answers awaitables; the bridge hands them to its threads as coroutines only."""

    async def wrapped() -> MutableMapping[str, Any]:
        return await receive()

    return wrapped


async def _django_app(scope: Scope, receive: Receive, send: Send) -> None:
    await _bridge(scope, _coroutine(receive), send)  # type: ignore[arg-type]


_pages = Gate(_django_app, threads=_THREADS, pressed=_intake.pressed)


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            await _intake.drain()
            return
