"""Load over HTTP: wrk where the machine has it, else a client of our own in Python.

Both keep connections open and send the next request when one is answered. wrk takes a tenth of
the processor's time, which on a machine with two cores is part of the figure.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import as_file, files

THREADS = 2


@dataclass(frozen=True, slots=True)
class Load:
    """What came back: answers of 2xx, others, requests that broke off; times in milliseconds."""

    seconds: float
    accepted: int
    refused: int
    broken: int
    p50: float
    p99: float

    @property
    def rate(self) -> float:
        """Accepted requests a second."""
        return self.accepted / self.seconds


def post(port: int, path: str, bodies: Iterable[str], *, connections: int, seconds: int) -> Load:
    """Post ``bodies`` (one line of JSON each, each once) for ``seconds``."""
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as lines:
        lines.writelines(f"{body}\n" for body in bodies)
        lines.flush()
        if shutil.which("wrk"):
            return _wrk(port, path, lines.name, connections, seconds)
        return _python(port, path, lines.name, connections, seconds)


def _wrk(port: int, path: str, lines: str, connections: int, seconds: int) -> Load:
    threads = min(THREADS, connections)
    with as_file(files("benchmarks") / "post.lua") as script:
        done = subprocess.run(
            [
                *("wrk", f"-t{threads}", f"-c{connections}", f"-d{seconds}s", "--timeout", "30s"),
                *("-s", str(script), f"http://127.0.0.1:{port}", "--"),
                *(lines, str(threads), path),
            ],
            capture_output=True,
            text=True,
            check=True,
            timeout=seconds + 120,
        )
    found = json.loads(done.stdout.splitlines()[-1])
    return Load(
        seconds=found["seconds"],
        accepted=found["answers"] - found["refused"],
        refused=found["refused"],
        broken=found["broken"],
        p50=found["p50"],
        p99=found["p99"],
    )


def _python(port: int, path: str, lines: str, connections: int, seconds: int) -> Load:
    with open(lines) as bodies:
        done = subprocess.run(
            [
                *(sys.executable, "-m", "haochaping.ops.bench.client"),
                *(str(port), str(connections), str(seconds), path),
            ],
            stdin=bodies,
            capture_output=True,
            text=True,
            check=True,
            timeout=seconds + 120,
        )
    found = json.loads(done.stdout)
    accepted = sum(n for status, n in found["statuses"].items() if status.startswith("2"))
    return Load(
        seconds=found["seconds"],
        accepted=accepted,
        refused=sum(found["statuses"].values()) - accepted,
        broken=0,
        p50=found["p50"],
        p99=found["p99"],
    )
