"""Ratings accepted a second over HTTP, against pgbench committing the same inserts one by one."""

import subprocess
from collections.abc import Iterator
from importlib.resources import as_file, files

import psycopg

from benchmarks.seed import Tickets
from haochaping.core.postgres.address import owner_url
from haochaping.core.postgres.binaries import programs
from haochaping.core.postgres.place import settle
from haochaping.ops.bench.lag import watched
from haochaping.ops.bench.load import Load, post
from haochaping.ops.bench.node import BenchNode
from haochaping.ops.bench.processes import cpu_seconds
from haochaping.ops.bench.result import Bar, Result
from haochaping.ops.bench.run import Bench

CONNECTIONS = 128
CLIENTS = 32
PAIRS = 3
_EXPECTED = 8000  # more a second than a small machine answers, so that none run out


def run(bench: Bench) -> Iterator[Result]:
    """Reference and ours in turn, three pairs; then few connections, for their waits."""
    node, seconds = bench.node, bench.seconds
    reference, tickets = Reference(node), Tickets(node, "ours")
    rates: list[tuple[float, float | None]] = []
    waits, cpus, lags = [], [], []
    for number in range(1, PAIRS + 1):
        rate = reference.measure(seconds)
        load, cpu, lag = _measure(node, tickets, CONNECTIONS, seconds)
        rates.append((load.rate, rate))
        waits.append((load.p99, None))
        cpus.append((cpu, None))
        lags.append((lag, None))
        bench.say(
            f"pair {number}: {load.rate:.0f}/s (p50 {load.p50:.0f} ms, p99 {load.p99:.0f} ms, "
            f"{cpu:.2f} ms of CPU each, readers {lag:.1f} s behind), pgbench {rate:.0f}/s"
        )
    few = [(_measure(node, tickets, 8, seconds)[0].p99, None) for _ in range(PAIRS)]
    yield Result("intake", "ratings/s", rates, Bar(1.0), "128 connections; pgbench, 32 clients")
    yield Result(
        "intake-cpu", "ms", cpus, Bar(0.4, of="value", least=False),
        "app, database and readers until the last event was worked on, per accepted rating",
    )  # fmt: skip
    yield Result("intake-p99-128", "ms", waits, Bar(100, of="value", least=False))
    yield Result("intake-p99-8", "ms", few, Bar(25, of="value", least=False))
    yield Result(
        "intake-visible", "s", lags, Bar(2, of="value", least=False),
        "greatest age of an event that some reader has not worked on, at full intake",
    )  # fmt: skip


def _measure(
    node: BenchNode, tickets: Tickets, connections: int, seconds: int
) -> tuple[Load, float, float]:
    """One run: the load, milliseconds of processor time a rating, the readers' greatest lag."""
    bodies = list(tickets.take(seconds * _EXPECTED))
    with watched(node.data) as lag:
        before, stored = cpu_seconds(node.pid), _stored(node)
        load = post(node.port, "/api/v1/ratings", bodies, connections=connections, seconds=seconds)
        lag.settle()
        used = cpu_seconds(node.pid) - before
    if load.refused or load.broken:
        raise RuntimeError(f"not only accepted ratings: {load}")
    # What was acknowledged must be there; what was in flight at the end may be.
    made = _stored(node) - stored
    if not load.accepted <= made <= load.accepted + connections:
        raise RuntimeError(f"{load.accepted} acknowledged, {made} stored")
    return load, 1000 * used / load.accepted, lag.most


def _stored(node: BenchNode) -> int:
    with psycopg.connect(owner_url(node.data)) as session:
        row = session.execute("SELECT count(*) FROM ratings_rating").fetchone()
        return int(row[0]) if row else 0


class Reference:
    """pgbench with ``intake.pgbench.sql`` on the node's own tables, as the owner's role."""

    def __init__(self, node: BenchNode) -> None:
        self._node = node
        self._tickets = Tickets(node, "reference")
        with psycopg.connect(owner_url(node.data), autocommit=True) as session:
            session.execute("CREATE SEQUENCE IF NOT EXISTS bench_reference")

    def measure(self, seconds: int, clients: int = CLIENTS) -> float:
        """Transactions a second."""
        first = self._tickets.taken
        self._tickets.take(seconds * _EXPECTED)
        with psycopg.connect(owner_url(self._node.data), autocommit=True) as session:
            session.execute("SELECT setval('bench_reference', %s)", [max(1, first)])
        program = programs(settle(self._node.data)) / "pgbench"
        with as_file(files("benchmarks") / "intake.pgbench.sql") as script:
            done = subprocess.run(
                [
                    *(str(program), "-n", "-c", str(clients), "-j", str(min(2, clients))),
                    *("-T", str(seconds)),
                    *("-f", str(script), owner_url(self._node.data)),
                ],
                capture_output=True,
                text=True,
                check=False,
            )
        if done.returncode != 0:
            raise RuntimeError(f"pgbench failed: {done.stderr.strip()}")
        line = next(each for each in done.stdout.splitlines() if each.startswith("tps = "))
        return float(line.split()[2])
