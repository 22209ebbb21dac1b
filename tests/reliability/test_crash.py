"""P1: whatever is killed, an acknowledged rating is there once, with its event and its order."""

import os
import random
import signal
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import psycopg
import pytest

from haochaping.core.postgres.address import owner_url
from tests.fixtures.node import RunningNode, open_directory, start_node, stop_node
from tests.reliability.submissions import Raters, Submission, keys_of, sms_ticket

SEED = 20261124
SUBMISSIONS = 1000
# Something is killed each time so many more have been answered.
KILLS = (120, 260, 400, 540, 680, 820)
_SERVICES = """
INSERT INTO cases_service (service_key, project_no, service_number, task_code, task_name,
  pro_status, org_code, area_code, service_time, accept_date, result_date, user_prop, app_id,
  content_mac, ticket_key_version, expires_at, default_due)
SELECT md5('crash' || n)::uuid, 'crash' || n, 1, '', 'crash', 3, '11411000XC0000020B',
  '411000000000', now(), now(), now(), 1, 'tests', '\\x00', 1, now() + interval '1 day',
  current_date + 7
FROM generate_series(1, %s) n
RETURNING service_key
"""


@pytest.fixture
def mortal_node() -> Iterator[RunningNode]:
    """A node of this test's own, since it is going to be killed."""
    with open_directory() as data:
        running = start_node(data, "--sample")
        yield running
        stop_node(running)


def processes(data: Path, *words: str) -> list[int]:
    """The processes of the node in ``data`` whose command line has all the words."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        try:
            line = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue
        if str(data) in line and all(word in line for word in words):
            found.append(int(entry.name))
    return found


def kill(data: Path, victim: str) -> int:
    """SIGKILL to every process of one part; answers how many there were."""
    words = {"web": ("-m haochaping web",), "worker": ("-m haochaping worker",)}
    pids = processes(data, *words.get(victim, ("bin/postgres",)))
    for pid in pids:
        os.kill(pid, signal.SIGKILL)
    return len(pids)


def test_kills_lose_and_double_nothing(mortal_node: RunningNode) -> None:
    draw = random.Random(SEED)
    with psycopg.connect(owner_url(mortal_node.data), autocommit=True) as session:
        keys: list[UUID] = [row[0] for row in session.execute(_SERVICES, [SUBMISSIONS])]
    with keys_of(mortal_node.data):
        submissions = [_submission(key, draw) for key in keys]
    raters = Raters(mortal_node.url, submissions, threads=24)
    raters.start()
    victims = ["web", "database", "worker"] * 2
    draw.shuffle(victims)
    for answered, victim in zip(KILLS, victims, strict=True):
        raters.wait_for(answered)
        assert kill(mortal_node.data, victim) > 0, f"there was no {victim} to kill"
    raters.join()

    assert set(raters.answers) == set(keys)
    assert {status for status, _ in raters.answers.values()} <= {200, 201}
    assert raters.repeats > 0, "no kill met a submission"
    _settle(mortal_node)
    _check_rows(mortal_node.data, submissions)


def _submission(key: UUID, draw: random.Random) -> Submission:
    level = draw.choice((5, 5, 5, 4, 3, 2, 1))
    body = {"ticket": sms_ticket(key), "satisfaction": level, "pf": 2}
    if level <= 2:
        body["writingEvaluation"] = "等得太久"
    return Submission(key, body)


def _settle(node: RunningNode) -> None:
    """The node is whole again: whatever is waiting in the inbox is moved by its own worker."""
    node.run("check")


def _check_rows(data: Path, submissions: list[Submission]) -> None:
    """Each rating once, as it was sent, with one event, and an order exactly if it is negative."""
    sent = {each.service_key: each.body["satisfaction"] for each in submissions}
    with psycopg.connect(owner_url(data)) as session:
        rows = session.execute("SELECT service_key, level FROM ratings_rating").fetchall()
        assert len(rows) == len(sent)
        assert dict(rows) == sent
        events = session.execute(
            "SELECT service_key, count(*) FROM"
            " (SELECT service_key, kind FROM core_event_log"
            "  UNION ALL SELECT service_key, kind FROM core_event_inbox) e"
            " WHERE kind = 'rating.accepted' GROUP BY 1"
        ).fetchall()
        assert dict(events) == dict.fromkeys(sent, 1)
        orders = session.execute("SELECT service_key FROM workorders_order").fetchall()
        assert sorted(row[0] for row in orders) == sorted(k for k, v in sent.items() if v <= 2)
        log = session.execute("SELECT min(position), max(position), count(*) FROM core_event_log")
        assert (first_last := log.fetchone()) is not None
        assert first_last[1] - first_last[0] + 1 == first_last[2]
