"""A small load generator: keep-alive connections that each send the next request when answered.

Run as a program of its own, so that its work is not taken from the node's event loop::

    python -m haochaping.ops.bench.client PORT CONNECTIONS SECONDS PATH < one request body a line

Prints one JSON object: seconds, answers by status, and latencies in milliseconds.
"""

import asyncio
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from typing import cast

_HEAD = (
    "POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    "Content-Type: application/json\r\nContent-Length: {size}\r\n\r\n"
)


class _Connection(asyncio.Protocol):
    """One connection; ``tally`` is shared by all."""

    def __init__(self, requests: Iterator[bytes], tally: "Tally") -> None:
        self._requests = requests
        self._tally = tally
        self._buffer = b""
        self._sent = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports are no subclasses of asyncio's, they only behave like them.
        self._transport = cast("asyncio.Transport", transport)
        self._send()

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head, found, body = self._buffer.partition(b"\r\n\r\n")
        if not found:
            return
        lower = head.lower()
        at = lower.index(b"content-length:") + 15
        if len(body) < int(lower[at:].split(b"\r\n", 1)[0]):
            return
        self._buffer = b""
        self._tally.add(head[9:12].decode(), time.perf_counter() - self._sent)
        self._send()

    def connection_lost(self, exc: Exception | None) -> None:
        self._tally.lost()

    def _send(self) -> None:
        request = next(self._requests, None)
        if request is None or self._tally.over():
            self._transport.close()
            return
        self._sent = time.perf_counter()
        self._transport.write(request)


class Tally:
    """What came back, and when to stop."""

    def __init__(self, connections: int, seconds: float) -> None:
        self.statuses: Counter[str] = Counter()
        self.latencies: list[float] = []
        self.done = asyncio.Event()
        self._open = connections
        self._end = time.perf_counter() + seconds

    def add(self, status: str, seconds: float) -> None:
        """One answer."""
        self.statuses[status] += 1
        self.latencies.append(seconds)

    def over(self) -> bool:
        """Whether the time is up."""
        return time.perf_counter() >= self._end

    def lost(self) -> None:
        """One connection ended."""
        self._open -= 1
        if self._open == 0:
            self.done.set()


async def run(
    port: int, connections: int, seconds: float, bodies: list[bytes], path: str
) -> dict[str, object]:
    """Send ``bodies`` for ``seconds``, or until they are used up."""
    requests = iter([_HEAD.format(path=path, size=len(body)).encode() + body for body in bodies])
    loop = asyncio.get_running_loop()
    tally = Tally(connections, seconds)
    started = time.perf_counter()
    for _ in range(connections):
        await loop.create_connection(lambda: _Connection(requests, tally), "127.0.0.1", port)
    await tally.done.wait()
    took = time.perf_counter() - started
    ordered = sorted(tally.latencies) or [0.0]
    return {
        "seconds": took,
        "statuses": dict(tally.statuses),
        "p50": 1000 * ordered[len(ordered) // 2],
        "p99": 1000 * ordered[min(len(ordered) - 1, len(ordered) * 99 // 100)],
    }


def main() -> None:
    """Read bodies from standard input and print what came back."""
    port, connections, seconds = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
    path = sys.argv[4]
    bodies = [line.strip() for line in sys.stdin.buffer if line.strip()]
    try:
        import uvloop
    except ImportError:
        answer = asyncio.run(run(port, connections, seconds, bodies, path))
    else:
        answer = uvloop.run(run(port, connections, seconds, bodies, path))
    sys.stdout.write(json.dumps(answer) + "\n")


if __name__ == "__main__":
    main()
