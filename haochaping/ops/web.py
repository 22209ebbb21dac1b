"""The web part: granian with Django and the intake behind one address."""

import ctypes
import os
import signal

from granian import Granian
from granian.constants import Interfaces

_KILL_SECONDS = 10
_WATCHER = "HAOCHAPING_WEB_WATCHER"
_PR_SET_PDEATHSIG = 1


def serve(*, host: str, port: int, workers: int) -> None:
    """Serve until SIGTERM or SIGINT.

    This process only watches over those which serve; they load Django, it does not.
    """
    os.environ[_WATCHER] = str(os.getpid())
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


def end_with_watcher() -> None:
    """Called in a process that serves: it must not outlive the one that watches over it.

    Left alone by a SIGKILL it would share the port with its successor, for ever and with the old
    code.
    """
    watcher = int(os.environ.get(_WATCHER, "0"))
    if watcher in {0, os.getpid()}:
        return
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != watcher:
        os._exit(1)
