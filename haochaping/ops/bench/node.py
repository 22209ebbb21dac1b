"""A node of the bench's own: whole, as ``haochaping up`` runs it, in a directory that goes away."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from haochaping.ops.cli.session import django


@dataclass(frozen=True, slots=True)
class BenchNode:
    """A serving node."""

    data: Path
    port: int
    pid: int


@contextmanager
def bench_node() -> Iterator[BenchNode]:
    """Start a node with the sample city and without one-time codes; stop and remove it after."""
    data = Path(tempfile.mkdtemp(prefix="haochaping-bench-"))
    data.chmod(0o711)
    port = _free_port()
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "haochaping", "up", "--sample"),
            *("--data", str(data), "--port", str(port)),
        ],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"HAOCHAPING_TICKET_CODE": "off", "PYTHONUNBUFFERED": "1"},
    )
    try:
        assert process.stdout is not None
        if not any(line.startswith("ready ") for line in process.stdout):
            raise RuntimeError(f"the node did not start: look into {data / 'logs'}")
        with django(data):
            yield BenchNode(data, port, process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)
        shutil.rmtree(data, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
