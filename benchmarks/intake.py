"""Ratings accepted a second over HTTP, against pgbench committing the same inserts one by one."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg

from haochaping.core.postgres.address import owner_url
from haochaping.core.postgres.binaries import programs
from haochaping.core.postgres.place import settle
from haochaping.ops.bench.node import BenchNode, bench_node
from haochaping.ops.bench.result import Result

CONNECTIONS = 128
CLIENTS = 32
BAR = 0.5
_EXPECTED = 9000  # more requests a second than a small machine answers, so that none run out
_SEED = """
INSERT INTO cases_service (service_key, project_no, service_number, task_code, task_name,
  pro_status, org_code, area_code, service_time, accept_date, result_date, user_prop, app_id,
  content_mac, ticket_key_version, expires_at, default_due)
SELECT md5(%(name)s || n)::uuid, %(name)s || n, 1, '11411000XC0000020B3411002001000', '基准',
  3, '11411000XC0000020B', '411000000000', now(), now(), now(), 1, 'bench',
  '\\x00', 1, now() + interval '30 days', current_date + 7
FROM generate_series(%(first)s::bigint, %(last)s::bigint) n
"""


def run(*, quick: bool, say: Callable[[str], None]) -> Iterator[Result]:
    """Reference and ours in turn, three pairs; yields the one figure."""
    seconds = 5 if quick else 20
    with bench_node() as node:
        say("seeding services …")
        reference = Reference(node)
        ours = Ours(node)
        pairs = []
        for number in range(1, 4):
            rate = reference.measure(seconds)
            own, answer = ours.measure(seconds)
            pairs.append((own, rate))
            waits = f"p50 {answer['p50']:.0f} ms, p99 {answer['p99']:.0f} ms"
            say(f"pair {number}: {own:.0f}/s ({waits}), pgbench {rate:.0f}/s")
        yield Result("intake", "ratings/s", pairs, BAR)


class Reference:
    """pgbench with ``intake.pgbench.sql`` on the node's own tables, as the owner's role."""

    def __init__(self, node: BenchNode) -> None:
        self._node = node
        self._seeded = 0
        with psycopg.connect(owner_url(node.data), autocommit=True) as session:
            session.execute("CREATE SEQUENCE bench_reference")

    def measure(self, seconds: int) -> float:
        """Transactions a second."""
        need = seconds * _EXPECTED
        _seed(self._node, "reference", self._seeded + 1, self._seeded + need)
        with psycopg.connect(owner_url(self._node.data), autocommit=True) as session:
            session.execute("SELECT setval('bench_reference', %s)", [max(1, self._seeded)])
        self._seeded += need
        program = programs(settle(self._node.data)) / "pgbench"
        with as_file(files("benchmarks") / "intake.pgbench.sql") as script:
            done = subprocess.run(
                [
                    *(str(program), "-n", "-c", str(CLIENTS), "-j", "2", "-T", str(seconds)),
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


class Ours:
    """The node over HTTP, with a ticket of its own for each rating."""

    def __init__(self, node: BenchNode) -> None:
        self._node = node
        self._seeded = 0

    def measure(self, seconds: int) -> tuple[float, dict[str, Any]]:
        """Ratings accepted a second, and what the load generator reports."""
        need = seconds * _EXPECTED
        first = self._seeded + 1
        self._seeded += need
        _seed(self._node, "ours", first, self._seeded)
        bodies = "\n".join(_bodies(self._node.data, first, self._seeded))
        done = subprocess.run(
            [
                *(sys.executable, "-m", "haochaping.ops.bench.load"),
                *(str(self._node.port), str(CONNECTIONS), str(seconds)),
            ],
            input=bodies,
            capture_output=True,
            text=True,
            check=True,
            timeout=seconds + 60,
        )
        answer: dict[str, Any] = json.loads(done.stdout)
        if set(answer["statuses"]) - {"201"}:
            raise RuntimeError(f"not only accepted ratings: {answer['statuses']}")
        return answer["statuses"].get("201", 0) / answer["seconds"], answer


def _seed(node: BenchNode, name: str, first: int, last: int) -> None:
    with psycopg.connect(owner_url(node.data), autocommit=True) as session:
        session.execute(_SEED, {"name": name, "first": first, "last": last})
        session.execute("ANALYZE cases_service")


def _bodies(data: Path, first: int, last: int) -> Iterator[str]:
    """One rating per seeded service, with the ticket that its office would have been given."""
    from haochaping.cases.enums import TicketPurpose, TicketWay
    from haochaping.cases.tickets import Ticket

    for number in range(first, last + 1):
        key = UUID(_md5(f"ours{number}"))
        ticket = Ticket(key, TicketPurpose.RATE, TicketWay.OFFICE, 1, 1).text()
        level = 5 if number % 50 else 4
        labels = ["510", "517"] if level == 5 else ["406"]
        yield json.dumps({"ticket": ticket, "satisfaction": level, "evalDetail": labels, "pf": 2})


def _md5(text: str) -> str:
    import hashlib

    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
