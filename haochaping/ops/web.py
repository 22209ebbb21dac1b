"""The web part: granian with Django and the intake behind one address."""

from pathlib import Path

from granian import Granian
from granian.constants import Interfaces

from haochaping.ops.tether import STOP_SECONDS, hold


def serve(data: Path, *, host: str, port: int, workers: int) -> None:
    """Serve until SIGTERM or SIGINT.

    This process only watches over those which serve; they load Django, it does not.
    """
    hold(data)
    Granian(
        "config.asgi:application",
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        workers=workers,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_SECONDS,
        websockets=True,
        log_enabled=False,
    ).serve()
