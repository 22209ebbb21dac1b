"""The web part: granian with Django and the intake behind one address."""

from pathlib import Path

from granian import Granian
from granian.constants import Interfaces

_KILL_SECONDS = 10


def serve(data: Path, *, host: str, port: int, workers: int) -> None:
    """Serve until SIGTERM or SIGINT."""
    Granian(
        "config.asgi:application",
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        workers=workers,
        respawn_failed_workers=True,
        workers_kill_timeout=_KILL_SECONDS,
        websockets=True,
        log_enabled=False,
    ).serve()
