"""The queue's own upkeep, and what it removes."""

import datetime as dt

from django.contrib.sessions.models import Session
from django.db import connection

from haochaping.core.clock import now
from haochaping.identity.models import AppNonce
from haochaping.ops import jobs
from tests.fixtures.databases import CommittedDatabase


def _job(status: str, *, lock: str | None = None, worker: int | None = None) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs"
            " (queue_name, task_name, status, queueing_lock, worker_id)"
            " VALUES ('default', 'a.job', %s, %s, %s) RETURNING id",
            [status, lock, worker],
        )
        return int(cursor.fetchone()[0])


def _worker(silent: dt.timedelta) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (%s) RETURNING id",
            [now() - silent],
        )
        return int(cursor.fetchone()[0])


def _status(job: int) -> str | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT status FROM procrastinate_jobs WHERE id = %s", [job])
        row = cursor.fetchone()
        return str(row[0]) if row else None


def test_the_job_of_a_killed_worker_waits_again_and_a_living_ones_goes_on(db: None) -> None:
    killed = _job("doing", worker=_worker(dt.timedelta(minutes=5)))
    gone = _job("doing")
    living = _job("doing", worker=_worker(dt.timedelta(seconds=5)))
    jobs.retry_stalled()
    assert [_status(job) for job in (killed, gone, living)] == ["todo", "todo", "doing"]


def test_the_job_of_a_killed_worker_ends_when_another_of_its_kind_waits(
    committed_db: CommittedDatabase,
) -> None:
    stalled = _job("doing", lock="a.job", worker=_worker(dt.timedelta(minutes=5)))
    waiting = _job("todo", lock="a.job")
    jobs.retry_stalled()
    assert [_status(job) for job in (stalled, waiting)] == ["aborted", "todo"]


def test_jobs_that_ended_long_ago_are_removed_and_failures_stay(db: None) -> None:
    old, failed, fresh = _job("succeeded"), _job("failed"), _job("succeeded")
    with connection.cursor() as cursor:
        for job, age in ((old, 100), (failed, 100), (fresh, 1)):
            cursor.execute(
                "INSERT INTO procrastinate_events (job_id, type, at) VALUES (%s, %s, %s)",
                [job, _status(job), now() - dt.timedelta(hours=age)],
            )
    jobs.purge_finished()
    assert [_status(job) for job in (old, failed, fresh)] == [None, "failed", "succeeded"]


def test_sessions_that_ended_are_removed(db: None) -> None:
    for key, days in (("ended", -1), ("open", 1)):
        Session.objects.create(
            session_key=key, session_data="", expire_date=now() + dt.timedelta(days=days)
        )
    jobs.clear_sessions()
    assert [session.session_key for session in Session.objects.all()] == ["open"]


def test_a_nonce_is_kept_for_as_long_as_its_request_could_be_repeated(db: None) -> None:
    for nonce, minutes in (("x" * 16, 30), ("y" * 16, 6)):
        AppNonce.objects.create(
            app_id="app", nonce=nonce, used_at=now() - dt.timedelta(minutes=minutes)
        )
    jobs.forget_nonces()
    assert [row.nonce for row in AppNonce.objects.all()] == ["y" * 16]
