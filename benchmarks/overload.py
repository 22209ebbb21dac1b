"""Politeness under overload: what is still accepted when far more comes than can be done."""

import resource
from collections.abc import Iterator

from benchmarks.seed import Tickets
from haochaping.ops.bench.load import Load, post
from haochaping.ops.bench.result import Bar, Result
from haochaping.ops.bench.run import Bench

_CALM = 128
_CROWD = 4000


def run(bench: Bench) -> Iterator[Result]:
    """Capacity with 128 connections; then thousands that send again at once when refused."""
    tickets = Tickets(bench.node, "overload")
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    crowd = min(_CROWD, max(_CALM, hard - 200))
    rates: list[tuple[float, float | None]] = []
    waits: list[tuple[float, float | None]] = []
    for _ in range(1 if bench.quick else 3):
        calm = _load(bench, tickets, _CALM)
        crowded = _load(bench, tickets, crowd)
        bench.say(f"calm {calm.rate:.0f}/s; crowd of {crowd}: {crowded}")
        if crowded.broken:
            raise RuntimeError(f"{crowded.broken} requests broke off instead of being answered")
        rates.append((crowded.rate, calm.rate))
        waits.append((crowded.p99, None))
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    note = f"{crowd} connections that do not wait when refused, against {_CALM}"
    yield Result("overload-goodput", "ratings/s", rates, Bar(0.8), note)
    yield Result("overload-p99", "ms", waits, Bar(2000, of="value", least=False))


def _load(bench: Bench, tickets: Tickets, connections: int) -> Load:
    bodies = list(tickets.take(bench.seconds * 20000))
    return post(
        bench.node.port,
        "/api/v1/ratings",
        bodies,
        connections=connections,
        seconds=bench.seconds,
    )
