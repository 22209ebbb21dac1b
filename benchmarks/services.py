"""Services taken in a second over HTTP, against COPY of the same rows into the same tables."""

import json
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg

from haochaping.core.postgres.address import owner_url
from haochaping.ops.bench.node import BenchNode
from haochaping.ops.bench.result import Bar, Result
from haochaping.ops.bench.run import Bench

BATCH = 500
_CLIENTS = 4
_PREFIX = "XCS"
# Table, and how its rows of one push are found again.
_TABLES = {
    "cases_service": "project_no LIKE %(like)s",
    "cases_person": "service_key IN (SELECT service_key FROM cases_service"
    " WHERE project_no LIKE %(like)s)",
}


def run(bench: Bench) -> Iterator[Result]:
    """Push through the interface; then copy what it has stored, in batches of the same size."""
    pairs: list[tuple[float, float | None]] = []
    for number in range(1, 4):
        batches = 30 if bench.quick else 200
        ours = _push(bench.node, number, batches)
        reference = _copy(bench.node, number, batches * BATCH)
        pairs.append((ours, reference))
        bench.say(f"services {ours:.0f}/s, COPY {reference:.0f}/s")
    yield Result(
        "services", "services/s", pairs, Bar(0.2),
        f"batches of {BATCH} over {_CLIENTS} connections; COPY of service, person and event",
    )  # fmt: skip


def _push(node: BenchNode, number: int, batches: int) -> float:
    """Services a second through the interface, signed, from as many clients as ``_CLIENTS``."""
    from haochaping.core.clock import now
    from haochaping.ops.sample import credentials
    from haochaping.ops.sample.places import all_places

    app = credentials.read(node.data).app_of("business")
    assert app is not None
    somewhere = all_places()
    moment = now().strftime("%Y-%m-%dT%H:%M:%SZ")
    bodies = []
    for start in range(batches):
        items = [
            _item(number, start * BATCH + n, somewhere[n % len(somewhere)], moment)
            for n in range(BATCH)
        ]
        bodies.append(json.dumps({"services": items}, ensure_ascii=False).encode())
    requests = [_request(node.port, app.appId, app.secret, body) for body in bodies]
    began = time.perf_counter()
    with ThreadPoolExecutor(_CLIENTS) as clients:
        created = sum(clients.map(_send, requests))
    took = time.perf_counter() - began
    if created != batches * BATCH:
        raise RuntimeError(f"{created} services created instead of {batches * BATCH}")
    return created / took


def _item(number: int, n: int, place: dict[str, Any], moment: str) -> dict[str, Any]:
    """A finished service of somebody who does not exist."""
    return {
        **{name: value for name, value in place.items() if value},
        "projectNo": f"{_PREFIX}{number}-{n:09d}",
        "serviceNumber": 1,
        "proStatus": 3,
        "serviceName": "办结",
        "serviceTime": moment,
        "acceptDate": moment,
        "resultDate": moment,
        "userProp": 1,
        "userName": f"测试{n}",
        "certType": "111",
        "certNo": f"41100019900101{n % 10000:04d}",
        "mobile": f"199{n:08d}",
    }


def _request(port: int, app_id: str, secret: str, body: bytes) -> urllib.request.Request:
    import secrets

    from haochaping.identity.signatures import signature

    target, nonce, stamp = "/api/v1/services", secrets.token_hex(16), str(int(time.time()))
    return urllib.request.Request(
        f"http://127.0.0.1:{port}{target}",
        data=body,
        headers={
            "Content-Type": "application/json",
            "X-App-Id": app_id,
            "X-Timestamp": stamp,
            "X-Nonce": nonce,
            "X-Signature": signature(secret, "POST", target, stamp, nonce, body),
        },
    )


def _send(request: urllib.request.Request) -> int:
    with urllib.request.urlopen(request, timeout=120) as answer:
        results = json.load(answer)["results"]
    return sum(each["status"] == "created" for each in results)


def _copy(node: BenchNode, number: int, amount: int) -> float:
    """Rows of services a second by COPY into the emptied tables' copies with the same indexes."""
    like = {"like": f"{_PREFIX}{number}-%"}
    with psycopg.connect(owner_url(node.data), autocommit=True) as session:
        parts = []
        for table, where in _TABLES.items():
            session.execute(f"DROP TABLE IF EXISTS bench_{table}")
            session.execute(f"CREATE TABLE bench_{table} (LIKE {table} INCLUDING ALL)")
            rows = f"SELECT * FROM {table} WHERE {where}"
            parts.append((f"bench_{table}", _lines(session, rows, like)))
        session.execute("DROP TABLE IF EXISTS bench_core_event_inbox")
        session.execute("CREATE TABLE bench_core_event_inbox (LIKE core_event_inbox INCLUDING ALL)")
        events = (
            "SELECT position, kind, service_key, payload, at FROM core_event_log"
            " WHERE kind = 'service.created' AND payload ->> 'project_no' LIKE %(like)s"
        )
        _wait_for_events(session, events, like, amount)
        parts.append(("bench_core_event_inbox", _lines(session, events, like)))
        began = time.perf_counter()
        for start in range(0, amount, BATCH):
            with session.transaction():
                for table, lines in parts:
                    with session.cursor().copy(f"COPY {table} FROM STDIN") as copy:
                        copy.write(b"".join(lines[start : start + BATCH]))
        return amount / (time.perf_counter() - began)


def _lines(session: psycopg.Connection, query: str, like: dict[str, str]) -> list[bytes]:
    """A query's rows as COPY writes them."""
    with session.cursor().copy(f"COPY ({query}) TO STDOUT", like) as copy:
        return [bytes(each) for each in copy]


def _wait_for_events(
    session: psycopg.Connection, query: str, like: dict[str, str], amount: int
) -> None:
    """The worker brings events into the log; the reference copies them from there."""
    while True:
        row = session.execute(f"SELECT count(*) FROM ({query}) e", like).fetchone()
        if row and row[0] >= amount:
            return
        time.sleep(0.2)
