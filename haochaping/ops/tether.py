"""What ties the processes of the web part to each other, and to the node that comes after them.

Several processes may listen on one port together. So a process left behind by a SIGKILL would go
on taking its share of the requests, for ever and with the old code; and a node that starts must
not mistake one that is about to end for a stranger on its port.
"""

import ctypes
import fcntl
import os
import signal
import time
from pathlib import Path

# For how long a web part that was told to stop may finish what it has accepted.
STOP_SECONDS = 10
_WATCHER = "HAOCHAPING_WEB_WATCHER"
_LOCK = "web.lock"
_PR_SET_PDEATHSIG = 1


def hold(data: Path) -> None:
    """Called once in the process that watches: mark the web part of ``data`` as running.

    The lock is held by all its processes until the last has ended, however it ends.
    """
    lock = os.open(data / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(lock, fcntl.LOCK_SH)
    os.environ[_WATCHER] = str(os.getpid())


def await_end(data: Path) -> None:
    """Wait for the web part of a node that was just killed; it may finish what it accepted."""
    deadline = time.monotonic() + STOP_SECONDS + 2
    with open(data / _LOCK, "a") as lock:
        while time.monotonic() < deadline:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                time.sleep(0.05)
            else:
                return


def end_with_watcher() -> None:
    """Called in a process that serves: end when the one that watches over it ends."""
    watcher = int(os.environ.get(_WATCHER, "0"))
    if watcher in {0, os.getpid()}:
        return
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != watcher:
        os._exit(1)
