"""One rating alone: the wait of a single connection, against the same statements in one session."""

from collections.abc import Iterator

from benchmarks.intake import PAIRS, Reference
from benchmarks.seed import Tickets
from haochaping.ops.bench.load import post
from haochaping.ops.bench.result import Bar, Result
from haochaping.ops.bench.run import Bench


def run(bench: Bench) -> Iterator[Result]:
    """Milliseconds from request to answer; the reference is a transaction of pgbench's."""
    node, seconds = bench.node, min(bench.seconds, 20)
    reference, tickets = Reference(node), Tickets(node, "alone")
    pairs: list[tuple[float, float | None]] = []
    for _ in range(PAIRS):
        rate = reference.measure(seconds, clients=1)
        bodies = tickets.take(seconds * 3000)
        load = post(node.port, "/api/v1/ratings", bodies, connections=1, seconds=seconds)
        pairs.append((1000 / load.rate, 1000 / rate))
    yield Result(
        "alone", "ms", pairs, Bar(3, least=False), "one connection; pgbench with one client"
    )
