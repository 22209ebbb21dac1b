"""Default ratings for a million due services, against one INSERT … SELECT of the same rows."""

import datetime as dt
import threading
import time
from collections.abc import Iterator

import psycopg

from benchmarks.seed import Tickets
from haochaping.core.postgres.address import owner_url
from haochaping.ops.bench.load import Load, post
from haochaping.ops.bench.node import BenchNode
from haochaping.ops.bench.result import Bar, Result
from haochaping.ops.bench.run import Bench

DUE = 1_000_000
_HALF_LOAD = 16  # connections; about half of what 128 of them bring through
_REFERENCE = """
INSERT INTO ratings_default (service_key, day, batch)
SELECT s.service_key, s.default_due, 0
FROM cases_service s
LEFT JOIN ratings_rating r ON r.service_key = s.service_key AND r.assess_number = 1
WHERE s.default_due <= %s AND r.service_key IS NULL AND s.app_id = 'due'
ON CONFLICT (service_key) DO NOTHING
"""
# Services of the last weeks, in the order of time, that nobody rates.
_SEED = """
INSERT INTO cases_service (service_key, project_no, service_number, task_code, task_name,
  pro_status, org_code, area_code, hall_code, window_no, staff_no, service_time, accept_date,
  result_date, user_prop, app_id, content_mac, ticket_key_version, expires_at, default_due)
SELECT md5('due' || seed.n)::uuid, 'due' || seed.n, 1, place.task_code, place.task_name,
  3, place.org_code, place.area_code, place.hall_code, place.window_no, place.staff_no,
  moment, moment, moment, 1, 'due', '\\x00', 1, now() + interval '30 days', moment::date + 7
FROM generate_series(1, %(due)s::bigint) seed (n)
CROSS JOIN LATERAL (
  SELECT now() - interval '9 days' - interval '10 days' * (1 - seed.n::float8 / %(due)s) AS moment
) drawn
JOIN bench_place place ON place.n = floor(
  (SELECT count(*) FROM bench_place) * power((hashint8extended(seed.n, 1) & 1048575) / 1048576.0, 3)
)
"""


def run(bench: Bench) -> Iterator[Result]:
    """At rest, then while ratings come in."""
    node = bench.node
    bench.say(f"making {DUE:,} services that have fallen due …")
    _seed(node)
    idle: list[tuple[float, float | None]] = []
    for _ in range(1 if bench.quick else 3):
        reference = _reference(node)
        idle.append((_sweep(node), reference))
        bench.say(f"sweep {idle[-1][0]:.1f} s, INSERT … SELECT {reference:.1f} s")
    yield Result("defaults-idle", "s", idle, Bar(1.5, least=False), "1 M due, 5,000 a commit")
    _empty(node)
    calm, loaded = _loaded(bench)
    yield Result(
        "defaults-loaded", "ms", [(loaded.p99, calm.p99)], Bar(2, least=False),
        "p99 of ratings at half load while the sweep runs, against the same load alone",
    )  # fmt: skip


def _seed(node: BenchNode) -> None:
    from haochaping.core.sql import statement

    with psycopg.connect(owner_url(node.data), autocommit=True) as session:
        session.execute(statement("benchmarks", "places"))
        session.execute(_SEED, {"due": DUE})
        session.execute("VACUUM ANALYZE cases_service")


def _reference(node: BenchNode) -> float:
    _empty(node)
    with psycopg.connect(owner_url(node.data)) as session:
        began = time.perf_counter()
        made = session.execute(_REFERENCE, [dt.date.max.replace(year=9000)]).rowcount
        session.commit()
        took = time.perf_counter() - began
    if made != DUE:
        raise RuntimeError(f"{made} rows instead of {DUE}")
    return took


def _sweep(node: BenchNode) -> float:
    """The node's own sweep from the beginning, as its job runs it."""
    from haochaping.core.clock import now
    from haochaping.ratings.defaults import sweep_all

    _empty(node)
    began = time.perf_counter()
    sweep_all(at=now())
    took = time.perf_counter() - began
    # Counted in the table: the node's own job may have swept a part meanwhile.
    with psycopg.connect(owner_url(node.data)) as session:
        ((made,),) = session.execute("SELECT count(*) FROM ratings_default").fetchall()
    if made != DUE:
        raise RuntimeError(f"{made} default ratings instead of {DUE}")
    return took


def _empty(node: BenchNode) -> None:
    """No default ratings, and the walk at its beginning. Only a bench may do that."""
    with psycopg.connect(owner_url(node.data), autocommit=True) as session:
        session.execute("ALTER TABLE ratings_default DISABLE TRIGGER USER")
        session.execute("TRUNCATE ratings_default")
        session.execute("ALTER TABLE ratings_default ENABLE TRIGGER USER")
        session.execute("UPDATE cases_default_sweep SET day = '2000-01-01'")


def _loaded(bench: Bench) -> tuple[Load, Load]:
    from haochaping.core.clock import now
    from haochaping.ratings.defaults import sweep

    tickets = Tickets(bench.node, "loaded")
    seconds = min(bench.seconds, 20)
    calm = _load(bench.node, tickets, seconds)
    stopped = threading.Event()

    def work() -> None:
        while not stopped.is_set() and sweep(at=now()).looked:
            pass

    bodies = list(tickets.take(seconds * 4000))
    thread = threading.Thread(target=work, name="sweep")
    thread.start()
    try:
        loaded = post(
            bench.node.port, "/api/v1/ratings", bodies, connections=_HALF_LOAD, seconds=seconds
        )
    finally:
        stopped.set()
        thread.join()
    return calm, loaded


def _load(node: BenchNode, tickets: Tickets, seconds: int) -> Load:
    bodies = list(tickets.take(seconds * 4000))
    return post(node.port, "/api/v1/ratings", bodies, connections=_HALF_LOAD, seconds=seconds)
